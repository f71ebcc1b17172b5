package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a gateway says of its work holds no value of a hidden cell and no literal of a statement.
 */
class TelemetryTest {

  /** Statements that are answered, refused, and that fail over what their asker does see. */
  private static final List<String> STATEMENTS =
      List.of(
          "SELECT id, name, email FROM hr.staff.people WHERE name <> 'literal-one'",
          "SELECT COUNT(*) AS a, MAX(email) AS b FROM hr.staff.people WHERE id <> 918273645",
          "SELECT name FROM hr.staff.people WHERE email LIKE '%literal-two%'",
          "SELECT CAST(name AS INTEGER) FROM hr.staff.people WHERE name <> 'literal-three'",
          "SELECT 1 / (id - id) FROM hr.staff.people WHERE name <> 'literal-four'",
          "SELECT CAST(email AS DATE) FROM hr.staff.people",
          "SELECT iban FROM hr.staff.people WHERE iban = 'literal-five'",
          "SELECT amount FROM hr.pay.amounts WHERE amount = 918273645",
          "SELECT 'literal-six FROM hr.staff.people",
          "DELETE FROM hr.staff.people WHERE name = 'literal-seven'",
          "SELECT no_such_function('literal-eight') FROM hr.staff.people",
          "EXPLAIN SELECT id FROM hr.staff.people WHERE name = 'literal-nine'");

  @Test
  void logsMetricsAndTracesHoldNoLiteralAndNoHiddenValue(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "operations: {port: %d}\n".formatted(free()));
    String mesh = Files.readString(folder.resolve("mesh.yaml"));
    String port = mesh.substring(mesh.indexOf("operations: {port: ") + 19).split("}", 2)[0];
    String log;
    String metrics;
    String traces;
    try (TraceCollector collector = new TraceCollector();
        ServedGateway gateway =
            ServedGateway.start(
                folder,
                Map.of(
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "100",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.endpoint()));
        Connection ana = gateway.jdbc("ana")) {
      for (String sql : STATEMENTS) {
        ask(ana, sql);
      }
      ask(ana, "SELECT 77 AS the_last FROM hr.staff.people");
      metrics = get("http://localhost:" + port + "/metrics");
      traces = collector.until(List.of("the_last", "stream"));
      log = Files.readString(gateway.log());
    }
    assertThat(log).contains("Query ended").doesNotContain(hidden());
    assertThat(metrics).contains("meshgate_query_seconds_count").doesNotContain(hidden());
    assertThat(traces).contains("name <> ?").doesNotContain(hidden());
    assertThat(metrics).doesNotContain("hr.staff", "hr.pay", "iban", "\"ana\"");
    for (Path file : files(folder.resolve(".meshgate"))) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as("%s", file)
          .doesNotContain(hidden());
    }
  }

  private static String[] hidden() {
    return new String[] {"canary-", "literal-", "918273645", "4711", "name-1", "name-3"};
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        assertThat(rows.getString(1)).isNotEmpty();
      }
    } catch (SQLException e) {
      // Some are to fail; the driver repeats the statement, the gateway does not.
      String told = String.valueOf(e.getMessage()).replace(sql, "");
      assertThat(told).doesNotContain("canary-", "4711", "name-1");
    }
  }

  private static String get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
