package io.meshgate.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that die, or must stop, while a query reads them. */
class SourceFailureTest {

  private static final long ROWS = 600_000;
  private static final List<String> QUERIES =
      List.of(
          "SELECT id, v FROM a.b.t",
          // Two fetches and a residual: no source joins a table with values of ours.
          "SELECT t.v, u.n FROM a.b.t JOIN (VALUES (1, 'x'), (2, 'y')) AS u (k, n)"
              + " ON MOD(t.id, 3) = u.k");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;

  SourceFailureTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** The servers, and how each is asked for what it does. */
  enum Kind {
    POSTGRES(
        "INSERT INTO t SELECT g, repeat('x', 200) FROM generate_series(1, " + ROWS + ") g",
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '/* gateway=%' AND state = 'active'",
        "SELECT pg_terminate_backend(%d)"),
    MYSQL(
        "INSERT INTO t SELECT seq, repeat('x', 200) FROM seq_1_to_" + ROWS,
        "SELECT id FROM information_schema.processlist WHERE info LIKE '/* gateway=%'",
        "KILL %d");

    private final String fill;
    private final String running;
    private final String end;

    Kind(String fill, String running, String end) {
      this.fill = fill;
      this.running = running;
      this.end = end;
    }
  }

  /** A server with a table, in a mesh of its own. */
  private static final class Served implements AutoCloseable {
    private final Kind kind;
    private final EmbeddedServer server;
    private final TestMesh mesh = new TestMesh();
    private final QueryEngine engine;

    Served(Kind kind, Path folder, BufferAllocator allocator) throws SQLException {
      this.kind = kind;
      Path data = folder.resolve("server");
      this.server =
          kind == Kind.POSTGRES ? EmbeddedPostgres.start(data) : EmbeddedMariaDb.start(data);
      fill();
      mesh.source("s", kind.name().toLowerCase(java.util.Locale.ROOT), options(), folder)
          .table(
              "a.b",
              "t",
              "s",
              TableName.of(kind == Kind.POSTGRES ? "public" : server.database(), "t"));
      this.engine = mesh.engine(TestMesh::open, allocator, folder.resolve("spill"));
    }

    // The servers of tests do not sync: a kill loses what they wrote last.
    private void fill() throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS t");
        statement.execute("CREATE TABLE t (id bigint, v varchar(200))");
        statement.execute(kind.fill);
      }
    }

    void restart() throws SQLException {
      server.restart();
      fill();
    }

    private Map<String, String> options() {
      return Map.of(
          "host", server.host(),
          "port", Integer.toString(server.port()),
          "database", server.database(),
          "user", server.user(),
          "password", server.password());
    }

    private Connection connect() throws SQLException {
      return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    List<Long> running() throws SQLException {
      List<Long> ids = new ArrayList<>();
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(kind.running)) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      return ids;
    }

    void terminate(long id) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(kind.end.formatted(id));
      }
    }

    @Override
    public void close() {
      engine.close();
      mesh.close();
      server.close();
    }
  }

  private static long drain(QueryResult result) throws IOException {
    long rows = 0;
    while (result.reader().loadNextBatch()) {
      rows += result.reader().getVectorSchemaRoot().getRowCount();
    }
    return rows;
  }

  private Served served(Kind kind) throws SQLException {
    return new Served(kind, folder, memory.allocator());
  }

  @ParameterizedTest
  @EnumSource
  void aTerminatedStatementFailsTheQueryAndTheNextOneWorks(Kind kind) throws Exception {
    try (Served served = served(kind)) {
      for (String sql : QUERIES) {
        try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, sql)) {
          assertThat(result.reader().loadNextBatch()).isTrue();
          assertThat(served.running()).isNotEmpty();
          for (long id : served.running()) {
            served.terminate(id);
          }
          QueryException failure = Plans.reported(catchThrowable(() -> drain(result)));
          assertThat(failure.code())
              .as(failure.getMessage())
              .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
          assertThat(failure.getMessage()).contains("'s'").hasLineCount(1);
        }
      }
      try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, QUERIES.get(0))) {
        assertThat(drain(result)).isEqualTo(ROWS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKilledServerFailsTheQuery(Kind kind) throws Exception {
    try (Served served = served(kind)) {
      for (String sql : QUERIES) {
        try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, sql)) {
          assertThat(result.reader().loadNextBatch()).isTrue();
          served.server.kill();
          QueryException failure = Plans.reported(catchThrowable(() -> drain(result)));
          assertThat(failure.code())
              .as(failure.getMessage())
              .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
        }
        try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, sql)) {
          QueryException failure = Plans.reported(catchThrowable(() -> drain(result)));
          assertThat(failure.code())
              .as(failure.getMessage())
              .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
        }
        served.restart();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancelAndCloseReachTheServer(Kind kind) throws Exception {
    try (Served served = served(kind)) {
      for (String sql : QUERIES) {
        try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, sql)) {
          assertThat(result.reader().loadNextBatch()).isTrue();
          assertThat(served.running()).isNotEmpty();
          result.cancel();
          awaitIdle(served);
          assertThat(Plans.reported(catchThrowable(() -> drain(result))).code())
              .isEqualTo(ErrorCode.CANCELLED);
        }
        try (QueryResult result = served.engine.execute(TestMesh.GOVERNANCE, sql)) {
          assertThat(result.reader().loadNextBatch()).isTrue();
        }
        awaitIdle(served);
      }
    }
  }

  // Polls with a bound that is generous for a loaded machine; a lost cancel never ends.
  private static void awaitIdle(Served served) throws SQLException {
    Instant latest = Instant.now().plus(Duration.ofSeconds(20));
    while (!served.running().isEmpty()) {
      assertThat(Instant.now()).as("time to stop").isBefore(latest);
    }
  }
}
