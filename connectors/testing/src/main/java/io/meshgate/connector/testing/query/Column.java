package io.meshgate.connector.testing.query;

/**
 * A column of a relation.
 *
 * @param name its name in every engine
 * @param bounds what its values stay within
 */
public record Column(String name, Kind kind, Bounds bounds) {}
