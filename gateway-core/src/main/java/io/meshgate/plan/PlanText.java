package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.ProductTable;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedView;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.policy.guard.GuardedView;
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
  private static final String GATEWAY = "gateway";

  private final Principal principal;

  PlanText(Principal principal) {
    this.principal = principal;
  }

  QueryPlan explain(QueryPlan plan, RelNode optimized) {
    Set<GuardedLeaf> scans = new LinkedHashSet<>();
    collect(optimized, scans, Depth.ALL);
    List<String> lines = mayRead(scans) ? full(plan) : guarded(optimized);
    return new QueryPlan(
        List.of(), Optional.empty(), SCHEMA, Optional.of(String.join("\n", lines)));
  }

  /** The plan in full: for owners, governance and tests. */
  public static String fullText(QueryPlan plan) {
    return String.join("\n", full(plan));
  }

  private boolean mayRead(Set<GuardedLeaf> scans) {
    Set<String> groups = principal.groups();
    return principal.isGovernance()
        || scans.stream().allMatch(scan -> groups.contains(DOMAIN + scan.product().domain()));
  }

  /** How far into derived tables a text goes. */
  private enum Depth {
    ALL,
    /** Not into those that have rights of their own: their inputs may not exist for the reader. */
    READERS
  }

  private static void collect(RelNode node, Set<GuardedLeaf> scans, Depth depth) {
    if (node instanceof PlacedScan placed) {
      scans.add(placed.scan());
    }
    if (node instanceof PlacedStage stage) {
      collect(stage.plan(), scans, depth);
    }
    if (node instanceof PlacedView placed) {
      GuardedView view = placed.view();
      scans.add(view);
      if (depth == Depth.ALL || view.rights() == ProductTable.Rights.INVOKER) {
        collect(view.body(), scans, depth);
      }
    }
    node.getInputs().forEach(input -> collect(input, scans, depth));
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

  // A guard may hold keys; what a rule reads, and so how, is its author's matter.
  private static String stageText(QueryPlan.Stage stage) {
    return stage.inputs().stream().anyMatch(input -> input.name().equals(QueryPlan.Guard.RAW))
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

  private static List<String> guarded(RelNode optimized) {
    Set<GuardedLeaf> scans = new LinkedHashSet<>();
    collect(optimized, scans, Depth.READERS);
    // Sorted: the order of the plan depends on statistics, hidden rows' among them.
    Set<String> lines = new TreeSet<>();
    for (GuardedLeaf leaf : scans) {
      String columns = String.join(", ", leaf.getRowType().getFieldNames());
      lines.add(
          (leaf instanceof GuardedScan scan ? scan.source() : GATEWAY)
              + ": "
              + leaf.table().displayName()
              + " ("
              + columns
              + ")"
              + (leaf.isOpen() ? "" : ", under access rules"));
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
