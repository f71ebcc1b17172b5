package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.key.StatementKey;
import io.meshgate.server.audit.verify.TrailQuery;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.FormatOption;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate audit query}: who asked for what. */
@Command(
    name = "query",
    description = {
      "Lists decisions and failed log-ins of a trail, and how the queries ended. It does not verify",
      "the trail."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate audit query --user uma --since 2026-11-01 .meshgate/audit/demo",
      "  meshgate audit query --product fleet.aircraft --format csv .meshgate/audit/demo",
      "  meshgate audit query --code NOT_FOUND --key statements.key.pem .meshgate/audit/demo"
    })
final class AuditQueryCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Option(names = "--user", paramLabel = "NAME", description = "Only what this user did.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--product",
      paramLabel = "NAME",
      description = "Only decisions about this product, or this table of one.")
  private Optional<String> product = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Not before: 2026-11-23 or 2026-11-23T08:00:00Z, in UTC.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Before, in the same form.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Only what was refused or failed with this code.")
  private Optional<String> code = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of the statements: shows them with their literals.")
  private Optional<Path> key = Optional.empty();

  @Mixin private final FormatOption format = new FormatOption();

  @Option(names = "--records", description = "Print whole records, one a line, as they are.")
  private boolean records;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Folder of the trail, or its files in order.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    TrailQuery query =
        new TrailQuery(user, product, since.map(this::time), until.map(this::time), code);
    try {
      Optional<StatementKey> opener = Optional.empty();
      if (key.isPresent()) {
        opener = Optional.of(StatementKey.read(key.get()));
      }
      TrailQuery.Result result = query.run(TrailPaths.files(paths));
      if (records) {
        print(result.entries());
      } else {
        EntryTable.write(result.entries(), opener, format.format(), System.out);
      }
      if (result.damaged() > 0) {
        spec.commandLine()
            .getErr()
            .println(result.damaged() + " lines are no records; 'audit verify' tells more");
        spec.commandLine().getErr().flush();
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw TrailPaths.unreadable(e);
    }
  }

  private static void print(List<TrailQuery.Entry> entries) throws IOException {
    PrintStream out = System.out;
    for (TrailQuery.Entry entry : entries) {
      out.write(entry.record().line());
      out.println();
      if (entry.end().isPresent()) {
        out.write(entry.end().get().line());
        out.println();
      }
    }
    out.flush();
  }

  private Instant time(String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandException(
          ExitCode.USAGE, "'" + text + "' is no time; write 2026-11-23 or 2026-11-23T08:00:00Z", e);
    }
  }
}
