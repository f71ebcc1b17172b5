package io.meshgate.connector.testing.query;

/**
 * Bounds of numbers, so that no arithmetic overflows or rounds.
 *
 * @param size the largest absolute value
 * @param scale digits after the point; for doubles 0 if sums of them are exact, else more
 */
public record Bounds(double size, int scale) {

  /** More than any arithmetic here takes. */
  static final Bounds LARGE = new Bounds(1e12, 9);

  static final Bounds NONE = new Bounds(0, 0);
}
