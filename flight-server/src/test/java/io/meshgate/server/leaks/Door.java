package io.meshgate.server.leaks;

/** Ways in which a query is asked. */
enum Door {
  /** A statement of Flight SQL. */
  STATEMENT,
  /** A prepared statement of Flight SQL, with some of its numbers as parameters. */
  PREPARED,
  /** The released JDBC driver. */
  JDBC,
  /** The plan instead of the rows. */
  EXPLAIN,
  /** The schema instead of the rows. */
  SCHEMA
}
