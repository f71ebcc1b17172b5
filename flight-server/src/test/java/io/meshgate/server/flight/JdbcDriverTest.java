package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released JDBC driver as a black box. */
class JdbcDriverTest {

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = TestServer.plaintext(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void deliversEveryRowOfAStatement() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("numbers 12345")) {
      long count = 0;
      long nulls = 0;
      while (rows.next()) {
        assertThat(rows.getLong("id")).isEqualTo(count++);
        nulls += rows.getString("text") == null ? 1 : 0;
      }
      assertThat(count).isEqualTo(12345);
      assertThat(nulls).isEqualTo(1764);
    }
  }

  @Test
  void deliversNoRowsToAPreparedStatement() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        PreparedStatement statement = connection.prepareStatement("numbers 0");
        ResultSet rows = statement.executeQuery()) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void refusesAWrongPassword() {
    assertThatThrownBy(() -> server.jdbc("eve", Map.of("password", "wrong")))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("UNAUTHENTICATED: The user name or the password is wrong");
  }

  @Test
  void passesPropertiesOfTheConnectionOn() throws Exception {
    Map<String, String> properties =
        Map.of("catalog", "mesh", "schema", "sales.orders", "purpose", "audit");
    try (Connection connection = server.jdbc("eve", properties);
        Statement statement = connection.createStatement()) {
      assertThat(column(statement.executeQuery("whoami")))
          .containsExactly(
              "eve", "[analyst]", "{region=EU, clearance=3}", "audit", "sales.orders", "UTC");
    } catch (SQLException e) {
      // This version of the driver cannot close a connection with a catalog; the rows came first.
      assertThat(e.getMessage()).contains("Channel shutdown invoked");
    }
  }

  @Test
  void refusesACatalogThatIsNotThere() {
    assertThatThrownBy(() -> server.jdbc("eve", Map.of("catalog", "other")))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void bindsParametersOfEveryType() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        PreparedStatement statement = connection.prepareStatement("params")) {
      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(14);
      bindAll(statement);
      assertThat(column(statement.executeQuery()))
          .containsExactly(
              "Boolean:true",
              "Long:8",
              "Long:-32",
              "Long:9223372036854775807",
              "Double:0.5",
              "Double:0.1",
              "Double:12.34",
              "BigDecimal:12345678901234567890.123",
              "String:Grüße 'x' -- ",
              "bytes:bin",
              "LocalDate:2026-02-28",
              "LocalTime:13:14:15",
              "LocalDateTime:2026-02-28T13:14:15.123",
              "LocalDateTime:1969-12-31T23:59:59.500");
    }
  }

  @Test
  void bindsNullOfEveryType() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        PreparedStatement statement = connection.prepareStatement("params")) {
      for (int i = 1; i <= 14; i++) {
        statement.setNull(i, Types.NULL);
      }
      assertThat(column(statement.executeQuery())).hasSize(14).containsOnlyNulls();
    }
  }

  @Test
  void runsAPreparedStatementAgainWithOtherParameters() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        PreparedStatement statement = connection.prepareStatement("params")) {
      bindAll(statement);
      assertThat(column(statement.executeQuery())).contains("Long:8");
      statement.setInt(2, 9);
      assertThat(column(statement.executeQuery())).contains("Long:9").doesNotContain("Long:8");
    }
  }

  @Test
  void showsCodeAndTextOfAnError() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("selec 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("SYNTAX_ERROR: Unknown verb at 1:1");
      assertThatThrownBy(() -> statement.executeUpdate("insert into t"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("READ_ONLY: Only queries are taken");
      assertThatThrownBy(() -> statement.executeQuery("fail DIVISION_BY_ZERO"))
          .hasStackTraceContaining("DIVISION_BY_ZERO: Failed as asked");
    }
  }

  @Test
  void cancelsARunningStatement() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("endless");
      assertThat(rows.next()).isTrue();
      statement.cancel();
    }
    server.queries.closed.acquire();
    assertThat(server.queries.cancelled.get()).isPositive();
  }

  @Test
  void answersEveryMethodOfTheMetadata() throws Exception {
    List<String> failures = new ArrayList<>();
    try (Connection connection = server.jdbc("eve", Map.of())) {
      DatabaseMetaData metadata = connection.getMetaData();
      for (Method method : DatabaseMetaData.class.getMethods()) {
        if (method.getDeclaringClass() != DatabaseMetaData.class) {
          continue;
        }
        try (AutoCloseable result = closeable(method.invoke(metadata, arguments(method)))) {
          if (result instanceof ResultSet rows) {
            column(rows);
          }
        } catch (InvocationTargetException e) {
          if (!isGapOfTheDriver(e.getTargetException())) {
            failures.add(method + ": " + e.getCause());
          }
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void describesTablesAndColumns() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of())) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(all(metadata.getTables(null, null, "%", null), 1, 2, 3, 4))
          .containsExactly(
              "mesh|sales.orders|li_es|VIEW",
              "mesh|sales.orders|lines|TABLE",
              "mesh|system|queries|SYSTEM TABLE");
      assertThat(all(metadata.getTables("mesh", "sales%", "li\\_es", null), 3))
          .containsExactly("li_es");
      assertThat(all(metadata.getTables("mesh", "sales%", "li_es", new String[] {"TABLE"}), 3))
          .containsExactly("lines");
      assertThat(all(metadata.getTables("", null, "%", null), 3)).isEmpty();
      assertThat(all(metadata.getSchemas(), 1)).containsExactly("sales.orders", "system");
      assertThat(all(metadata.getPrimaryKeys("mesh", "sales.orders", "lines"), 4, 5))
          .containsExactlyInAnyOrder("i64|1", "t|2");
      assertThat(all(metadata.getColumns("mesh", "sales.orders", "lines", "%"), 4, 5, 6, 7, 9, 12))
          .contains("b|16|BOOLEAN|1|0|Yes or no", "d12|3|DECIMAL|12|2|null");
    }
  }

  @Test
  void hidesTablesFromWhoMayNotSeeThem() throws Exception {
    try (Connection connection = server.jdbc("bob", Map.of())) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(all(metadata.getTables(null, null, "%", null), 3)).containsExactly("queries");
      assertThat(all(metadata.getPrimaryKeys("mesh", "sales.orders", "lines"), 4)).isEmpty();
    }
  }

  @Test
  void describesTheColumnsOfAResult() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("numbers 1")) {
      ResultSetMetaData metadata = rows.getMetaData();
      assertThat(metadata.getColumnCount()).isEqualTo(2);
      assertThat(metadata.getColumnLabel(1)).isEqualTo("id");
      assertThat(metadata.getPrecision(1)).isEqualTo(19);
      assertThat(metadata.isSearchable(1)).isTrue();
      assertThat(metadata.isReadOnly(1)).isTrue();
    }
  }

  @Test
  void closesAConnectionWhoseResultWasReadButNotClosed() throws Exception {
    try (Connection connection = server.jdbc("eve", Map.of())) {
      Statement statement = connection.createStatement();
      assertThat(rows(statement.executeQuery("numbers 3"), 1)).containsExactly("0", "1", "2");
    }
  }

  private static void bindAll(PreparedStatement statement) throws SQLException {
    statement.setBoolean(1, true);
    statement.setInt(2, 8);
    statement.setInt(3, -32);
    statement.setLong(4, Long.MAX_VALUE);
    statement.setFloat(5, 0.5f);
    statement.setDouble(6, 0.1);
    statement.setBigDecimal(7, new BigDecimal("12.34"));
    statement.setBigDecimal(8, new BigDecimal("12345678901234567890.123"));
    statement.setString(9, "Grüße 'x' -- ");
    statement.setBytes(10, "bin".getBytes(StandardCharsets.UTF_8));
    statement.setDate(11, Date.valueOf("2026-02-28"));
    statement.setTime(12, Time.valueOf("13:14:15"));
    statement.setTimestamp(13, Timestamp.valueOf("2026-02-28 13:14:15.123"));
    statement.setTimestamp(14, new Timestamp(-500));
  }

  private static boolean isGapOfTheDriver(Throwable failure) {
    return failure instanceof SQLFeatureNotSupportedException
        || String.valueOf(failure.getMessage()).contains("todo: implement this method");
  }

  private static AutoCloseable closeable(Object value) {
    return value instanceof ResultSet rows ? rows : () -> {};
  }

  private static Object[] arguments(Method method) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      if (type == int.class) {
        arguments[i] =
            method.getName().contains("Isolation")
                ? Connection.TRANSACTION_NONE
                : ResultSet.TYPE_FORWARD_ONLY;
      } else if (type == boolean.class) {
        arguments[i] = true;
      } else if (type == Class.class) {
        arguments[i] = DatabaseMetaData.class;
      } else if (type == String.class) {
        arguments[i] = "%";
      }
    }
    return arguments;
  }

  private static List<String> column(ResultSet rows) throws SQLException {
    return rows(rows, 1);
  }

  // The driver does not free the results of metadata calls that are left open.
  private static List<String> all(ResultSet result, int... columns) throws SQLException {
    try (result) {
      return rows(result, columns);
    }
  }

  private static List<String> rows(ResultSet rows, int... columns) throws SQLException {
    List<String> result = new ArrayList<>();
    while (rows.next()) {
      List<String> values = new ArrayList<>();
      for (int column : columns) {
        values.add(rows.getString(column));
      }
      result.add(values.size() == 1 ? values.get(0) : String.join("|", values));
    }
    return result;
  }
}
