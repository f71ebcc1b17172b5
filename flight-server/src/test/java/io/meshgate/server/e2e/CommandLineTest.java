package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshgate.server.cli.MeshgateProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line as processes of their own: a gateway, and what talks to it. */
@ExtendWith(Stores.Extension.class)
class CommandLineTest {

  private static final Pattern ADDRESS = Pattern.compile("Meshgate serves on .*:(\\d+)");
  private static final int TERMINATED = 128 + 15;

  private final Path root;

  CommandLineTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void servesAndAnswersUntilItIsAskedToEnd(Stores stores) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_cli",
        "CREATE TABLE e2e_cli.items (a integer, b text)",
        "INSERT INTO e2e_cli.items VALUES (1, 'x,y'), (2, NULL)");
    Path folder = configure(stores, "serve");
    try (Gateway gateway = serve(folder)) {
      assertThat(
              query(gateway, folder, "--format", "csv", "SELECT a, b FROM pg.cli.items ORDER BY a"))
          .satisfies(output -> assertThat(output.code()).isZero())
          .satisfies(output -> assertThat(output.text()).isEqualTo("a,b\r\n1,\"x,y\"\r\n2,\r\n"))
          .satisfies(output -> assertThat(output.errors()).startsWith("2 rows in "));
      assertThat(
              query(gateway, folder, "--format", "json", "SELECT a FROM pg.cli.items WHERE a = 2"))
          .satisfies(output -> assertThat(output.text()).contains("{\"a\":2}"));
      assertThat(query(gateway, folder, "--explain", "SELECT COUNT(*) AS n FROM pg.cli.items"))
          .satisfies(output -> assertThat(output.text()).contains("pg.cli.items"));
      assertThat(query(gateway, folder, "SELECT nothing FROM pg.cli.items"))
          .satisfies(output -> assertThat(output.code()).isEqualTo(1))
          .satisfies(
              output -> assertThat(output.errors()).contains("NOT_FOUND").contains("nothing"));

      // No file changes: only a signal makes the gateway ask its sources again.
      stores.postgres("ALTER TABLE e2e_cli.items DROP COLUMN b");
      gateway.signal("HUP");
      Poll.until(
          "the product is found broken",
          () ->
              query(gateway, folder, "SELECT a FROM pg.cli.items")
                  .errors()
                  .contains("CONTRACT_BROKEN"));
      stores.postgres("ALTER TABLE e2e_cli.items ADD COLUMN b text");
      gateway.signal("HUP");
      Poll.until(
          "the product is whole again",
          () -> query(gateway, folder, "SELECT a FROM pg.cli.items").code() == 0);

      gateway.signal("TERM");
      assertThat(gateway.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.process().exitValue()).isEqualTo(TERMINATED);
      assertThat(folder.resolve(".meshgate/spill")).isEmptyDirectory();
    }
  }

  @Test
  void logsAndTracesWithoutLiterals(Stores stores) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_cli3",
        "CREATE TABLE e2e_cli3.items (a integer, b text)",
        "INSERT INTO e2e_cli3.items VALUES (1, 'a word that is nobody''s business')");
    Path folder = configure(stores, "traces");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres("pg", "cli", "e2e_cli3", Contract.table("items", "items", "a", "b")));
    String word = "a word that is nobody''s business";
    try (TraceCollector collector = new TraceCollector();
        Gateway gateway =
            serve(
                folder,
                Map.of(
                    "MESHGATE_LOG_FORMAT",
                    "json",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "100",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.endpoint()))) {
      assertThat(query(gateway, folder, "SELECT a FROM pg.cli.items WHERE b = '" + word + "'"))
          .satisfies(output -> assertThat(output.code()).isZero());
      assertThat(collector.until(List.of("fetch pg", "pg.cli.items WHERE b = ?", "plan", "stream")))
          .doesNotContain("nobody");
      gateway.signal("TERM");
      assertThat(gateway.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      String log = Files.readString(folder.resolve("errors.log"));
      assertThat(log).doesNotContain("nobody");
      assertThat(queryLine(log).path("kvpList").toString())
          .contains("{\"user\":\"ana\"}", "{\"state\":\"FINISHED\"}", "WHERE b = ?");
    }
  }

  private static JsonNode queryLine(String log) {
    return log.lines()
        .map(CommandLineTest::json)
        .filter(node -> node.path("formattedMessage").asText().equals("Query ended"))
        .filter(node -> node.toString().contains("pg.cli.items"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("No JSON in the log: " + line, e);
    }
  }

  @Test
  void listsAndShowsProducts(Stores stores) throws Exception {
    stores.postgres("CREATE SCHEMA e2e_cli2", "CREATE TABLE e2e_cli2.items (a integer, b text)");
    Path folder = configure(stores, "products");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres("pg", "cli", "e2e_cli2", Contract.table("items", "items", "a", "b")));
    String config = folder.resolve("mesh.yaml").toString();
    assertThat(run("product", "validate", folder.resolve("products").toString()).code()).isZero();
    assertThat(run("product", "list", "--config", config))
        .satisfies(output -> assertThat(output.code()).isZero())
        .satisfies(
            output ->
                assertThat(output.text())
                    .containsPattern("pg\\.cli +1\\.0\\.0 +active +ACTIVE +1"));
    assertThat(run("product", "show", "pg.cli", "--config", config))
        .satisfies(output -> assertThat(output.code()).isZero())
        .satisfies(
            output -> assertThat(output.text()).contains("items").containsPattern("a +INTEGER"));
    assertThat(run("product", "show", "pg.cly", "--config", config))
        .satisfies(output -> assertThat(output.code()).isEqualTo(2))
        .satisfies(output -> assertThat(output.errors()).contains("pg.cly").contains("pg.cli"));
    stores.postgres("DROP TABLE e2e_cli2.items");
    assertThat(run("product", "list", "--config", config))
        .satisfies(output -> assertThat(output.code()).isEqualTo(1))
        .satisfies(output -> assertThat(output.text()).contains("DRIFTED"))
        .satisfies(output -> assertThat(output.errors()).contains("items"));
  }

  private Path configure(Stores stores, String name) throws IOException {
    // A blank and a letter beyond ASCII: paths are not only plain.
    Path folder = Files.createDirectory(root.resolve("mesh of " + name + " ü"));
    TestMesh.configure(folder, name, stores, "");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Files.writeString(folder.resolve("password"), "ana-password\n");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres("pg", "cli", "e2e_cli", Contract.table("items", "items", "a", "b")));
    return folder;
  }

  private static Gateway serve(Path folder) throws Exception {
    return serve(folder, Map.of());
  }

  private static Gateway serve(Path folder, Map<String, String> environment) throws Exception {
    Path log = folder.resolve("gateway.log");
    ProcessBuilder builder =
        MeshgateProcess.of(
                List.of("serve", "--config", folder.resolve("mesh.yaml").toString(), "--port", "0"))
            .redirectOutput(log.toFile())
            .redirectError(folder.resolve("errors.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Gateway gateway = new Gateway(process, log);
    Poll.until("the gateway is ready", () -> !process.isAlive() || gateway.port() > 0);
    assertThat(gateway.port()).as("%s", Files.readString(log)).isPositive();
    return gateway;
  }

  private Output query(Gateway gateway, Path folder, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("query", "--port", Integer.toString(gateway.port()), "--user", "ana"));
    arguments.addAll(List.of("--password-file", folder.resolve("password").toString()));
    arguments.addAll(List.of("--ca", certificate(folder).toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private static Path certificate(Path folder) throws IOException {
    try (var files = Files.list(folder.resolve(".meshgate/tls"))) {
      return files.filter(file -> file.toString().contains("cert")).findFirst().orElseThrow();
    }
  }

  private Output run(String... arguments) throws Exception {
    Path text = Files.createTempFile(root, "output", ".txt");
    Path errors = Files.createTempFile(root, "errors", ".txt");
    Process process = start(text, errors, arguments);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", List.of(arguments)).isTrue();
    return new Output(process.exitValue(), Files.readString(text), Files.readString(errors));
  }

  private static Process start(Path output, Path errors, String... arguments) throws IOException {
    return MeshgateProcess.of(List.of(arguments))
        .redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .start();
  }

  /** What a command ended with and printed to its two streams. */
  private record Output(int code, String text, String errors) {}

  /** A gateway in a process of its own. */
  private record Gateway(Process process, Path log) implements AutoCloseable {

    int port() {
      try {
        Matcher address = ADDRESS.matcher(Files.readString(log));
        return address.find() ? Integer.parseInt(address.group(1)) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException("The gateway's output cannot be read", e);
      }
    }

    void signal(String name) throws Exception {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
