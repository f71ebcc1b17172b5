package io.meshgate.server.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.MeshgateProcess;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell as a process whose input is no terminal. */
class ShellProcessTest {
  private static ShellGateway gateway;

  private final Path folder;

  ShellProcessTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    gateway = ShellGateway.start(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** What a process ended with and printed. */
  private record Output(int code, String text, String errors) {}

  @Test
  void answersStandardInputWithRowsAndNothingElse() throws Exception {
    Output output =
        run(
            "SELECT id, item FROM shop.orders.lines\nWHERE id < 3 ORDER BY id;\n\\pset format csv\nSELECT 1 AS a",
            gateway.arguments("uma"));
    assertThat(output.errors()).isEmpty();
    assertThat(output.text())
        .isEqualTo("id  item\n--  ---------\n 1  pen\n 2  ink, blue\nformat is csv\na\r\n1\r\n");
    assertThat(output.code()).isZero();
    assertThat(folder.resolve(".meshgate")).doesNotExist();
  }

  @Test
  void stopsAtTheFirstErrorUnlessItIsToKeepGoing() throws Exception {
    String input = "SELECT 1 AS a;\nSELECT b FROM shop.orders.lines;\nSELECT 2 AS c;\n";
    List<String> arguments = new ArrayList<>(gateway.arguments("uma"));
    arguments.addAll(List.of("--format", "csv"));
    Output stopped = run(input, arguments);
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.text()).isEqualTo("a\r\n1\r\n");
    assertThat(stopped.errors().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("line 2: NOT_FOUND: Line 1, column 8: ");
    arguments.add("--keep-going");
    Output gone = run(input, arguments);
    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.text()).isEqualTo("a\r\n1\r\nc\r\n2\r\n");
  }

  @Test
  void runsTextsAndFiles() throws Exception {
    Path file = Files.writeString(folder.resolve("a.sql"), "SELECT 2 AS two;");
    List<String> texts = new ArrayList<>(gateway.arguments("uma"));
    texts.addAll(List.of("--format", "csv", "-c", "SELECT 1 AS one; SELECT 3 AS three"));
    assertThat(run("", texts).text()).isEqualTo("one\r\n1\r\nthree\r\n3\r\n");
    List<String> files = new ArrayList<>(gateway.arguments("uma"));
    files.addAll(List.of("--format", "jsonl", "-f", file.toString()));
    assertThat(run("", files).text()).isEqualTo("{\"two\":2}\n");
    files.set(files.size() - 1, folder.resolve("missing.sql").toString());
    Output missing = run("", files);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.errors()).contains("missing.sql").doesNotContain("\tat ");
  }

  @Test
  void logsInWithATokenAndRefusesAWrongOne() throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, token() + "\n");
    List<String> arguments = new ArrayList<>(gateway.arguments(file));
    arguments.addAll(List.of("-c", "\\conninfo"));
    Output output = run("", arguments);
    assertThat(output.text()).contains("with a token");
    assertThat(output.code()).isZero();
    Files.writeString(file, "forged-token\n");
    Output refused = run("", arguments);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.errors())
        .contains("does not accept the token")
        .doesNotContain("forged-token", "\tat ");
  }

  @Test
  void refusesAWrongPasswordWithoutSayingIt() throws Exception {
    List<String> arguments = new ArrayList<>(gateway.arguments("otto"));
    arguments.set(arguments.indexOf("otto"), "uma");
    Output output = run("SELECT 1;", arguments);
    assertThat(output.code()).isEqualTo(3);
    assertThat(output.errors())
        .contains("does not accept user uma")
        .doesNotContain("otto-password", "\tat ");
  }

  /** A token as the gateway sends it to who logs in. */
  private static String token() throws Exception {
    StringBuilder token = new StringBuilder();
    try (RootAllocator allocator = new RootAllocator();
        FlightClient client =
            FlightClient.builder(allocator, Location.forGrpcInsecure("localhost", gateway.port()))
                .intercept(info -> new Listener(token))
                .build()) {
      assertThat(client.authenticateBasicToken("uma", "uma-password")).isPresent();
    }
    return token.toString().replace("Bearer ", "");
  }

  /** Takes note of the header in which tokens come. */
  private record Listener(StringBuilder token) implements FlightClientMiddleware {
    @Override
    public void onBeforeSendingHeaders(CallHeaders headers) {
      // Nothing to send.
    }

    @Override
    public void onHeadersReceived(CallHeaders headers) {
      token.append(headers.get("authorization"));
    }

    @Override
    public void onCallCompleted(CallStatus status) {
      // Nothing to note.
    }
  }

  private Output run(String input, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("shell"));
    all.addAll(arguments);
    Path in = Files.writeString(folder.resolve("input"), input);
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        MeshgateProcess.of(all).redirectInput(in.toFile()).redirectError(errors.toFile());
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    String text;
    try (InputStream out = process.getInputStream()) {
      text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Output(process.exitValue(), text, Files.readString(errors));
  }
}
