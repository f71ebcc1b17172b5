package io.meshgate.server.cli;

import io.meshgate.server.cli.audit.AuditCommand;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.policy.PolicyCommand;
import io.meshgate.server.cli.shell.ShellCommand;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code meshgate}: picks the command and turns failures into exit codes. */
@Command(
    name = "meshgate",
    description = "One SQL door to the data products of a mesh.",
    mixinStandardHelpOptions = true,
    versionProvider = Meshgate.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      QueryCommand.class,
      ShellCommand.class,
      ProductCommand.class,
      PolicyCommand.class,
      AuditCommand.class,
      TokenCommand.class,
      UserCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 query or check failed, 2 wrong usage or configuration, 3 no connection.",
      "",
      "Examples:",
      "  meshgate demo",
      "  meshgate serve --config mesh.yaml",
      "  meshgate query --user uma \"SELECT 1\"",
      "  meshgate shell --user uma",
      "  meshgate product validate products/",
      "",
      "'meshgate COMMAND --help' tells more about a command."
    })
public final class Meshgate implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode = commandLine().execute(arguments);
    Shutdown.finished();
    System.exit(exitCode);
  }

  /** The command line with its error handling, for tests that do not end the process. */
  static CommandLine commandLine() {
    return new CommandLine(new Meshgate())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Meshgate::report);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (failure instanceof CommandException expected) {
      PrintWriter err = command.getErr();
      err.println("meshgate: " + expected.text());
      err.flush();
      return expected.exitCode();
    }
    throw failure;
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Optional.ofNullable(Meshgate.class.getPackage().getImplementationVersion())
              .orElse("(unpackaged)");
      return new String[] {
        "meshgate " + version, "Java " + Runtime.version() + ", " + System.getProperty("os.name")
      };
    }
  }
}
