package io.meshgate.connector.testing.query;

/** What expressions of a query may risk. */
public enum Risk {
  /** Nothing: each has a value for every row, and the same in every engine. */
  NONE,
  /** That some row makes the query fail: a division by zero, a text that is no number. */
  FAILURE
}
