package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.verify.InclusionProof;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate audit prove}: one record and what shows that it is in the trail. */
@Command(
    name = "prove",
    description = {
      "Prints one record with a proof that it is in the trail, for somebody who may not read the",
      "others: 'audit verify --proof' checks it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  meshgate audit prove --seq 42 --out proof.json .meshgate/audit/demo"
    })
final class AuditProveCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(names = "--seq", required = true, paramLabel = "N", description = "Which record.")
  private long seq;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the proof goes, instead of to standard output.")
  private Optional<Path> file = Optional.empty();

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Folder of the trail, or its files in order.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      List<Path> files = TrailPaths.files(paths);
      String proof = InclusionProof.of(files, seq).text();
      if (file.isPresent()) {
        Files.writeString(file.get(), proof);
      } else {
        PrintWriter out = spec.commandLine().getOut();
        out.print(proof);
        out.flush();
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }
}
