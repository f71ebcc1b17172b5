package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.key.KeyFile;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate audit keygen}: makes a pair of keys. */
@Command(
    name = "keygen",
    description = {
      "Makes a pair of keys: NAME.key.pem, which is secret, and NAME.pub.pem. Files that are there",
      "are never replaced."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate audit keygen --for signing secrets/audit",
      "  meshgate audit keygen --for statements secrets/statements"
    })
final class AuditKeygenCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "USE",
      description =
          "signing: checkpoints are signed (Ed25519). statements: full texts of statements are"
              + " encrypted (X25519).")
  private KeyFile.Purpose purpose = KeyFile.Purpose.SIGNING;

  @Parameters(paramLabel = "NAME", description = "Where the files go, without their endings.")
  private Path name = Path.of("audit");

  @Override
  public Integer call() {
    Path secret = name.resolveSibling(name.getFileName() + ".key.pem");
    Path open = name.resolveSibling(name.getFileName() + ".pub.pem");
    for (Path file : new Path[] {secret, open}) {
      if (Files.exists(file)) {
        throw new CommandException(
            ExitCode.USAGE, file + " is there already; move it away or take another name");
      }
    }
    try {
      KeyFile.generate(purpose, secret, open);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "The keys cannot be written: " + e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(secret);
    out.println(open);
    out.flush();
    return ExitCode.OK;
  }
}
