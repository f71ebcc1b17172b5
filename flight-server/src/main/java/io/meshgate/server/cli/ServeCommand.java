package io.meshgate.server.cli;

import io.meshgate.document.DocumentException;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshgate serve}: runs a gateway until it is asked to end. */
@Command(
    name = "serve",
    description = {
      "Runs a gateway. Prints one line with its address when it is ready.",
      "Configuration, contracts and policies are loaded again when their files change, and on",
      "SIGHUP, which also asks the sources again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate serve --config mesh.yaml",
      "  meshgate serve --config mesh.yaml --port 0     on a free port",
      "  meshgate serve --config mesh.yaml --insecure   without TLS",
      "  kill -HUP PID                                  load everything again"
    })
final class ServeCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's configuration, mesh.yaml.")
  private Path config = Path.of("mesh.yaml");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port instead of the configuration's; 0 takes a free one.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--insecure",
      description = "No encryption: passwords and rows travel in the clear. For tests only.")
  private boolean insecure;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (GatewayProcess gateway = GatewayProcess.start(config, this::adjusted)) {
      gateway
          .developmentCertificate()
          .ifPresent(file -> out.println("Clients must trust " + file + " (query --ca)"));
      out.println("Meshgate serves on " + gateway.uri());
      out.flush();
      // Where there is no such signal nothing is registered.
      Signals.register("HUP", gateway::reload);
      Shutdown.await();
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, "The gateway cannot start: " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private ServerConfig adjusted(ServerConfig server) {
    ServerConfig result = port.map(server::withPort).orElse(server);
    return insecure ? result.withTransport(new Transport.Plaintext()) : result;
  }
}
