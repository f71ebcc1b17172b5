package io.meshgate.connector.jdbc;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQLState says, in the connector contract's words. */
public final class SqlStates {

  private SqlStates() {}

  /** The kind of failure that an SQLState stands for; INTERNAL if it says nothing useful. */
  public static Kind kindOf(@Nullable String sqlState) {
    if (sqlState == null || sqlState.length() < 2) {
      return Kind.INTERNAL;
    }
    return switch (sqlState) {
      case "57014", "70100" -> Kind.CANCELLED;
      case "22012" -> Kind.DIVISION_BY_ZERO;
      case "22003" -> Kind.NUMERIC_OVERFLOW;
      case "42501" -> Kind.ACCESS_DENIED;
      case "42P01", "42703", "3F000", "42S02", "42S22" -> Kind.SCHEMA_CHANGED;
      default -> kindOfClass(sqlState.substring(0, 2));
    };
  }

  private static Kind kindOfClass(String sqlClass) {
    return switch (sqlClass) {
      // 53 is short of resources, 57P01 to 57P03 are shutdowns, 58 and XX are failing servers.
      case "08", "53", "57", "58" -> Kind.UNAVAILABLE;
      case "28" -> Kind.ACCESS_DENIED;
      case "22" -> Kind.DATA;
      default -> Kind.INTERNAL;
    };
  }

  /** A failure at {@code source}, worded for a client; the server's own text is for the log. */
  public static ConnectorException failure(String source, SQLException e) {
    return failure(source, kindOf(e.getSQLState()), e);
  }

  static ConnectorException failure(String source, Kind kind, Throwable cause) {
    return new ConnectorException(kind, message(source, kind), cause);
  }

  static String message(String source, Kind kind) {
    String what =
        switch (kind) {
          case UNAVAILABLE -> "cannot be reached or went away; try again later";
          case ACCESS_DENIED -> "refused the gateway's credentials or rights";
          case CANCELLED -> "stopped the statement: it was cancelled";
          case TIMEOUT -> "did not finish before the query's deadline";
          case DATA -> "failed on a value";
          case DIVISION_BY_ZERO -> "divided by zero";
          case NUMERIC_OVERFLOW -> "computed a number that is too large for its type";
          case SCHEMA_CHANGED -> "no longer has a table or column that the data product names";
          case INTERNAL -> "failed for a reason that is in the gateway's log";
        };
    return "Source '%s' %s".formatted(source, what);
  }
}
