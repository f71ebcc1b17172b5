package io.meshgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MeshgateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutCommandShowsUsageAndFails() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Missing command").contains("Usage: meshgate");
  }

  @Test
  void unknownCommandIsAUsageError() {
    assertThat(run("qurey")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Unmatched argument").contains("query");
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (List<String> command : commands()) {
      out.getBuffer().setLength(0);
      List<String> arguments = new ArrayList<>(command);
      arguments.add("--help");
      assertThat(run(arguments.toArray(String[]::new))).as("%s", command).isEqualTo(ExitCode.OK);
      assertThat(out.toString()).as("%s", command).contains("Usage: meshgate").contains("Example");
    }
  }

  @Test
  void versionNamesTheProgramAndTheJava() {
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("meshgate ").contains("Java ");
  }

  @Test
  void queryWithoutUserIsAUsageError() {
    assertThat(run("query", "SELECT 1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--user");
  }

  @Test
  void unknownFormatNamesTheKnownOnes() {
    assertThat(run("query", "--user", "uma", "--format", "xml", "SELECT 1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'xml'").contains("NDJSON");
  }

  @Test
  void blankStatementIsAUsageError() {
    assertThat(run("query", "--user", "uma", "  ")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no SQL");
  }

  @Test
  void missingPasswordFileIsAUsageErrorThatNamesIt(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    assertThat(run("query", "--user", "uma", "--password-file", missing.toString(), "SELECT 1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(missing.toString()).doesNotContain("\tat ");
  }

  @Test
  void unreachableGatewayIsAConnectionErrorThatNamesTheAddress(@TempDir Path folder)
      throws IOException {
    Path password = Files.writeString(folder.resolve("pw"), "secret\n");
    String port = Integer.toString(freePort());
    assertThat(
            run(
                "query",
                "--insecure",
                "--user",
                "uma",
                "--port",
                port,
                "--password-file",
                password.toString(),
                "SELECT 1"))
        .isEqualTo(ExitCode.CONNECTION);
    assertThat(err.toString())
        .contains("localhost:" + port)
        .doesNotContain("secret")
        .doesNotContain("\tat ");
  }

  @Test
  void goodContractsPassValidation() {
    assertThat(run("product", "validate", "src/main/resources/demo/products"))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("5 contracts, 0 cannot be used");
  }

  @Test
  void badContractFailsValidationWithFileAndLine(@TempDir Path folder) throws IOException {
    Path bad = folder.resolve("bad.odcs.yaml");
    Files.writeString(bad, "apiVersion: v3.1.0\nkind: DataContract\nid: x\nstatus: 7\n");
    assertThat(run("product", "validate", folder.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains(bad + ":").contains("1 contracts, 1 cannot be used");
  }

  @Test
  void folderWithoutContractsIsAUsageError(@TempDir Path folder) {
    assertThat(run("product", "validate", folder.toString())).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void badConfigurationIsAUsageErrorWithItsProblems(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mesh.yaml");
    Files.writeString(file, "apiVersion: meshgate.io/v1\nkind: Mesh\nnaem: x\n");
    for (List<String> command : List.of(List.of("serve"), List.of("product", "list"))) {
      err.getBuffer().setLength(0);
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--config", file.toString()));
      assertThat(run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString()).contains(file + ":3").contains("naem").doesNotContain("\tat ");
    }
  }

  @Test
  void makesListsAndRevokesAccessTokens(@TempDir Path folder) throws IOException {
    String config = mesh(folder);
    assertThat(run("token", "create", "--config", config, "--user", "eve", "--expires", "P90D"))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).matches("mgp_[a-z2-7]{8}_[a-z2-7]{59}\\R");
    String id = out.toString().substring(4, 12);
    assertThat(run("token", "create", "--config", config, "--user", "eve", "--expires", "never"))
        .isEqualTo(ExitCode.OK);
    out.getBuffer().setLength(0);
    assertThat(run("token", "list", "--config", config, "--json")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\"id\" : \"" + id + "\"", "\"expires\" : null");
    assertThat(run("token", "revoke", "--config", config, id)).isEqualTo(ExitCode.OK);
    assertThat(run("token", "revoke", "--config", config, id)).isEqualTo(ExitCode.FAILED);
    out.getBuffer().setLength(0);
    assertThat(run("token", "list", "--config", config)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).doesNotContain(id).contains("never");
  }

  @Test
  void makesNoTokenForNobodyOrForThePast(@TempDir Path folder) throws IOException {
    String config = mesh(folder);
    assertThat(run("token", "create", "--config", config, "--user", "mallory"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("There is no user 'mallory'");
    for (String end : List.of("P-1D", "PT0S", "soon", "P9999999999D", "P999999999Y")) {
      assertThat(run("token", "create", "--config", config, "--user", "eve", "--expires", end))
          .as(end)
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(run("token", "create", "--config", config, "--user", "eve", "--name", "a\nb"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  private static String mesh(Path folder) throws IOException {
    Files.writeString(folder.resolve("users.yaml"), "users: [{name: eve}]");
    return Files.writeString(
            folder.resolve("mesh.yaml"),
            """
            apiVersion: meshgate.io/v1
            kind: Mesh
            name: x
            authentication: {users: users.yaml}
            """)
        .toString();
  }

  private int run(String... arguments) {
    return Meshgate.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private static List<List<String>> commands() {
    List<List<String>> commands = new ArrayList<>();
    collect(Meshgate.commandLine(), List.of(), commands);
    return commands;
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
    commands.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              collect(subcommand, longer, commands);
            });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
