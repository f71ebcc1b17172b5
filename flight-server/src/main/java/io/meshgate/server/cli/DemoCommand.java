package io.meshgate.server.cli;

import io.meshgate.document.DocumentException;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshgate demo}: a mesh on real data, a tour of it, and a gateway to try. */
@Command(
    name = "demo",
    description = {
      "Starts a mesh of four domains on real data (all flights out of New York City in 2013), asks"
          + " it six questions as two different people, and keeps serving until Ctrl-C.",
      "It starts a PostgreSQL and a MariaDB of its own on free ports of this machine."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate demo",
      "  meshgate demo --exit          end after the questions; 0 if all of them gave rows",
      "  meshgate demo --no-tour       serve at once"
    })
final class DemoCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "31337",
      description = "Port of the gateway; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where data and configuration are kept (default: ~/.cache/meshgate/demo).")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--exit", description = "End after the questions.")
  private boolean exit;

  @Option(names = "--no-tour", description = "Ask no questions.")
  private boolean noTour;

  @Override
  public Integer call() throws IOException, SQLException {
    PrintWriter out = spec.commandLine().getOut();
    try (Demo demo = Demo.start(folder.orElseGet(Demo::defaultFolder), port, out)) {
      List<String> failures = noTour ? List.of() : demo.tour(out);
      if (exit) {
        return finish(failures, out);
      }
      demo.printConnections(out);
      out.println();
      out.println("Ready. Ctrl-C ends the gateway and the stores.");
      out.flush();
      Shutdown.await();
      return ExitCode.OK;
    } catch (DocumentException | IllegalStateException e) {
      throw new CommandException(ExitCode.USAGE, "The demo cannot start: " + e.getMessage(), e);
    }
  }

  private static int finish(List<String> failures, PrintWriter out) {
    out.println();
    if (failures.isEmpty()) {
      out.println("All questions were answered.");
      return ExitCode.OK;
    }
    out.println(failures.size() + " questions were not answered:");
    failures.forEach(failure -> out.println("  " + failure));
    return ExitCode.FAILED;
  }
}
