package io.meshgate.connector.postgres;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings that make a value's text and a statement's meaning the same on every server.
 *
 * <p>They hold for one transaction, so they also hold behind a pooler that shares sessions.
 */
final class SessionSettings {

  private static final Map<String, String> FIXED =
      ImmutableMap.<String, String>builder()
          // Nobody who may create functions in a schema gets them called with our rights.
          .put("search_path", "")
          .put("TimeZone", "UTC")
          .put("DateStyle", "ISO, YMD")
          .put("IntervalStyle", "iso_8601")
          .put("extra_float_digits", "1")
          .put("bytea_output", "hex")
          .put("lc_monetary", "C")
          .put("standard_conforming_strings", "on")
          .put("transform_null_equals", "off")
          .buildOrThrow();

  /** Encodings in which the order of bytes is the order of code points. */
  private static final Set<String> ENCODINGS = ImmutableSet.of("UTF8", "LATIN1");

  private static final String STATEMENT =
      FIXED.entrySet().stream()
          .map(e -> ", pg_catalog.set_config('%s', '%s', true)".formatted(e.getKey(), e.getValue()))
          .collect(
              Collectors.joining(
                  "",
                  "SELECT pg_catalog.current_setting('server_encoding'),"
                      + " CASE WHEN ? > 0"
                      + " THEN pg_catalog.set_config('statement_timeout', ?, true) END",
                  ""));

  private SessionSettings() {}

  /** Begins the connection's transaction with the settings and a timeout at {@code deadline}. */
  static void apply(Connection connection, Optional<Instant> deadline) throws SQLException {
    long millis =
        deadline
            .map(instant -> Math.max(1, Duration.between(Instant.now(), instant).toMillis()))
            .map(left -> Math.min(left, Integer.MAX_VALUE))
            .orElse(0L);
    try (PreparedStatement statement = connection.prepareStatement(STATEMENT)) {
      statement.setLong(1, millis);
      statement.setString(2, Long.toString(millis));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        String encoding = row.getString(1);
        if (!ENCODINGS.contains(encoding)) {
          throw new SQLException(
              "The database's encoding is %s; text order needs one of %s"
                  .formatted(encoding, ENCODINGS));
        }
      }
    }
  }
}
