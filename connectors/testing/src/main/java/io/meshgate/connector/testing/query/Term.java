package io.meshgate.connector.testing.query;

/**
 * An expression in the gateway's SQL and in DuckDB's.
 *
 * @param kind its family
 * @param sql as the gateway is asked
 * @param reference as DuckDB is asked for the same value
 * @param bounds what its values stay within
 */
record Term(Kind kind, String sql, String reference, Bounds bounds) {

  /** A term that reads the same in both. */
  static Term same(Kind kind, String text, Bounds bounds) {
    return new Term(kind, text, text, bounds);
  }

  /** A term that is no number. */
  static Term of(Kind kind, String sql, String reference) {
    return new Term(kind, sql, reference, Bounds.NONE);
  }

  /** A term put together from others, with %1$s, %2$s … for them. */
  static Term format(Kind kind, Bounds bounds, String pattern, Term... parts) {
    return format(kind, bounds, pattern, pattern, parts);
  }

  /** A term put together from others, in another way for DuckDB. */
  static Term format(
      Kind kind, Bounds bounds, String pattern, String referencePattern, Term... parts) {
    Object[] sql = new Object[parts.length];
    Object[] reference = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      sql[i] = parts[i].sql();
      reference[i] = parts[i].reference();
    }
    return new Term(
        kind, String.format(pattern, sql), String.format(referencePattern, reference), bounds);
  }

  boolean isConstant() {
    return !sql.contains(".\"");
  }
}
