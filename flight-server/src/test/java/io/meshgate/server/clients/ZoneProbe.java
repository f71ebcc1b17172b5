package io.meshgate.server.clients;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;

/**
 * A program that prints what the getters of the JDBC driver make of dates and times, since the zone
 * of a JVM is fixed when it starts. Its argument is an address with user and password.
 */
final class ZoneProbe {

  private static final String SQL =
      "SELECT DATE '2013-07-02' AS d, TIME '03:04:05' AS t, TIMESTAMP '2013-07-02 03:04:05' AS ts,"
          + " CAST(TIMESTAMP '2013-07-02 03:04:05' AS TIMESTAMP WITH LOCAL TIME ZONE) AS tz";

  private ZoneProbe() {}

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SQL)) {
      row.next();
      print("d", row.getString(1), row.getDate(1), row.getObject("d"));
      print("t", row.getString(2), row.getTime(2), row.getObject("t"));
      print(
          "ts",
          row.getString(3),
          row.getTimestamp(3),
          row.getObject("ts"),
          row.getObject(3, LocalDateTime.class));
      print("tz", row.getString(4), row.getTimestamp(4), row.getObject(4, Instant.class));
      parameter(connection);
    }
  }

  private static void parameter(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(CAST(? AS TIMESTAMP) AS VARCHAR) AS x")) {
      statement.setTimestamp(1, Timestamp.valueOf("2013-07-02 03:04:05"));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        print("parameter", row.getString(1));
      }
    }
  }

  private static void print(String name, Object... values) {
    StringBuilder line = new StringBuilder("> ").append(name);
    for (Object value : values) {
      line.append(" | ").append(value);
    }
    System.out.println(line);
  }
}
