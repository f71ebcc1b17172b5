package io.meshgate.connector.duckdb;

/** Names and texts as DuckDB's SQL writes them. */
final class Sql {

  private Sql() {}

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String name(String value) {
    return "\"" + value.replace("\"", "\"\"") + "\"";
  }
}
