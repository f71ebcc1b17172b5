package io.meshgate.connector.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a session needs for the gateway's semantics. */
final class SessionSettings {

  /**
   * Literals without backslash escapes, so that their only special character is the quote; unsigned
   * numbers that may be subtracted. Without ONLY_FULL_GROUP_BY, by which MariaDB refuses to group
   * by an expression that is selected.
   */
  static final String SQL_MODE =
      "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_BACKSLASH_ESCAPES,NO_UNSIGNED_SUBTRACTION,"
          + "NO_ENGINE_SUBSTITUTION";

  /** A reader may pause for long: its consumer decides when the next batch is fetched. */
  private static final int WRITE_TIMEOUT_SECONDS = 3600;

  /** Bytes of a text by which it is sorted; servers cut at 1024 unless told otherwise. */
  private static final int SORT_LENGTH = 65_536;

  private SessionSettings() {}

  /** Sets the session up and limits its statements to end at {@code deadline}. */
  static void apply(Connection connection, Optional<Instant> deadline) throws SQLException {
    Flavor flavor = Flavor.of(connection);
    long millis =
        deadline
            .map(instant -> Math.max(1, Duration.between(Instant.now(), instant).toMillis()))
            .map(left -> Math.min(left, Integer.MAX_VALUE))
            .orElse(0L);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET SESSION sql_mode = '%s', time_zone = '+00:00', collation_connection = %s, %s, %s,"
                  .formatted(
                      SQL_MODE,
                      flavor.binaryCollation(),
                      flavor.timeLimit(millis),
                      flavor.optimizer())
              + " net_write_timeout = %d, max_sort_length = %d, sql_select_limit = DEFAULT"
                  .formatted(WRITE_TIMEOUT_SECONDS, SORT_LENGTH));
    }
  }
}
