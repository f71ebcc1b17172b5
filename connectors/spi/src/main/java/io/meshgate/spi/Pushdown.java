package io.meshgate.spi;

/** A relational operator that a source may be able to run. */
public enum Pushdown {
  /** {@code WHERE}. */
  FILTER,
  /** Computed columns; the choice of columns is always pushed. */
  PROJECT,
  /** {@code LIMIT} and {@code OFFSET} without an order. */
  LIMIT,
  /** {@code ORDER BY}, with or without a limit. */
  SORT,
  /** {@code GROUP BY} with plain aggregate calls; {@code SELECT DISTINCT}. */
  AGGREGATE,
  /** {@code COUNT(DISTINCT x)} and other aggregate calls over distinct values. */
  DISTINCT_AGGREGATE,
  /** {@code INNER JOIN}. */
  INNER_JOIN,
  /** {@code LEFT} and {@code RIGHT JOIN}. */
  OUTER_JOIN,
  /** {@code FULL JOIN}. */
  FULL_JOIN,
  /** {@code EXISTS} and {@code NOT EXISTS} with a correlated equality. */
  SEMI_JOIN,
  /** {@code UNION ALL}. */
  UNION_ALL,
  /** {@code UNION}, {@code INTERSECT} and {@code EXCEPT} over distinct rows. */
  DISTINCT_SET_OPERATION
}
