package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.Meshgate;
import io.meshgate.server.cli.MeshgateProcess;
import io.meshgate.server.demo.SharedDemo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Lines that call {@code ./meshgate}. All must parse. Those that ask are run against the demo; in
 * its folder are the {@code products/} and the {@code mesh.yaml} that the lines name.
 */
final class MeshgateCommand {
  private static final String DEFAULT_FOLDER = "~/.cache/meshgate/demo";

  private final SharedDemo demo;

  MeshgateCommand(SharedDemo demo) {
    this.demo = demo;
  }

  void check(List<String> arguments) throws Exception {
    ParseResult parsed =
        new CommandLine(new Meshgate())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.hasSubcommand()).as("%s names a command", arguments).isTrue();
    String command = parsed.subcommand().commandSpec().name();
    switch (command) {
      case "query" -> query(arguments, user(parsed.subcommand()));
      case "shell" -> shell(arguments, user(parsed.subcommand()));
      case "product", "token", "audit" -> run(arguments, Map.of());
      case "policy" -> policy(arguments);
      case "user" -> assertThat(run(arguments, Map.of())).startsWith("$2y$12$");
      case "demo", "serve" -> {
        // They run until somebody ends them; other tests start both.
      }
      default -> throw new AssertionError("Say here how to try the command " + command);
    }
  }

  /** The folder {@code policies.before} is made of the demo's policies. */
  private void policy(List<String> arguments) throws Exception {
    Path before = Files.createDirectories(demo.folder().resolve("policies.before"));
    try (Stream<Path> files = Files.list(demo.folder().resolve("policies"))) {
      for (Path file : files.toList()) {
        Path copy = before.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    run(arguments, Map.of());
  }

  private static String user(ParseResult command) {
    return command.matchedOptionValue("--user", Optional.<String>empty()).orElse("");
  }

  /** Without a terminal the shell answers its standard input, which holds one statement here. */
  private void shell(List<String> arguments, String user) throws Exception {
    assertThat(ask(arguments, user)).as("%s gives rows", arguments).containsPattern("(?m)^-+");
  }

  private void query(List<String> arguments, String user) throws Exception {
    String rows = ask(arguments, user);
    assertThat(rows).as("%s gives rows", arguments).containsPattern("[1-9][0-9,]* rows? in ");
  }

  private String ask(List<String> arguments, String user) throws Exception {
    List<String> adjusted = new ArrayList<>();
    for (String argument : arguments) {
      adjusted.add(argument.replace(DEFAULT_FOLDER, demo.folder().toString()));
    }
    adjusted.addAll(1, List.of("--port", Integer.toString(demo.port())));
    return run(adjusted, Map.of("MESHGATE_PASSWORD", demo.password(user)));
  }

  private String run(List<String> arguments, Map<String, String> environment) throws Exception {
    Path output = Files.createTempFile("meshgate-docs", ".txt");
    String typed = arguments.get(0).equals("shell") ? "SELECT 1 AS one;\n" : "a password\n";
    Path input = Files.writeString(Files.createTempFile("meshgate-docs", ".in"), typed);
    ProcessBuilder builder =
        MeshgateProcess.of(arguments)
            .directory(demo.folder().toFile())
            .redirectErrorStream(true)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", arguments).isTrue();
      String text = Files.readString(output);
      assertThat(process.exitValue()).as("%s: %s", arguments, text).isZero();
      return text;
    } finally {
      Files.delete(output);
      Files.delete(input);
    }
  }
}
