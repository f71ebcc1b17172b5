package io.meshgate.connector.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** The two families of servers that speak this protocol, where they differ. */
enum Flavor {
  /** Its subquery cache looks outer columns up by their own collation and so mixes up texts. */
  MARIADB(
      "utf8mb4_nopad_bin",
      "max_statement_time = %d.%03d",
      "optimizer_switch = 'subquery_cache=off'"),
  MYSQL("utf8mb4_0900_bin", "max_execution_time = %d%03d", "optimizer_switch = DEFAULT");

  private final String binaryCollation;
  private final String timeLimit;
  private final String optimizer;

  Flavor(String binaryCollation, String timeLimit, String optimizer) {
    this.binaryCollation = binaryCollation;
    this.timeLimit = timeLimit;
    this.optimizer = optimizer;
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

  /** The session setting that keeps the optimizer from wrong answers. */
  String optimizer() {
    return optimizer;
  }

  /** The session setting that ends a SELECT after this time; zero is for ever. */
  String timeLimit(long millis) {
    return timeLimit.formatted(millis / 1000, millis % 1000);
  }
}
