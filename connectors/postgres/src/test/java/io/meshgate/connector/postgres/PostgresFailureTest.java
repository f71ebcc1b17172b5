package io.meshgate.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresFailureTest {

  @RegisterExtension static final Server SERVER = new Server();

  private static final ArrowType LONG = new ArrowType.Int(64, true);
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

  /** More rows than all buffers between server and reader hold. */
  private static final String MANY =
      "SELECT pg_catalog.generate_series(1::bigint, 50000000) AS a,"
          + " pg_catalog.repeat('x', 100) AS b";

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final Cancellation cancellation = new Cancellation();

  @ParameterizedTest
  @ValueSource(strings = {"copy", "cursor"})
  void failsRatherThanEndsWhenTheServerKillsTheSession(String transfer) throws IOException {
    try (Connector connector = connect(transfer);
        ArrowReader reader = open(connector, Server.scan(MANY, LONG, TEXT))) {
      assertThat(reader.loadNextBatch()).isTrue();
      SERVER.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE " + OURS);
      assertFails(Kind.UNAVAILABLE, () -> ArrowRows.read(reader));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "cursor"})
  void stopsTheStatementWhenClosedEarly(String transfer) throws IOException {
    try (Connector connector = connect(transfer)) {
      try (ArrowReader reader = open(connector, Server.scan(MANY, LONG, TEXT))) {
        assertThat(reader.loadNextBatch()).isTrue();
        assertThat(running()).isEqualTo(1);
      }
      assertNothingRuns();
    }
  }

  @Test
  void stopsTheStatementWhenCancelledBetweenBatches() throws IOException {
    try (Connector connector = SERVER.connect();
        ArrowReader reader = open(connector, Server.scan(MANY, LONG, TEXT))) {
      assertThat(reader.loadNextBatch()).isTrue();
      cancellation.cancel();
      assertNothingRuns();
      assertFails(Kind.CANCELLED, () -> ArrowRows.read(reader));
    }
  }

  @Test
  void showsGatewayQueryAndUserInTheSessionList() throws IOException {
    try (Connector connector = SERVER.connect();
        ArrowReader reader = open(connector, Server.scan(MANY, LONG, TEXT))) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(
              SERVER.ask("SELECT query FROM pg_stat_activity WHERE state = 'active' AND " + OURS))
          .startsWith("/* gateway=demo query=q-1 user=anna */ COPY (");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "cursor"})
  void readsInAReadOnlyTransactionWithFixedSettings(String transfer) {
    String settings =
        "SELECT concat_ws(' ', current_setting('transaction_read_only'),"
            + " current_setting('TimeZone'), current_setting('search_path')) AS a";
    try (Connector connector = connect(transfer)) {
      assertThat(ArrowRows.drain(open(connector, Server.scan(settings, TEXT))).get(0))
          .containsExactly("on UTC ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SELECT 1::bigint / 0 AS a, DIVISION_BY_ZERO",
    "SELECT 9223372036854775807 + 1 AS a, NUMERIC_OVERFLOW",
    "SELECT CAST('x' AS bigint) AS a, DATA",
    "SELECT a FROM public.absent, SCHEMA_CHANGED",
    "SELECT absent AS a FROM pg_catalog.pg_class, SCHEMA_CHANGED",
    "SELECT 1::integer AS a, INTERNAL",
    "'SELECT 1::bigint AS a, 2', INTERNAL",
    "SELECT FROM, INTERNAL",
  })
  void tellsTheKindOfAFailure(String sql, Kind kind) {
    try (Connector connector = SERVER.connect()) {
      assertFails(kind, () -> ArrowRows.drain(open(connector, Server.scan(sql, LONG))));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.001, DATA",
    "0.00001, DATA",
    "1000.00, NUMERIC_OVERFLOW",
    "1e100, NUMERIC_OVERFLOW",
    "1e-100, DATA",
  })
  void refusesANumberThatTheSchemaCannotHold(String number, Kind kind) {
    ArrowType decimal = new ArrowType.Decimal(5, 2, 128);
    try (Connector connector = SERVER.connect()) {
      SqlScan scan = Server.scan("SELECT CAST('" + number + "' AS numeric) AS a", decimal);
      assertFails(kind, () -> ArrowRows.drain(open(connector, scan)));
    }
  }

  @Test
  void keepsSmallIntegersInEightBits() {
    ArrowType bits = new ArrowType.Int(8, true);
    try (Connector connector = SERVER.connect()) {
      SqlScan fits = Server.scan("SELECT CAST(-128 AS smallint) AS a", bits);
      assertThat(ArrowRows.drain(open(connector, fits)).get(0)).containsExactly((byte) -128);
      SqlScan over = Server.scan("SELECT CAST(128 AS smallint) AS a", bits);
      assertFails(Kind.NUMERIC_OVERFLOW, () -> ArrowRows.drain(open(connector, over)));
    }
  }

  @Test
  void saysAtOnceThatCredentialsAreWrong() {
    try (Connector connector = SERVER.connect(Map.of("password", "wrong"))) {
      assertFails(Kind.ACCESS_DENIED, () -> connector.describe(TableName.of("t")));
    }
  }

  @Test
  void saysAtOnceThatNobodyListens() {
    try (Connector connector = SERVER.connect(Map.of("port", "1"))) {
      Instant start = Instant.now();
      assertFails(Kind.UNAVAILABLE, () -> connector.describe(TableName.of("t")));
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void saysThatAllConnectionsAreBusy() throws IOException {
    Map<String, String> one = Map.of("maxConnections", "1", "connectTimeoutSeconds", "1");
    try (Connector connector = SERVER.connect(one);
        ArrowReader reader = open(connector, Server.scan(MANY, LONG, TEXT))) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThatThrownBy(() -> connector.describe(TableName.of("t")))
          .isInstanceOf(ConnectorException.class)
          .hasMessageContaining("All 1 connections of source 'erp' were busy");
    }
  }

  @Test
  void refusesADatabaseWhoseTextHasNoEncoding() {
    SERVER.run(
        "CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc"
            + " TEMPLATE template0");
    try (Connector connector = SERVER.connect(Map.of("database", "plain"))) {
      assertThatThrownBy(() -> connector.describe(TableName.of("t")))
          .hasMessageContaining("SQL_ASCII");
    } finally {
      SERVER.run("DROP DATABASE plain WITH (FORCE)");
    }
  }

  private static final String OURS =
      "application_name = 'meshgate demo' AND pid <> pg_backend_pid()";

  private static Connector connect(String transfer) {
    return SERVER.connect(Map.of("transfer", transfer));
  }

  private ArrowReader open(Connector connector, SqlScan scan) {
    return connector.open(scan, Server.context(memory.allocator(), cancellation));
  }

  private static int running() {
    return Integer.parseInt(
        SERVER.ask("SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND " + OURS));
  }

  private static void assertNothingRuns() {
    Instant end = Instant.now().plus(PATIENCE);
    while (running() > 0) {
      assertThat(Instant.now()).as("the statement still runs").isBefore(end);
    }
  }

  private static void assertFails(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .satisfies(
            failure -> {
              assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
              assertThat(failure.publicMessage()).contains("'erp'");
            });
  }
}
