package io.meshgate.server.cli.policy;

import io.meshgate.document.Problem;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.review.AccessChange;
import io.meshgate.policy.review.PolicyDiff;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.TextStyle;
import io.meshgate.server.cli.output.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate policy diff}: who gains and who loses by a change of policies. */
@Command(
    name = "diff",
    description = {
      "Shows who gains and who loses what between two versions of policies. Exit code 0 if nobody",
      "does, 1 if somebody does, 2 if one of them cannot be used."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each version is a folder with all policies, or one file by itself.",
      "",
      "Example:",
      "  meshgate policy diff --mesh mesh.yaml policies.before/ policies/"
    })
final class PolicyDiffCommand implements Callable<Integer> {
  private static final List<String> HEADER = List.of("change", "object", "what", "who");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Mixin private final MeshOptions mesh = new MeshOptions();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private TextFormat format = TextFormat.TEXT;

  @Parameters(index = "0", paramLabel = "OLD", description = "The policies as they were.")
  private Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "The policies as they are to be.")
  private Path young = Path.of("");

  @Override
  public Integer call() throws IOException {
    MeshOptions.Mesh opened = mesh.open();
    opened.problems().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
    PolicyLoader.Result before = load(opened, old);
    PolicyLoader.Result after = load(opened, young);
    List<AccessChange> changes = PolicyDiff.of(before, after, opened.catalog());
    PrintWriter out = spec.commandLine().getOut();
    if (format == TextFormat.JSON) {
      print(changes, out);
    } else {
      table(changes, out);
    }
    return changes.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static PolicyLoader.Result load(MeshOptions.Mesh mesh, Path path) {
    PolicyLoader.Result loaded = mesh.load(List.of(path));
    List<Problem> problems = new ArrayList<>(loaded.problems());
    if (loaded.files().isEmpty()) {
      problems.add(Problem.error(path.toString(), "There is no *.policy.yaml file"));
    }
    if (Problems.errors(problems) > 0) {
      throw new CommandException(ExitCode.USAGE, Problems.text(problems));
    }
    return loaded;
  }

  private static void table(List<AccessChange> changes, PrintWriter out) throws IOException {
    if (changes.isEmpty()) {
      out.println("Nobody gains or loses anything");
      out.flush();
      return;
    }
    TextTable table = TextTable.ofTexts(HEADER, TextStyle.PLAIN, out);
    for (AccessChange change : changes) {
      table.add(
          List.of(
              Optional.of(change.direction().name().toLowerCase(Locale.ROOT)),
              Optional.of(change.object()),
              Optional.of(change.what()),
              Optional.of(String.join(", ", change.who()))));
    }
    table.finish();
  }

  private static void print(List<AccessChange> changes, PrintWriter out) {
    Json.print(
        out,
        json -> {
          json.writeStartArray();
          for (AccessChange change : changes) {
            json.writeStartObject();
            json.writeStringField("change", change.direction().name().toLowerCase(Locale.ROOT));
            json.writeStringField("object", change.object());
            json.writeStringField("what", change.what());
            Json.texts(json, "who", change.who());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
