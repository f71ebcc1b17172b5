package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.demo.SharedDemo;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every getter of a JDBC result on every type.
 *
 * <p>The expected values follow JDBC 4.3, tables B-3 and B-6, unless the test's name says that the
 * driver is at fault.
 */
@ExtendWith(SharedDemo.Extension.class)
class JdbcGettersTest {

  private static final List<String> GETTERS =
      List.of(
          "getBoolean",
          "getByte",
          "getShort",
          "getInt",
          "getLong",
          "getFloat",
          "getDouble",
          "getBigDecimal",
          "getString",
          "getNString",
          "getBytes",
          "getDate",
          "getTime",
          "getTimestamp",
          "getObject",
          "getAsciiStream",
          "getBinaryStream",
          "getCharacterStream",
          "getNCharacterStream",
          "getClob",
          "getNClob",
          "getBlob",
          "getArray",
          "getURL",
          "getRef",
          "getRowId",
          "getSQLXML");

  private final SharedDemo demo;

  JdbcGettersTest(SharedDemo demo) {
    this.demo = demo;
  }

  private static Stream<Arguments> types() {
    String integers = "Byte=-8 Short=-8 Int=-8 Long=-8 Float=-8.0 Double=-8.0 BigDecimal=-8";
    return Stream.of(
        Arguments.of("TRUE", "Boolean=true Int=1 String=true Object=true"),
        Arguments.of("CAST(-8 AS TINYINT)", integers + " String=-8 Object=-8"),
        Arguments.of("CAST(-8 AS SMALLINT)", integers + " String=-8 Object=-8"),
        Arguments.of("CAST(-8 AS INTEGER)", integers + " String=-8 Object=-8"),
        Arguments.of("CAST(-8 AS BIGINT)", integers + " String=-8 Object=-8"),
        Arguments.of("CAST(0.5 AS REAL)", "Float=0.5 Double=0.5 String=0.5 Object=0.5"),
        Arguments.of("CAST(0.1 AS DOUBLE)", "Float=0.1 Double=0.1 BigDecimal=0.1 Object=0.1"),
        Arguments.of("CAST(1.5 AS DECIMAL(10, 2))", "Int=1 Double=1.5 BigDecimal=1.50 String=1.50"),
        Arguments.of("'Text'", "String=Text Object=Text"),
        Arguments.of("CAST('ab' AS VARBINARY)", "Bytes=[97, 98] Object=[97, 98]"),
        Arguments.of("DATE '2013-01-02'", "Date=2013-01-02 String=2013-01-02 Object=2013-01-02"),
        Arguments.of("TIME '03:04:05'", "Time=03:04:05 String=03:04:05 Object=03:04:05"),
        Arguments.of(
            "TIMESTAMP '2013-01-02 03:04:05.678901'",
            "Timestamp=2013-01-02T03:04:05.678901 Date=2013-01-02 Time=03:04:05"
                + " Object=2013-01-02T03:04:05.678901"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void gettersOfATypeGiveItsValue(String expression, String expected) throws Exception {
    read(
        expression,
        row -> {
          List<String> found = new ArrayList<>();
          for (String getter : GETTERS) {
            found.add(getter.substring("get".length()) + "=" + call(row, getter));
          }
          // A value may have blanks in it, so the list is cut before each name.
          assertThat(found).containsAll(List.of(expected.split(" (?=[A-Z])", -1)));
          assertThat(found).noneMatch(outcome -> outcome.contains("unchecked"));
        });
  }

  @ParameterizedTest
  @MethodSource("types")
  void gettersGiveNullForNull(String expression, String ignored) throws Exception {
    read(
        "NULLIF(%s, %s)".formatted(expression, expression),
        row -> {
          assertThat(row.getObject(1)).isNull();
          assertThat(row.wasNull()).isTrue();
          assertThat(row.getString(1)).isNull();
          assertThat(row.wasNull()).isTrue();
        });
  }

  @Test
  void givesTypesOfJavaTime() throws Exception {
    read(
        "DATE '2013-07-02'",
        row -> assertThat(row.getObject(1, LocalDate.class)).isEqualTo("2013-07-02"));
    read(
        "TIME '03:04:05'",
        row -> assertThat(row.getObject(1, LocalTime.class)).isEqualTo("03:04:05"));
    read(
        "TIMESTAMP '2013-07-02 03:04:05.678901'",
        row ->
            assertThat(row.getObject(1, LocalDateTime.class))
                .isEqualTo("2013-07-02T03:04:05.678901"));
    read(
        "CAST(TIMESTAMP '2013-07-02 03:04:05' AS TIMESTAMP WITH LOCAL TIME ZONE)",
        row -> {
          assertThat(row.getObject(1, Instant.class)).isEqualTo("2013-07-02T03:04:05Z");
          assertThat(row.getObject(1, OffsetDateTime.class)).isEqualTo("2013-07-02T03:04:05Z");
        });
  }

  @Test
  void numbersAreConvertedToTheClassAskedFor() throws Exception {
    read(
        "CAST(7 AS INTEGER)",
        row -> {
          assertThat(row.getObject(1, Long.class)).isEqualTo(7L);
          assertThat(row.getObject(1, BigDecimal.class)).isEqualTo(new BigDecimal(7));
          assertThat(row.getObject(1, String.class)).isEqualTo("7");
        });
  }

  @Test
  void driverCannotGiveAnObjectForATimestampWithZoneByIndex() throws Exception {
    read(
        "CAST(TIMESTAMP '2013-07-02 03:04:05' AS TIMESTAMP WITH LOCAL TIME ZONE)",
        row -> {
          assertThat(call(row, "getObject")).isEqualTo("unchecked RuntimeException");
          assertThat(row.getObject("x")).asString().isEqualTo("2013-07-02 03:04:05.0");
        });
  }

  @Test
  void driverLeavesAskingForAForeignClassUnchecked() throws Exception {
    read(
        "'Text'",
        row ->
            assertThat(outcome(() -> row.getObject(1, LocalDate.class)))
                .isEqualTo("unchecked ClassCastException"));
  }

  @Test
  void driverHasNoClassNamesAndNoDisplaySizes() throws Exception {
    read(
        "'Text'",
        row -> {
          assertThat(row.getMetaData().getColumnClassName(1)).isNull();
          assertThat(row.getMetaData().getColumnDisplaySize(1)).isZero();
        });
  }

  /** Does something with the one row of {@code SELECT expression AS x}. */
  private void read(String expression, Reading reading) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(demo.jdbcUrl(), "otto", demo.password("otto"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + expression + " AS x")) {
      assertThat(rows.next()).isTrue();
      reading.accept(rows);
    }
  }

  private static String call(ResultSet row, String getter) {
    return outcome(() -> ResultSet.class.getMethod(getter, int.class).invoke(row, 1));
  }

  private static String outcome(Call call) {
    try {
      Object value = call.run();
      if (value instanceof Timestamp timestamp) {
        return timestamp.toLocalDateTime().toString();
      }
      return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    } catch (Exception e) {
      Throwable failure =
          e instanceof InvocationTargetException wrapped ? wrapped.getTargetException() : e;
      String kind = failure instanceof SQLException ? "refused " : "unchecked ";
      return kind + failure.getClass().getSimpleName();
    }
  }

  @FunctionalInterface
  private interface Reading {
    void accept(ResultSet row) throws Exception;
  }

  @FunctionalInterface
  private interface Call {
    Object run() throws Exception;
  }
}
