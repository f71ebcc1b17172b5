package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.key.SignedCheckpoint;
import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.verify.InclusionProof;
import io.meshgate.server.audit.verify.TrailVerifier;
import io.meshgate.server.audit.verify.Verification;
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

/** {@code meshgate audit verify}: whether a trail, or a proof, is what a gateway has written. */
@Command(
    name = "verify",
    description = {
      "Tells whether a trail is as it was written: every record, its place, and the signatures.",
      "Exit code 1 if it is not; the first record that is wrong is named."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate audit verify --public-key demo.pub.pem .meshgate/audit/demo",
      "  meshgate audit verify --public-key demo.pub.pem --checkpoints /worm/demo.jsonl trail/",
      "  meshgate audit verify --public-key demo.pub.pem --proof proof.json"
    })
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "The public key under the checkpoints; more than one after a change of keys.")
  private List<Path> publicKeys = new ArrayList<>();

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description = "Checkpoints that were published elsewhere: shows that the end is missing.")
  private Optional<Path> checkpoints = Optional.empty();

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "A proof by 'audit prove', instead of a trail.")
  private Optional<Path> proof = Optional.empty();

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Folder of the trail, or its files in order.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    if (proof.isPresent() == !paths.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "Name either a trail or --proof");
    }
    try {
      List<VerificationKey> keys = TrailPaths.keys(publicKeys);
      return proof.isPresent() ? verifyProof(proof.get(), keys) : verifyTrail(keys);
    } catch (IOException e) {
      throw TrailPaths.unreadable(e);
    }
  }

  private int verifyTrail(List<VerificationKey> keys) throws IOException {
    List<SignedCheckpoint> published =
        checkpoints.isPresent() ? TrailVerifier.published(checkpoints.get(), keys) : List.of();
    Verification found = new TrailVerifier(keys, published).verify(TrailPaths.files(paths));
    found.notes().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    if (found.finding().isPresent()) {
      out().println(found.finding().get());
      out().flush();
      return ExitCode.FAILED;
    }
    out().printf("Records %d to %d are as they were written", found.first(), found.last());
    out().println(found.signed() > 0 ? ", and signed to record " + found.signed() : "");
    out().flush();
    return ExitCode.OK;
  }

  private int verifyProof(Path file, List<VerificationKey> keys) throws IOException {
    if (keys.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "A proof needs --public-key");
    }
    InclusionProof read = InclusionProof.parse(Files.readString(file));
    Optional<String> flaw = read.flaw(keys);
    out()
        .println(
            flaw.isPresent()
                ? "record " + read.record().seq() + ": not proved: " + flaw.get()
                : "Record "
                    + read.record().seq()
                    + " is in the trail of "
                    + read.checkpoint().checkpoint().gateway()
                    + " that was signed at "
                    + read.checkpoint().checkpoint().time());
    out().flush();
    return flaw.isPresent() ? ExitCode.FAILED : ExitCode.OK;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
