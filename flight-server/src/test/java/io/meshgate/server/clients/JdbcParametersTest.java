package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.demo.SharedDemo;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of the JDBC driver: through the whole gateway and back. */
@ExtendWith(SharedDemo.Extension.class)
class JdbcParametersTest {

  private final Connection connection;

  JdbcParametersTest(SharedDemo demo) throws Exception {
    connection = DriverManager.getConnection(demo.jdbcUrl(), "otto", demo.password("otto"));
  }

  @AfterEach
  void disconnect() throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      // Buffers of a value that it has refused are lost to this driver, which it says on closing.
      assertThat(e.getMessage()).contains("Memory was leaked");
    }
  }

  private static Stream<Arguments> values() {
    return Stream.of(
        value("BOOLEAN", (s, i) -> s.setBoolean(i, true), "true"),
        value("TINYINT", (s, i) -> s.setByte(i, (byte) -128), "-128"),
        value("SMALLINT", (s, i) -> s.setShort(i, (short) 3), "3"),
        value("INTEGER", (s, i) -> s.setInt(i, Integer.MIN_VALUE), "-2147483648"),
        value("BIGINT", (s, i) -> s.setLong(i, Long.MAX_VALUE), "9223372036854775807"),
        value("BIGINT", (s, i) -> s.setObject(i, 7), "7"),
        value("BIGINT", (s, i) -> s.setBigDecimal(i, new BigDecimal("7")), "7"),
        value("REAL", (s, i) -> s.setFloat(i, 0.5f), "0.5"),
        value("DOUBLE", (s, i) -> s.setDouble(i, 0.1), "0.1"),
        value("DECIMAL(10, 2)", (s, i) -> s.setBigDecimal(i, new BigDecimal("1.5")), "1.50"),
        value(
            "DECIMAL(23, 3)",
            (s, i) -> s.setBigDecimal(i, new BigDecimal("12345678901234567890.123")),
            "12345678901234567890.123"),
        value("VARCHAR", (s, i) -> s.setString(i, "it's \u00fc ; --"), "it's \u00fc ; --"),
        value("VARCHAR", (s, i) -> s.setString(i, ""), ""),
        value("DATE", (s, i) -> s.setDate(i, Date.valueOf("1969-07-20")), "1969-07-20"),
        value("TIME", (s, i) -> s.setTime(i, Time.valueOf("03:04:05")), "03:04:05"),
        value(
            "TIMESTAMP",
            (s, i) -> s.setTimestamp(i, Timestamp.valueOf("1969-07-20 20:17:40.123")),
            "1969-07-20 20:17:40.123"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("values")
  void valueComesBack(String type, Binding binding, String expected) throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(? AS " + type + ") AS x")) {
      binding.bind(statement, 1);
      assertThat(texts(statement)).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BOOLEAN", "INTEGER", "DOUBLE", "DECIMAL(20, 2)", "VARCHAR", "DATE", "TIMESTAMP"})
  void nullComesBack(String type) throws Exception {
    for (int code : List.of(Types.NULL, Types.VARCHAR, Types.INTEGER)) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT CAST(? AS " + type + ") AS x")) {
        statement.setNull(1, code);
        assertThat(texts(statement)).hasSize(1).containsOnlyNulls();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "origin = ?, JFK, 111279",
    "origin LIKE ?, J%, 111279",
    "origin <> ?, JFK, 225497",
    "LOWER(origin) = ?, jfk, 111279",
    "origin = ?, ' OR 1 = 1 --', 0"
  })
  void parametersFilterInTheStore(String condition, String value, String count) throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COUNT(*) AS n FROM operations.flights.flights WHERE " + condition)) {
      statement.setString(1, value);
      assertThat(texts(statement)).containsExactly(count);
    }
  }

  @Test
  void statementRunsAgainWithOtherValues() throws Exception {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?")) {
      for (String carrier : List.of("UA", "AA", "UA", "none")) {
        statement.setString(1, carrier);
        names.addAll(texts(statement));
      }
    }
    assertThat(names)
        .containsExactly(
            "United Air Lines Inc.", "American Airlines Inc.", "United Air Lines Inc.");
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(
        value("DATE", (s, i) -> s.setObject(i, LocalDate.EPOCH), "type OBJECT is not yet"),
        value("TIMESTAMP", (s, i) -> s.setObject(i, LocalDateTime.MIN), "type OBJECT is not yet"),
        value("VARCHAR", (s, i) -> s.setObject(i, new UUID(1, 2)), "type OBJECT is not yet"),
        value("INTEGER", (s, i) -> s.setString(i, "7"), "type STRING is not yet"),
        value("VARCHAR", (s, i) -> s.setInt(i, 7), "type INTEGER is not yet"),
        value(
            "DECIMAL(20, 3)",
            (s, i) -> s.setBigDecimal(i, new BigDecimal("1.5")),
            "scale must equal that in the Arrow vector: 1 != 3"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("refusals")
  void driverRefusesValuesOfAnotherClassThanTheTypeHas(String type, Binding binding, String text)
      throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(? AS " + type + ") AS x")) {
      assertThatThrownBy(
              () -> {
                binding.bind(statement, 1);
                texts(statement);
              })
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(text);
    }
  }

  @Test
  void castOfTheTypeThatTheDriverSendsTakesTextForADate() throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(CAST(? AS VARCHAR) AS DATE) AS x")) {
      statement.setString(1, "2013-01-02");
      assertThat(texts(statement)).containsExactly("2013-01-02");
    }
  }

  @Test
  void driverDoesNotSayWhichParameterIsMissing() throws Exception {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT CAST(? AS INTEGER) AS x")) {
      assertThatThrownBy(statement::executeQuery)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("\"typedValue\" is null");
    }
  }

  private static List<String> texts(PreparedStatement statement) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static Arguments value(String type, Binding binding, String expected) {
    return Arguments.of(type, binding, expected);
  }

  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement, int index) throws SQLException;
  }
}
