package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.trail.TrailBreak;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate audit continue}: lets a gateway go on behind a damaged file. */
@Command(
    name = "continue",
    description = {
      "Begins a new file behind a damaged one, so that the gateway can start. The damaged file stays",
      "as it is, and the first record of the new one names it and its SHA-256. Look into the damage",
      "first: 'audit verify' says where it is, and goes on reporting it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  meshgate audit continue .meshgate/audit/demo"})
final class AuditContinueCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Folder of the trail.")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    if (!Files.isDirectory(folder)) {
      throw new CommandException(ExitCode.USAGE, "There is no folder " + folder);
    }
    try {
      TrailBreak begun = TrailBreak.begin(folder, Instant.now());
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s begins with record %d; keep %s for those who look into the damage%n",
          begun.file().getFileName(), begun.record().seq(), begun.record().text("file").orElse(""));
      out.flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}
