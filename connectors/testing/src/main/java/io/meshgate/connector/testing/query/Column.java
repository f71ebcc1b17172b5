package io.meshgate.connector.testing.query;

import java.util.List;

/**
 * A column of a relation.
 *
 * @param name its name in every engine
 * @param bounds what its values stay within
 * @param samples literals of values that it holds; empty if queries need not find rows
 */
public record Column(String name, Kind kind, Bounds bounds, List<String> samples) {

  /** Copies the samples. */
  public Column {
    samples = List.copyOf(samples);
  }

  /** A column of which no value is known. */
  public Column(String name, Kind kind, Bounds bounds) {
    this(name, kind, bounds, List.of());
  }
}
