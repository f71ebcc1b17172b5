package io.meshgate.server.cli.policy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.VisibleTable;
import io.meshgate.policy.inventory.PolicyRule;
import io.meshgate.policy.review.AccessExplainer;
import io.meshgate.policy.review.AccessExplanation;
import io.meshgate.policy.review.AccessExplanation.ColumnAccess;
import io.meshgate.policy.review.AccessExplanation.RuleUse;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate policy explain}: what somebody sees of a query's tables, and why. */
@Command(
    name = "explain",
    description = {
      "Explains what somebody sees of the tables of a query, and by which rules. It quotes rules",
      "and names what is hidden: whoever can read the policy files may use it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate policy explain --mesh mesh.yaml --as uma \\",
      "      \"SELECT * FROM operations.flights.flights\"",
      "  meshgate policy explain --mesh mesh.yaml --as new --group analyst \\",
      "      --attribute carrier=UA --format json \"SELECT * FROM operations.flights.flights\""
    })
final class PolicyExplainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Mixin private final MeshOptions mesh = new MeshOptions();
  @Mixin private final PrincipalOptions who = new PrincipalOptions();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private TextFormat format = TextFormat.TEXT;

  @Parameters(paramLabel = "SQL", description = "The query.")
  private String sql = "";

  @Override
  public Integer call() {
    MeshOptions.Mesh opened = mesh.open();
    PolicyLoader.Result loaded = opened.policies(List.of());
    PrintWriter err = spec.commandLine().getErr();
    opened.problems().forEach(err::println);
    loaded.problems().forEach(err::println);
    err.flush();
    Principal principal = who.principal(opened.file());
    AccessExplainer explainer = new AccessExplainer(loaded.policies());
    List<AccessExplanation> tables = new ArrayList<>();
    for (VisibleTable table : tables(opened, principal)) {
      tables.add(explainer.explain(principal, table.product(), table.table()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == TextFormat.JSON) {
      Json.print(out, json -> write(principal, tables, json));
    } else {
      print(principal, tables, out);
    }
    return ExitCode.OK;
  }

  private List<VisibleTable> tables(MeshOptions.Mesh opened, Principal principal) {
    try {
      return QueryPlanner.tables(opened.catalog(), QuerySession.of(principal), sql);
    } catch (QueryException e) {
      throw new CommandException(ExitCode.FAILED, e.code() + ": " + e.getMessage(), e);
    }
  }

  private static void print(Principal principal, List<AccessExplanation> tables, PrintWriter out) {
    out.println(PrincipalOptions.text(principal));
    for (AccessExplanation table : tables) {
      out.println();
      String allowed = table.outcome().allowed() ? "allowed" : "denied";
      out.println(table.table() + ": " + allowed + ", " + table.outcome().reason());
      if (table.outcome().allowed()) {
        out.println("  rows: " + table.rows().name().toLowerCase(Locale.ROOT));
        out.println("  pushdown: " + table.pushdown());
        table.limits().forEach(limit -> out.println("  limit: " + limit));
        columns(table, out);
      }
      table.rules().stream()
          .filter(RuleUse::applies)
          .forEach(use -> out.println("  applies: " + text(use.rule())));
      table.rules().stream()
          .filter(use -> !use.applies())
          .forEach(use -> out.println("  not: " + text(use.rule()) + " - " + use.why().orElse("")));
    }
    out.flush();
  }

  private static String text(PolicyRule rule) {
    String kind = rule.kind().name().toLowerCase(Locale.ROOT);
    return kind + " " + rule.id() + (rule.text().isEmpty() ? "" : ": " + rule.text());
  }

  private static void columns(AccessExplanation table, PrintWriter out) {
    names(table, "clear").ifPresent(names -> out.println("  clear: " + names));
    table.columns().stream()
        .filter(column -> column.rule().isPresent())
        .forEach(
            column ->
                out.println(
                    "  masked: "
                        + column.name()
                        + " by "
                        + column.rule().orElse("")
                        + " ("
                        + column.state()
                        + ")"));
    names(table, "denied").ifPresent(names -> out.println("  denied: " + names));
  }

  private static Optional<String> names(AccessExplanation table, String state) {
    String names =
        table.columns().stream()
            .filter(column -> column.state().equals(state) && column.rule().isEmpty())
            .map(ColumnAccess::name)
            .collect(Collectors.joining(", "));
    return Optional.of(names).filter(text -> !text.isEmpty());
  }

  private static void write(Principal principal, List<AccessExplanation> tables, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("subject", principal.subject());
    Json.texts(json, "groups", principal.groups());
    json.writeArrayFieldStart("tables");
    for (AccessExplanation table : tables) {
      json.writeStartObject();
      json.writeStringField("table", table.table());
      json.writeBooleanField("allowed", table.outcome().allowed());
      json.writeStringField("reason", table.outcome().reason());
      json.writeStringField("rows", table.rows().name().toLowerCase(Locale.ROOT));
      json.writeStringField("pushdown", table.pushdown());
      Json.texts(json, "limits", table.limits());
      json.writeArrayFieldStart("columns");
      for (ColumnAccess column : table.columns()) {
        json.writeStartObject();
        json.writeStringField("name", column.name());
        json.writeStringField("access", column.state());
        if (column.rule().isPresent()) {
          json.writeStringField("rule", column.rule().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      rules(table, json);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void rules(AccessExplanation table, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("rules");
    for (RuleUse use : table.rules()) {
      json.writeStartObject();
      json.writeStringField("id", use.rule().id());
      json.writeStringField("set", use.set());
      json.writeStringField("kind", use.rule().kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("text", use.rule().text());
      json.writeBooleanField("applies", use.applies());
      if (use.why().isPresent()) {
        json.writeStringField("why", use.why().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
