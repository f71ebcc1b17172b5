package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.ConnectionOptions;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.OutputFormat;
import io.meshgate.server.cli.shell.Interpreter.OnError;
import io.meshgate.server.cli.shell.Settings.Toggle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshgate shell}: asks a running gateway, statement by statement. */
@Command(
    name = "shell",
    description = {
      "Asks a running gateway, statement by statement: at a terminal with editing, history and",
      "completion; else the statements of standard input, of files or of options."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Statements end with ;. Commands to the shell begin with a backslash: \\? lists them.",
      "At a terminal, lines are kept in ~/.meshgate/history, or in the file that MESHGATE_HISTORY",
      "names (empty for none); long results go through PAGER (empty for none).",
      "",
      "Exit codes: 0 done, 1 a statement failed, 2 wrong usage, 3 no connection.",
      "",
      "Examples:",
      "  meshgate shell --user uma",
      "  meshgate shell --user uma -c \"SELECT 1; SELECT 2\"",
      "  meshgate shell --user otto --format csv -f report.sql > report.csv",
      "  echo 'SELECT 1;' | meshgate shell --user otto --keep-going"
    })
public final class ShellCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Mixin private final ConnectionOptions options = new ConnectionOptions();

  @Option(
      names = {"-c", "--command"},
      paramLabel = "SQL",
      description = "Statements or a command to run; may be given several times.")
  private List<String> texts = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "File to run, behind all -c; may be given several times.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      description =
          "One of table, vertical, markdown, csv, json, jsonl (default: ${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(
      names = "--keep-going",
      description = "Run what follows an error, too; the exit code tells that there was one.")
  private boolean keepGoing;

  /** Made by picocli. */
  public ShellCommand() {}

  @Override
  public Integer call() throws IOException {
    if (format == OutputFormat.ARROW) {
      throw new CommandException(
          ExitCode.USAGE, "The shell writes texts; meshgate query --format arrow writes Arrow");
    }
    boolean interactive = texts.isEmpty() && files.isEmpty() && isTerminal(SystemStream.Input);
    PrintWriter err = spec.commandLine().getErr();
    try (GatewayConnection connection =
        GatewayConnection.open(
            options,
            notice -> {
              err.println(notice);
              err.flush();
            })) {
      ShellParts parts = new ShellParts(connection, new Settings(format), new Interrupts());
      return interactive ? interactive(parts) : batch(parts);
    }
  }

  private static int interactive(ShellParts parts) throws IOException {
    boolean onTerminal = isTerminal(SystemStream.Output);
    try (Terminal terminal =
        TerminalBuilder.builder()
            .name("meshgate")
            .system(true)
            .systemOutput(onTerminal ? SystemOutput.SysOut : SystemOutput.SysErr)
            .encoding(StandardCharsets.UTF_8)
            .build()) {
      return interactive(parts, terminal, onTerminal ? terminal.output() : System.out);
    }
  }

  private static int interactive(ShellParts parts, Terminal terminal, OutputStream rows)
      throws IOException {
    try (InteractiveShell shell =
        new InteractiveShell(parts, terminal, rows, Surroundings.ofProcess())) {
      return shell.run();
    }
  }

  private static boolean isTerminal(SystemStream stream) throws IOException {
    return TerminalProvider.load("exec").isSystemStream(stream);
  }

  private int batch(ShellParts parts) throws IOException {
    parts.settings().timing = Toggle.OFF;
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    Screen screen = new Screen(out, err, System.out, Optional.empty(), status(err), List::of);
    try (Interpreter interpreter = new Interpreter(parts, screen, Surroundings.ofProcess())) {
      interpreter.onError(keepGoing ? OnError.GO_ON : OnError.STOP);
      return exitCode(run(interpreter));
    } finally {
      out.flush();
    }
  }

  private static Optional<PrintWriter> status(PrintWriter err) {
    return Boolean.getBoolean("meshgate.terminal") ? Optional.of(err) : Optional.empty();
  }

  private Outcome run(Interpreter interpreter) throws IOException {
    if (texts.isEmpty() && files.isEmpty()) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      return interpreter.lines(reader, "line ");
    }
    Outcome worst = Outcome.DONE;
    for (String text : texts) {
      Outcome outcome = interpreter.text(text);
      worst = worst == Outcome.DONE ? outcome : worst;
      if (isEnd(outcome)) {
        return worst;
      }
    }
    for (Path file : files) {
      Outcome outcome = file(interpreter, file);
      worst = worst == Outcome.DONE ? outcome : worst;
      if (isEnd(outcome)) {
        return worst;
      }
    }
    return worst;
  }

  private static Outcome file(Interpreter interpreter, Path file) {
    try {
      return interpreter.file(file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "The file " + file + " cannot be read: " + e, e);
    }
  }

  private boolean isEnd(Outcome outcome) {
    return outcome == Outcome.QUIT || (outcome != Outcome.DONE && !keepGoing);
  }

  private static int exitCode(Outcome outcome) {
    return switch (outcome) {
      case DONE, QUIT -> ExitCode.OK;
      case FAILED -> ExitCode.FAILED;
      case NO_CONNECTION -> ExitCode.CONNECTION;
    };
  }
}
