package io.meshgate.connector.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The two families of servers that speak this protocol, where they differ. */
enum Flavor {
  MARIADB("utf8mb4_nopad_bin", "max_statement_time = %d.%03d"),
  MYSQL("utf8mb4_0900_bin", "max_execution_time = %d%03d");

  private final String binaryCollation;
  private final String timeLimit;

  Flavor(String binaryCollation, String timeLimit) {
    this.binaryCollation = binaryCollation;
    this.timeLimit = timeLimit;
  }

  /** The server at the other end, as it introduced itself when the connection was made. */
  static Flavor of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return product.toLowerCase(Locale.ROOT).contains("mariadb") ? MARIADB : MYSQL;
  }

  /** The collation of utf8mb4 that compares by code point and does not pad with spaces. */
  String binaryCollation() {
    return binaryCollation;
  }

  /** The session setting that ends a SELECT after this time; zero is for ever. */
  String timeLimit(long millis) {
    return timeLimit.formatted(millis / 1000, millis % 1000);
  }
}
