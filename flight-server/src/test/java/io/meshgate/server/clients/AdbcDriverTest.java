package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.demo.SharedDemo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.adbc.core.AdbcConnection;
import org.apache.arrow.adbc.core.AdbcConnection.GetObjectsDepth;
import org.apache.arrow.adbc.core.AdbcDatabase;
import org.apache.arrow.adbc.core.AdbcDriver;
import org.apache.arrow.adbc.core.AdbcException;
import org.apache.arrow.adbc.core.AdbcStatement;
import org.apache.arrow.adbc.core.AdbcStatement.QueryResult;
import org.apache.arrow.adbc.core.AdbcStatusCode;
import org.apache.arrow.adbc.core.PartitionDescriptor;
import org.apache.arrow.adbc.driver.flightsql.FlightSqlDriver;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ADBC's driver for Java. Its allocator fails a test after which a buffer is outstanding. */
@ExtendWith(SharedDemo.Extension.class)
class AdbcDriverTest {

  private final SharedDemo demo;
  private final RootAllocator allocator = new RootAllocator();
  private final AdbcDatabase database;
  private final AdbcConnection connection;

  AdbcDriverTest(SharedDemo demo) throws Exception {
    this.demo = demo;
    database = open("otto", demo.password("otto"));
    connection = database.connect();
  }

  @AfterEach
  void disconnect() throws Exception {
    connection.close();
    database.close();
    allocator.close();
  }

