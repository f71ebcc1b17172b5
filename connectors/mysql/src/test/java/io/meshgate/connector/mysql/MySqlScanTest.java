package io.meshgate.connector.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scans that end early, for whatever reason, and how failures are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlScanTest {

  /** More than any socket buffers. */
  private static final String MANY = "SELECT seq, REPEAT('x', 200) FROM meshgate.seq_1_to_20000000";

  private static final Field NUMBER =
      new Field("n", FieldType.nullable(new ArrowType.Int(64, true)), null);
  private static final Field TEXT =
      new Field("t", FieldType.nullable(ArrowType.Utf8.INSTANCE), null);

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private final MariaDbFixture fixture = new MariaDbFixture();
  private Connector connector = fixture.connector(Map.of());

  @BeforeEach
  void connect() {
    connector = fixture.connector(Map.of());
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void leavesNoStatementAtTheServerAfterAnEarlyClose() throws Exception {
    try (ArrowReader reader = open(MANY, new Cancellation(), NUMBER, TEXT)) {
      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(fixture.running()).hasSize(1);
    }
    awaitIdle();
    assertThat(numbers("SELECT 1")).isEqualTo(List.of(List.of(1L)));
  }

  @Test
  void leavesNoStatementAtTheServerAfterACancel() throws Exception {
    Cancellation cancellation = new Cancellation();
    try (ArrowReader reader = open(MANY, cancellation, NUMBER, TEXT)) {
      assertThat(reader.loadNextBatch()).isTrue();
      cancellation.cancel();
      assertFails(Kind.CANCELLED, () -> ArrowRows.read(reader));
      awaitIdle();
    }
    assertThat(numbers("SELECT 1")).isEqualTo(List.of(List.of(1L)));
  }

  @Test
  void failsARunningScanWhenTheServerDiesAndRecoversWithIt() throws IOException {
    try (ArrowReader reader = open(MANY, new Cancellation(), NUMBER, TEXT)) {
      assertThat(reader.loadNextBatch()).isTrue();
      fixture.server().kill();
      assertFails(Kind.UNAVAILABLE, () -> ArrowRows.read(reader));
    }
    assertFails(Kind.UNAVAILABLE, () -> connector.describe(TableName.of("t")));
    fixture.server().restart();
    assertThat(numbers("SELECT 1")).isEqualTo(List.of(List.of(1L)));
  }

  @Test
  void tellsWhatIsWrong() throws SQLException {
    assertFails(Kind.SCHEMA_CHANGED, () -> numbers("SELECT a FROM meshgate.no_table"));
    assertFails(Kind.SCHEMA_CHANGED, () -> numbers("SELECT no_column FROM meshgate.seq_1_to_2"));
    assertFails(
        Kind.NUMERIC_OVERFLOW,
        () -> numbers("SELECT 9223372036854775807 + seq FROM meshgate.seq_1_to_2"));
    assertFails(Kind.DATA, () -> numbers("SELECT 0.5"));
    try (Connector wrong = fixture.connector(Map.of("password", "no"))) {
      assertFails(Kind.ACCESS_DENIED, () -> wrong.describe(TableName.of("t")));
    }
  }

  @Test
  void writesNothing() throws SQLException {
    fixture.execute("CREATE OR REPLACE TABLE meshgate.untouched (n BIGINT)");
    assertThatThrownBy(() -> numbers("INSERT INTO meshgate.untouched VALUES (1)"))
        .isInstanceOf(ConnectorException.class);
    assertThat(numbers("SELECT COUNT(*) FROM meshgate.untouched")).isEqualTo(List.of(List.of(0L)));
  }

  @Test
  void takesLiteralsAsTheyAre() {
    assertThat(texts("SELECT 'it''s \\n \ud83d\ude00 \u0000'"))
        .isEqualTo(List.of(List.of("it's \\n \ud83d\ude00 \u0000")));
    assertThat(numbers("SELECT 'a' = 'A' UNION ALL SELECT 'a' = 'a ' UNION ALL SELECT 'a' = 'a'"))
        .isEqualTo(List.of(List.of(0L), List.of(0L), List.of(1L)));
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("port", "0"),
            Map.of("host", "a/b?user=x"),
            Map.of("sslMode", "prefer"),
            Map.of("tinyint1AsBoolean", "yes"))) {
      assertThatThrownBy(() -> fixture.connector(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.keySet().iterator().next())
          .hasMessageContaining("'shop'");
    }
  }

  private List<?> numbers(String sql) {
    return ArrowRows.drain(open(sql, new Cancellation(), NUMBER));
  }

  private List<?> texts(String sql) {
    return ArrowRows.drain(open(sql, new Cancellation(), TEXT));
  }

  private ArrowReader open(String sql, Cancellation cancellation, Field... fields) {
    ScanContext context =
        new ScanContext(memory.allocator(), "q1", "tester", Optional.empty(), 1000, cancellation);
    return connector.open(new SqlScan("shop", new Schema(List.of(fields)), sql), context);
  }

  /** Returns when the server runs no statement of ours; the suite's time limit bounds the wait. */
  private void awaitIdle() throws SQLException {
    while (!fixture.running().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static void assertFails(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .extracting(ConnectorException::kind)
        .isEqualTo(kind);
  }
}
