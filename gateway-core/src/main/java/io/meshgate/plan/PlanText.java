package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.policy.GuardedScan;
import io.meshgate.session.Principal;
import io.meshgate.spi.RemoteScan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;

/**
 * A plan as text, one line a fetch and one for the residual.
 *
 * <p>Owners of every product in the plan, members of {@code domain:<name>}, and governance read the
 * SQL that each source gets. Everyone else reads which tables come from which source, and that
 * rules apply: no predicate, no mask, no estimate.
 */
public final class PlanText {

  /** The schema of an EXPLAIN's result: one column of text, one row a line. */
  public static final Schema SCHEMA =
      new Schema(List.of(Field.nullable("plan", ArrowType.Utf8.INSTANCE)));

  private static final String DOMAIN = "domain:";

  private final Principal principal;

  PlanText(Principal principal) {
    this.principal = principal;
  }

  QueryPlan explain(QueryPlan plan, RelNode optimized) {
    Set<GuardedScan> scans = new LinkedHashSet<>();
    collect(optimized, scans);
    List<String> lines = mayRead(scans) ? full(plan) : guarded(scans);
    return new QueryPlan(
        List.of(), Optional.empty(), SCHEMA, Optional.of(String.join("\n", lines)));
  }

  /** The plan in full: for owners, governance and tests. */
  public static String fullText(QueryPlan plan) {
    return String.join("\n", full(plan));
  }

  private boolean mayRead(Set<GuardedScan> scans) {
    Set<String> groups = principal.groups();
    return principal.isGovernance()
        || scans.stream().allMatch(scan -> groups.contains(DOMAIN + scan.product().domain()));
  }

  private static void collect(RelNode node, Set<GuardedScan> scans) {
    if (node instanceof PlacedScan placed) {
      scans.add(placed.scan());
    }
    if (node instanceof PlacedStage stage) {
      collect(stage.plan(), scans);
    }
    node.getInputs().forEach(input -> collect(input, scans));
  }

  private static List<String> full(QueryPlan plan) {
    int width = plan.fetches().stream().mapToInt(i -> i.scan().source().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    inputs(plan.inputs(), width, lines);
    lines.add(
        line(
            "residual",
            "",
            width,
            plan.residual().orElse("none: the rows of input_0 are the result")));
    return lines;
  }

  private static void inputs(List<QueryPlan.Input> inputs, int width, List<String> lines) {
    for (QueryPlan.Input input : inputs) {
      if (input instanceof QueryPlan.Fetch fetch) {
        lines.add(line(fetch.name(), fetch.scan().source(), width, text(fetch.scan())));
        if (fetch.guard().isPresent()) {
          lines.add(line("", "", width, "guarded by the gateway"));
        }
      } else if (input instanceof QueryPlan.SystemRows system) {
        lines.add(line(system.name(), "", width, system.scan().table().displayName()));
      } else if (input instanceof QueryPlan.Stage stage) {
        inputs(stage.inputs(), width, lines);
        lines.add(line(stage.name(), "", width, stageText(stage)));
      }
    }
  }

  // What a rule reads, and so how, is its author's matter.
  private static String stageText(QueryPlan.Stage stage) {
    return stage.inputs().stream().anyMatch(QueryPlan.RuleRows.class::isInstance)
        ? "guarded by the gateway"
        : stage.sql();
  }

  private static String text(RemoteScan scan) {
    if (scan instanceof RemoteScan.SqlScan sql) {
      return sql.sql();
    }
    RemoteScan.TableScan table = (RemoteScan.TableScan) scan;
    return table.table() + " " + table.columns();
  }

  private static List<String> guarded(Set<GuardedScan> scans) {
    // Sorted: the order of the plan depends on statistics, hidden rows' among them.
    Set<String> lines = new TreeSet<>();
    for (GuardedScan scan : scans) {
      String columns = String.join(", ", scan.getRowType().getFieldNames());
      lines.add(
          scan.source()
              + ": "
              + scan.table().displayName()
              + " ("
              + columns
              + ")"
              + (scan.isOpen() ? "" : ", under access rules"));
    }
    return ImmutableList.<String>builder()
        .addAll(lines)
        .add("The SQL sent to each source is shown to owners of all these products")
        .build();
  }

  private static String line(String name, String source, int width, String text) {
    return String.format("%-9s %-" + Math.max(1, width) + "s  %s", name, source, text);
  }
}