  @Test
  void readsTypedRows() throws Exception {
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery(
          "SELECT origin, COUNT(*) AS n, MAX(flight_date) AS latest"
              + " FROM operations.flights.flights GROUP BY origin ORDER BY origin");
      try (QueryResult result = statement.executeQuery()) {
        assertThat(result.getReader().getVectorSchemaRoot().getSchema().getFields())
            .extracting(Field::getName)
            .containsExactly("origin", "n", "latest");
        // Days since 1970 until the last day of 2013.
        assertThat(rows(result.getReader()))
            .containsExactly("EWR|120835|16070", "JFK|111279|16070", "LGA|104662|16070");
      }
    }
  }

  @Test
  void readsALargeResultWhole() throws Exception {
    long count = 0;
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery("SELECT flight_date, carrier FROM operations.flights.flights");
      try (QueryResult result = statement.executeQuery()) {
        while (result.getReader().loadNextBatch()) {
          count += result.getReader().getVectorSchemaRoot().getRowCount();
        }
      }
    }
    assertThat(count).isEqualTo(336776);
  }

  /** Its calls about a prepared statement carry no login, not even the one that closes it. */
  @Test
  void driverForgetsItsLoginInPreparedStatements() throws Exception {
    AdbcStatement statement = connection.createStatement();
    try (VectorSchemaRoot parameters = text("UA")) {
      statement.setSqlQuery("SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?");
      statement.prepare();
      assertThat(statement.getParameterSchema().getFields())
          .extracting(Field::getType)
          .containsExactly(ArrowType.Utf8.INSTANCE);
      statement.bind(parameters);
      assertThatThrownBy(statement::executeQuery).hasMessageContaining("UNAUTHENTICATED: Log in");
    }
    assertThatThrownBy(statement::close).hasMessageContaining("UNAUTHENTICATED: Log in");
  }

  @Test
  void tellsTheSchemaOfAResultBeforeItRuns() throws Exception {
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery("SELECT 1 / 0 AS a, 'x' AS b");
      assertThat(statement.executeSchema().getFields())
          .extracting(Field::getName)
          .containsExactly("a", "b");
    }
  }

  @Test
  void readsPartitionsOnAnotherConnection() throws Exception {
    List<String> found = new ArrayList<>();
    try (AdbcStatement statement = connection.createStatement();
        AdbcConnection other = database.connect()) {
      statement.setSqlQuery("SELECT carrier FROM fleet.aircraft.airlines");
      for (PartitionDescriptor partition :
          statement.executePartitioned().getPartitionDescriptors()) {
        try (ArrowReader reader = other.readPartition(partition.getDescriptor())) {
          found.addAll(rows(reader));
        }
      }
    }
    assertThat(found).hasSize(16);
  }

  @Test
  void listsCatalogsSchemasAndTables() throws Exception {
    assertThat(objects(GetObjectsDepth.CATALOGS)).containsExactly("mesh|null");
    assertThat(objects(GetObjectsDepth.DB_SCHEMAS))
        .singleElement()
        .asString()
        .contains("fleet.aircraft", "operations.flights")
        .doesNotContain("airlines");
    assertThat(objects(GetObjectsDepth.TABLES))
        .singleElement()
        .asString()
        .contains("\"table_name\":\"airlines\"", "\"table_type\":\"VIEW\"");
  }

  @Test
  void driverCannotTellTheSchemaOfATable() {
    assertThatThrownBy(() -> connection.getTableSchema("mesh", "fleet.aircraft", "airlines"))
        .isInstanceOfSatisfying(
            AdbcException.class,
            failure -> assertThat(failure.getStatus()).isEqualTo(AdbcStatusCode.NOT_IMPLEMENTED));
  }

  @Test
  void driverNamesItselfButNotTheGateway() throws Exception {
    try (ArrowReader info = connection.getInfo()) {
      assertThat(rows(info)).containsExactly("100|ADBC Flight SQL Driver", "101|0.0.1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1 | INVALID_ARGUMENT | SYNTAX_ERROR",
        "SELECT * FROM a.b.c | NOT_FOUND | Table 'a.b.c' not found",
        "SELECT 1 / 0 AS x | INVALID_ARGUMENT | DIVISION_BY_ZERO",
        "DROP TABLE fleet.aircraft.airlines | INVALID_ARGUMENT | READ_ONLY"
      })
  void errorsHaveStatusAndCause(String sql, AdbcStatusCode status, String text) {
    assertThatThrownBy(() -> query(sql))
        .hasStackTraceContaining(text)
        .isInstanceOfSatisfying(
            AdbcException.class, failure -> assertThat(failure.getStatus()).isEqualTo(status));
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    try (AdbcDatabase wrong = open("otto", "wrong")) {
      assertThatThrownBy(wrong::connect)
          .isInstanceOf(AdbcException.class)
          .hasMessageContaining("The user name or the password is wrong");
    }
  }

  private AdbcDatabase open(String user, String password) throws AdbcException {
    Map<String, Object> options = new HashMap<>();
    AdbcDriver.PARAM_URI.set(options, "grpc+tcp://localhost:" + demo.port());
    AdbcDriver.PARAM_USERNAME.set(options, user);
    AdbcDriver.PARAM_PASSWORD.set(options, password);
    return new FlightSqlDriver(allocator).open(options);
  }

  private List<String> query(String sql) throws Exception {
    try (AdbcStatement statement = connection.createStatement()) {
      statement.setSqlQuery(sql);
      try (QueryResult result = statement.executeQuery()) {
        return rows(result.getReader());
      }
    }
  }

  // Nulls of this driver mean: no filter.
  @SuppressWarnings("NullAway")
  private List<String> objects(GetObjectsDepth depth) throws Exception {
    try (ArrowReader reader = connection.getObjects(depth, null, null, null, null, null)) {
      return rows(reader);
    }
  }

  private VectorSchemaRoot text(String value) {
    VarCharVector vector = new VarCharVector("1", allocator);
    vector.setSafe(0, value.getBytes(StandardCharsets.UTF_8));
    vector.setValueCount(1);
    return VectorSchemaRoot.of(vector);
  }

  private static List<String> rows(ArrowReader reader) throws Exception {
    List<String> rows = new ArrayList<>();
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    while (reader.loadNextBatch()) {
      for (int row = 0; row < root.getRowCount(); row++) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < root.getFieldVectors().size(); column++) {
          cells.add(String.valueOf(root.getVector(column).getObject(row)));
        }
        rows.add(String.join("|", cells));
      }
    }
    return rows;
  }
}
