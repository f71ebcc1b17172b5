package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources, clients and gateways that go away while rows flow. */
@ExtendWith(Stores.Extension.class)
class InterruptionTest {

  private static final String NAME = "interruption";
  private static final long ENDLESS = 4_000_000_000L;

  private static final String POSTGRES = "SELECT id, t FROM pg.endless.entries";
  private static final String POSTGRES_RESIDUAL =
      "SELECT r.id, n.n FROM pg.endless.entries AS r CROSS JOIN lake.endless.one AS n";
  private static final String MARIADB = "SELECT id, t FROM maria.endless.entries";
  private static final String MARIADB_RESIDUAL =
      "SELECT r.id, n.n FROM maria.endless.entries AS r CROSS JOIN lake.endless.one AS n";

  private static TestMesh mesh;
  private static Stores stores;

  @BeforeAll
  static void start(Stores shared, @TempDir Path root) throws Exception {
    stores = shared;
    stores.postgres(
        "CREATE SCHEMA e2e_endless",
        // In a select list the server makes the series row by row; in FROM it would store it first.
        "CREATE VIEW e2e_endless.rows AS SELECT g AS id, md5(g::text) AS t"
            + " FROM (SELECT generate_series(1::bigint, "
            + ENDLESS
            + ") AS g) AS s");
    stores.mariaDb(
        "CREATE VIEW e2e_endless AS SELECT CAST(a.seq * 100000 + b.seq AS SIGNED) AS id,"
            + " MD5(b.seq) AS t FROM seq_1_to_40000 AS a, seq_1_to_100000 AS b");
    Path folder = configure(root, NAME);
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems())
        .noneMatch(problem -> problem.toString().contains("products"));
  }

  private static Path configure(Path root, String name) throws Exception {
    Path folder = TestMesh.configure(root, name, stores, "bufferMemory: 64MiB");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Stores.duckDb("COPY (SELECT 1 AS n) TO '" + folder.resolve("lake/one.parquet") + "'");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg", "endless", "e2e_endless", Contract.table("entries", "rows", "id", "t")));
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb("maria", "endless", Contract.table("entries", "e2e_endless", "id", "t")));
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake("lake", "endless", Contract.table("one", "one.parquet", "n")));
    return folder;
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    checkQuiet(NAME);
    Poll.until("no query holds buffers", () -> mesh.memory().getAllocatedMemory() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES, POSTGRES_RESIDUAL})
  void failsWhenPostgresEndsTheSession(String sql) throws Exception {
    checkFails(
        sql,
        () -> {
          List<String> ended =
              Stores.texts(
                  stores.postgres(),
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                      + " WHERE pid <> pg_backend_pid() AND query LIKE '%gateway="
                      + NAME
                      + " %' AND state <> 'idle'");
          assertThat(ended).containsExactly("t");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MARIADB_RESIDUAL})
  void failsWhenMariaDbEndsTheSession(String sql) throws Exception {
    checkFails(
        sql,
        () -> {
          List<String> sessions =
              Stores.texts(
                  stores.mariaDb(),
                  "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
                      + " AND info LIKE '%gateway="
                      + NAME
                      + " %'");
          assertThat(sessions).hasSize(1);
          stores.mariaDb("KILL " + sessions.get(0));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES, POSTGRES_RESIDUAL})
  void failsWhenPostgresCrashesAndRecoversWithIt(String sql) throws Exception {
    checkFails(sql, () -> stores.postgres().kill());
    stores.postgres().restart();
    checkAnswersAgain("SELECT COUNT(*) FROM (SELECT id FROM pg.endless.entries LIMIT 3) AS r");
  }

  @ParameterizedTest
  @ValueSource(strings = {MARIADB, MARIADB_RESIDUAL})
  void failsWhenMariaDbCrashesAndRecoversWithIt(String sql) throws Exception {
    checkFails(sql, () -> stores.mariaDb().kill());
    stores.mariaDb().restart();
    checkAnswersAgain("SELECT COUNT(*) FROM (SELECT id FROM maria.endless.entries LIMIT 3) AS r");
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES, POSTGRES_RESIDUAL, MARIADB, MARIADB_RESIDUAL})
  void stopsSourcesWhenTheClientIsGone(String sql) throws Exception {
    TestMesh.Login login = mesh.login("ana");
    TestMesh.Answer answer = login.ask(sql);
    FlightStream stream = answer.stream();
    assertThat(stream.next()).isTrue();
    stream.getRoot().clear();
    checkBusy();
    answer.close();
    login.close();
    report("client gone", checkQuiet(NAME));
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES, POSTGRES_RESIDUAL, MARIADB, MARIADB_RESIDUAL})
  void stopsSourcesWhenAStatementIsCancelled(String sql) throws Exception {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery(sql);
      assertThat(rows.next()).isTrue();
      checkBusy();
      statement.cancel();
      report("statement cancelled", checkQuiet(NAME));
    }
  }

  @Test
  void stopsSourcesWhenAQueryIsCancelledByItsTicket() throws Exception {
    try (TestMesh.Login login = mesh.login("ana")) {
      try (TestMesh.Answer answer = login.ask(POSTGRES_RESIDUAL)) {
        FlightStream stream = answer.stream();
        assertThat(stream.next()).isTrue();
        login.sql().cancelFlightInfo(new CancelFlightInfoRequest(answer.info()), login.token());
        assertThatThrownBy(() -> drain(stream)).hasMessageContaining("CANCELLED: ");
      }
      report("ticket cancelled", checkQuiet(NAME));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {POSTGRES_RESIDUAL, MARIADB})
  void stopsSourcesWhenTheGatewayCloses(String sql, @TempDir Path root) throws Exception {
    String name = "closing";
    try (TestMesh closing = TestMesh.start(configure(root, name));
        TestMesh.Login login = closing.login("ana")) {
      try (TestMesh.Answer answer = login.ask(sql)) {
        FlightStream stream = answer.stream();
        assertThat(stream.next()).isTrue();
        closing.process().close();
        assertThat(closing.memory().getAllocatedMemory()).isZero();
        report("gateway closed", checkQuiet(name));
        // A client that reads on is told why; one that did not read in time finds the call reset.
        assertThatThrownBy(() -> drain(stream))
            .isInstanceOfSatisfying(
                FlightRuntimeException.class,
                e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.CANCELLED));
      }
    }
  }

  /** Reads a little, breaks something, and reads on: the end has to be an error with a code. */
  private static void checkFails(String sql, Breakage breakage) throws Exception {
    try (TestMesh.Login login = mesh.login("ana")) {
      try (TestMesh.Answer answer = login.ask(sql)) {
        FlightStream stream = answer.stream();
        assertThat(stream.next()).isTrue();
        breakage.happen();
        assertThatThrownBy(() -> drain(stream))
            .hasMessageMatching("(?s).*(SOURCE_UNAVAILABLE|SOURCE_FAILED): .*");
      }
    }
  }

  private static void drain(FlightStream stream) {
    while (stream.next()) {
      stream.getRoot().clear();
    }
  }

  private static void checkAnswersAgain(String sql) throws Exception {
    Poll.until(
        "the source answers again",
        () -> {
          try (Connection connection = mesh.jdbc("ana");
              Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getLong(1) == 3;
          } catch (SQLException | RuntimeException e) {
            // Connections of the pool are replaced as they are found broken.
            return false;
          }
        });
  }

  private static void checkBusy() throws Exception {
    Poll.until(
        "a source runs the query",
        () ->
            !stores.runningInPostgres(NAME).isEmpty() || !stores.runningInMariaDb(NAME).isEmpty());
  }

  private static Duration checkQuiet(String name) throws Exception {
    return Poll.until(
        "no source runs a query of " + name,
        () -> stores.runningInPostgres(name).isEmpty() && stores.runningInMariaDb(name).isEmpty());
  }

  private static void report(String what, Duration took) {
    System.out.printf("Sources quiet %d ms after: %s%n", took.toMillis(), what);
  }

  /** Something that goes wrong. */
  @FunctionalInterface
  private interface Breakage {
    void happen() throws Exception;
  }
}
