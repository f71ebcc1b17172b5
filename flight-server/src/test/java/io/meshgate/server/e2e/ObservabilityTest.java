package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.cli.MeshgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people and tools see of a running gateway: its tables of queries, its metrics and health.
 */
@ExtendWith(Stores.Extension.class)
class ObservabilityTest {

  private static final String ENDLESS = "SELECT id, 'a literal' AS word FROM pg.watched.entries";

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_watched",
        "CREATE VIEW e2e_watched.rows AS SELECT g AS id"
            + " FROM (SELECT generate_series(1::bigint, 4000000000) AS g) AS s");
    Path folder = TestMesh.configure(root, "watched", stores, "bufferMemory: 64MiB");
    Path file = folder.resolve("mesh.yaml");
    Files.writeString(file, Files.readString(file) + "operations: {port: 0}\n");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Stores.duckDb(
        "COPY (SELECT range AS n FROM range(5)) TO '" + folder.resolve("lake/five.parquet") + "'");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres("pg", "watched", "e2e_watched", Contract.table("entries", "rows", "id")));
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake("lake", "watched", Contract.table("five", "five.parquet", "n")));
    mesh = TestMesh.start(folder);
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  private static List<List<String>> jdbc(String user, String sql) throws SQLException {
    try (Connection connection = mesh.jdbc(user);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        all.add(row);
      }
      return all;
    }
  }

  private static HttpResponse<String> http(String method, String path) throws Exception {
    URI uri =
        URI.create("http://localhost:" + mesh.process().operationsPort().orElseThrow() + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void showsWhatAQueryDid() throws Exception {
    assertThat(jdbc("ana", "SELECT COUNT(n) + 41 AS answer FROM lake.watched.five"))
        .containsExactly(List.of("46"));
    List<List<String>> own =
        jdbc(
            "ana",
            "SELECT state, user_name, statement, rows_delivered, sources, client"
                + " FROM system.queries WHERE statement LIKE '%+ 41 AS answer%'"
                + " AND state = 'FINISHED'");
    assertThat(own).hasSize(1);
    assertThat(own.get(0).subList(0, 5))
        .containsExactly(
            "FINISHED",
            "ana",
            "SELECT COUNT(n) + 41 AS answer FROM lake.watched.five",
            "1",
            "lake");
    assertThat(own.get(0).get(5)).contains("grpc-java-netty");
    assertThat(jdbc("otto", "SELECT user_name FROM system.queries WHERE user_name <> 'otto'"))
        .isEmpty();
    assertThat(http("GET", "/metrics").body())
        .contains("meshgate_query_seconds_count{error=\"none\",state=\"finished\"}")
        .contains("meshgate_source_rows_total{source=\"lake\"}")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void cancelsAQueryByItsId() throws Exception {
    try (TestMesh.Login ana = mesh.login("ana");
        TestMesh.Login otto = mesh.login("otto");
        TestMesh.Answer answer = ana.ask(ENDLESS)) {
      assertThat(answer.stream().next()).isTrue();
      List<List<String>> running =
          jdbc(
              "ana",
              "SELECT query_id FROM system.queries WHERE state = 'RUNNING' AND sources = 'pg'");
      assertThat(running).hasSize(1);
      String id = running.get(0).get(0);
      assertThatThrownBy(() -> cancel(otto, id))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.NOT_FOUND))
          .hasMessage(message(() -> cancel(otto, "no such query")));
      assertThat(cancel(ana, id)).isEqualTo("CANCELLING");
      assertThatThrownBy(() -> drain(answer.stream()))
          .isInstanceOfSatisfying(
              FlightRuntimeException.class,
              e -> assertThat(e.status().code()).isEqualTo(FlightStatusCode.CANCELLED));
      Poll.until(
          "the query has ended",
          () ->
              jdbc("ana", "SELECT state FROM system.queries WHERE query_id = '" + id + "'")
                  .equals(List.of(List.of("CANCELLED"))));
    }
  }

  @Test
  void cancelsAQueryFromTheCommandLine() throws Exception {
    try (TestMesh.Login ana = mesh.login("ana");
        TestMesh.Answer answer = ana.ask(ENDLESS)) {
      assertThat(answer.stream().next()).isTrue();
      String id =
          jdbc(
                  "ana",
                  "SELECT query_id FROM system.queries WHERE state = 'RUNNING' AND sources = 'pg'")
              .get(0)
              .get(0);
      assertThat(command("otto", id)).isEqualTo(1);
      assertThat(command("ana", id)).isZero();
      assertThatThrownBy(() -> drain(answer.stream())).hasMessageContaining("CANCELLED");
    }
  }

  private static int command(String user, String id) throws Exception {
    Path password = Files.writeString(mesh.folder().resolve("password"), user + "-password\n");
    Process process =
        MeshgateProcess.of(
                List.of(
                    "query",
                    "cancel",
                    "--port",
                    Integer.toString(mesh.process().port()),
                    "--user",
                    user,
                    "--password-file",
                    password.toString(),
                    "--ca",
                    mesh.process().developmentCertificate().orElseThrow().toString(),
                    id))
            .inheritIO()
            .start();
    return process.waitFor();
  }

  private static String cancel(TestMesh.Login login, String id) {
    Action action = new Action("meshgate.CancelQuery", id.getBytes(StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    try (FlightClient client = mesh.client()) {
      client
          .doAction(action, login.token())
          .forEachRemaining(
              result -> answer.append(new String(result.getBody(), StandardCharsets.UTF_8)));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("The client does not close", e);
    }
    return answer.toString();
  }

  private static String message(Runnable call) {
    try {
      call.run();
      return "";
    } catch (FlightRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void drain(FlightStream stream) {
    while (stream.next()) {
      assertThat(stream.getRoot().getRowCount()).isPositive();
    }
  }

  @Test
  void tellsItsHealth() throws Exception {
    assertThat(http("GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(http("GET", "/health/ready").body()).isEqualTo("ready\n");
    assertThat(http("HEAD", "/metrics").statusCode()).isEqualTo(200);
    assertThat(http("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(http("GET", "/metrics/../users.yaml").statusCode()).isEqualTo(404);
    assertThat(http("GET", "/").statusCode()).isEqualTo(404);
  }

  @Test
  void listsItsOwnTablesToDrivers() throws Exception {
    try (Connection connection = mesh.jdbc("nina");
        ResultSet tables =
            connection
                .getMetaData()
                .getTables(null, "information\\_schema", "%", new String[] {"SYSTEM TABLE"})) {
      List<String> names = new ArrayList<>();
      while (tables.next()) {
        names.add(tables.getString("TABLE_NAME"));
      }
      assertThat(names).contains("columns", "key_column_usage", "schemata", "tables", "views");
    }
    assertThat(jdbc("nina", "SHOW TABLES FROM system")).hasSizeGreaterThan(3);
    assertThat(jdbc("ana", "DESCRIBE lake.watched.five"))
        .extracting(row -> row.subList(0, 2))
        .containsExactly(List.of("n", "BIGINT"));
  }
}
