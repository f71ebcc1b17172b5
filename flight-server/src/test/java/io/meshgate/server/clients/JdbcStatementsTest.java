package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.demo.SharedDemo;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements and connections of the JDBC driver: errors, limits, cancel and many at once. */
@ExtendWith(SharedDemo.Extension.class)
class JdbcStatementsTest {

  private static final String AIRLINES = "SELECT carrier FROM fleet.aircraft.airlines";

  /** Gives rows for longer than any test waits. */
  private static final String ENDLESS =
      "SELECT a.distance FROM operations.flights.flights AS a, operations.flights.flights AS b"
          + " WHERE a.distance + b.distance > 3";

  private final SharedDemo demo;

  JdbcStatementsTest(SharedDemo demo) {
    this.demo = demo;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1 | SYNTAX_ERROR: Line 1, column 1",
        "SELECT * FROM a.b.c | NOT_FOUND: Line 1, column 15: Table 'a.b.c' not found",
        "SELECT nmae FROM fleet.aircraft.airlines | columns here are carrier, name",
        "SELECT 1 / 0 AS x | DIVISION_BY_ZERO",
        "SELECT CAST('a' AS INTEGER) AS x | INVALID_VALUE",
        "DROP TABLE fleet.aircraft.airlines | READ_ONLY",
        "SELECT 1 AS a; SELECT 2 AS a | one statement"
      })
  void messageCarriesCodeAndCauseSinceTheDriverHasNoState(String sql, String text)
      throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> count(statement, sql))
          .hasMessageContaining(text)
          .isInstanceOfSatisfying(
              SQLException.class,
              failure -> {
                assertThat(failure.getSQLState()).isNull();
                assertThat(failure.getErrorCode()).isZero();
              });
      assertThat(count(statement, AIRLINES)).as("the connection goes on").isEqualTo(16);
    }
  }

  @Test
  void tenConnectionsAtOnceDoNotMixTheirRows() throws Exception {
    List<String> carriers = List.of("UA", "AA", "DL", "B6", "EV", "WN", "US", "9E", "MQ", "AS");
    List<Callable<List<String>>> tasks = new ArrayList<>();
    carriers.forEach(carrier -> tasks.add(() -> askFiveTimes(carrier)));
    ExecutorService threads = Executors.newFixedThreadPool(carriers.size());
    try {
      List<Future<List<String>>> answers = threads.invokeAll(tasks);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).hasSize(5).containsOnly(carriers.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  private List<String> askFiveTimes(String carrier) throws Exception {
    List<String> found = new ArrayList<>();
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 5; i++) {
        try (ResultSet rows =
            statement.executeQuery(AIRLINES + " WHERE carrier = '" + carrier + "'")) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
      }
    }
    return found;
  }

  @Test
  void cancelEndsAResultThatHasNoEnd() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ENDLESS)) {
      assertThat(rows.next()).isTrue();
      statement.cancel();
      assertThatThrownBy(
              () -> {
                while (rows.next()) {
                  // What had come before the cancel may still be read.
                }
              })
          .hasMessageContaining("canceled");
    }
  }

  @Test
  void timeoutEndsAQueryWithoutRows() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> count(statement, ENDLESS.replace("> 3", "< 0")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("timed out after 1 SECONDS");
    }
  }

  @Test
  void maximumOfRowsIsKept() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      statement.setMaxRows(3);
      statement.setFetchSize(10);
      assertThat(count(statement, AIRLINES)).isEqualTo(3);
    }
  }

  @Test
  void driverShowsTheColumnsOfAnEmptyResultTwice() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(AIRLINES + " WHERE carrier = 'none'")) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void driverTakesTransactionsForGrantedAndTheGatewayReadsOn() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThat(count(statement, AIRLINES)).isEqualTo(16);
      connection.commit();
      connection.rollback();
      connection.setReadOnly(true);
      assertThat(connection.isReadOnly()).isTrue();
      assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_NONE);
    }
  }

  @Test
  void driverKeepsTheSchemaToItself() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      connection.setSchema("fleet.aircraft");
      assertThatThrownBy(() -> count(statement, "SELECT carrier FROM airlines"))
          .hasMessageContaining("did you mean 'fleet.aircraft.airlines'?");
    }
  }

  @Test
  void schemaInTheAddressCompletesNames() throws Exception {
    String url = demo.jdbcUrl() + "&schema=fleet.aircraft";
    try (Connection connection = DriverManager.getConnection(url, "otto", demo.password("otto"));
        Statement statement = connection.createStatement()) {
      assertThat(count(statement, "SELECT carrier FROM airlines")).isEqualTo(16);
    }
  }

  @Test
  void updatesAreRefused() throws Exception {
    try (Connection connection = connect("otto");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM fleet.aircraft.airlines"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("READ_ONLY");
    }
  }

  @Test
  void wrongPasswordIsRefused() {
    assertThatThrownBy(() -> DriverManager.getConnection(demo.jdbcUrl(), "uma", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("UNAUTHENTICATED: The user name or the password is wrong");
  }

  private Connection connect(String user) throws Exception {
    return DriverManager.getConnection(demo.jdbcUrl(), user, demo.password(user));
  }

  private static int count(Statement statement, String sql) throws SQLException {
    int count = 0;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }
}
