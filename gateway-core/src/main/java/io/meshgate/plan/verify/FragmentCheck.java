package io.meshgate.plan.verify;

import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.verify.Output.Column;
import io.meshgate.plan.verify.Output.Content;
import io.meshgate.plan.verify.Output.Origin;
import io.meshgate.policy.Decision;
import io.meshgate.policy.guard.GuardedScan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * Checks a fragment, the part of a plan that one source answers: nothing of the caller's stands
 * next to a governed leaf that could tell of hidden rows or of values behind masks. Used once.
 */
final class FragmentCheck {

  private final Convention source;
  private final List<GuardedScan> leaves = new ArrayList<>();
  private final Set<Origin> tested = new LinkedHashSet<>();

  /**
   * @param source where the whole fragment must run
   */
  FragmentCheck(Convention source) {
    this.source = source;
  }

  /** The leaves that were found. */
  List<GuardedScan> leaves() {
    return leaves;
  }

  /** The columns that conditions of the caller's read. */
  Set<Origin> tested() {
    return tested;
  }

  /**
   * Works out what a part of the fragment hands up.
   *
   * @throws Violation if it may not be there
   */
  Output check(RelNode node) {
    if (!source.equals(node.getConvention())) {
      throw new Violation(node.getRelTypeName() + " is outside of " + source.getName());
    }
    if (node instanceof PlacedScan placed) {
      return leaf(placed);
    }
    List<Output> inputs = node.getInputs().stream().map(this::check).toList();
    if (node instanceof Filter filter) {
      condition(filter.getCondition(), inputs.get(0));
      return inputs.get(0);
    }
    if (node instanceof Project project) {
      return project(project, inputs.get(0));
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate, inputs.get(0));
    }
    if (node instanceof Join join) {
      return join(join, inputs);
    }
    if (node instanceof Sort sort) {
      return sort(sort, inputs.get(0));
    }
    if (node instanceof SetOp) {
      return setOperation(inputs);
    }
    throw new Violation(node.getRelTypeName() + " is in a fragment of " + source.getName());
  }

  private Output leaf(PlacedScan placed) {
    GuardedScan scan = placed.scan();
    if (!source.getName().equals("source " + scan.source())) {
      throw new Violation(scan.table().displayName() + " is asked of another source");
    }
    leaves.add(scan);
    return output(scan);
  }

  /** What a leaf hands up. */
  static Output output(GuardedScan scan) {
    List<Column> columns = new ArrayList<>();
    for (Decision.VisibleColumn column : scan.columns()) {
      columns.add(
          new Column(
              column.mask().isPresent() ? Content.MASKED : Content.PLAIN,
              Set.of(new Origin(scan.table().displayName(), column.ordinal()))));
    }
    Decision.Allowed decision = scan.decision();
    boolean sealed = decision.pushdown() == Decision.PushdownMode.SEALED;
    boolean governed =
        sealed
            || decision.rowPredicate().isPresent()
            || decision.limits().onlyGroups()
            || decision.columns().stream().anyMatch(column -> column.mask().isPresent());
    return new Output(columns, governed, sealed);
  }

  /** Checks a condition of the caller's over what is below it. */
  void condition(RexNode condition, Output below) {
    below.read(condition).forEach(column -> tested.addAll(column.origins()));
    if (below.sealed()) {
      throw new Violation("a condition goes to a sealed table");
    }
    if (!below.governed()) {
      return;
    }
    if (!TellTale.isSilent(condition)) {
      throw new Violation("a condition that could fail goes to a governed table");
    }
    if (below.read(condition).stream().anyMatch(column -> column.content() != Content.PLAIN)) {
      throw new Violation("a condition on a masked or computed value goes to a governed table");
    }
  }

  private static Output project(Project project, Output below) {
    List<Column> columns = new ArrayList<>();
    for (RexNode value : project.getProjects()) {
      if (value instanceof RexInputRef reference) {
        columns.add(below.columns().get(reference.getIndex()));
        continue;
      }
      if (below.sealed()) {
        throw new Violation("a computation goes to a sealed table");
      }
      if (below.anyMasked(value)) {
        throw new Violation("a computation on a masked value goes to its source");
      }
      Set<Origin> origins = new LinkedHashSet<>();
      below.read(value).forEach(column -> origins.addAll(column.origins()));
      columns.add(new Column(Content.RESULT, origins));
    }
    return new Output(columns, below.governed(), below.sealed());
  }

  private static Output aggregate(Aggregate aggregate, Output below) {
    if (below.sealed()) {
      throw new Violation("an aggregate goes to a sealed table");
    }
    List<Column> columns = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      columns.add(unmasked(below.columns().get(key)));
    }
    for (AggregateCall call : aggregate.getAggCallList()) {
      Set<Origin> origins = new LinkedHashSet<>();
      for (int argument : call.getArgList()) {
        origins.addAll(unmasked(below.columns().get(argument)).origins());
      }
      if (call.hasFilter()) {
        throw new Violation("an aggregate with a filter goes to a source");
      }
      columns.add(new Column(Content.PLAIN, origins));
    }
    return new Output(columns, below.governed(), false);
  }

  private static Column unmasked(Column column) {
    if (column.content() == Content.MASKED) {
      throw new Violation("a masked value is grouped, ordered or summed by its source");
    }
    return column;
  }

  private Output join(Join join, List<Output> inputs) {
    List<Column> columns = new ArrayList<>(inputs.get(0).columns());
    columns.addAll(inputs.get(1).columns());
    boolean governed = inputs.stream().anyMatch(Output::governed);
    boolean sealed = inputs.stream().anyMatch(Output::sealed);
    condition(join.getCondition(), new Output(columns, governed, sealed));
    return join.getJoinType().projectsRight()
        ? new Output(columns, governed, sealed)
        : new Output(inputs.get(0).columns(), governed, sealed);
  }

  private static Output sort(Sort sort, Output below) {
    if (below.sealed()) {
      throw new Violation("an order or a limit goes to a sealed table");
    }
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      unmasked(below.columns().get(key.getFieldIndex()));
    }
    return below;
  }

  private static Output setOperation(List<Output> inputs) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < inputs.get(0).columns().size(); i++) {
      Content content = Content.PLAIN;
      Set<Origin> origins = new LinkedHashSet<>();
      for (Output input : inputs) {
        Column column = unmasked(input.columns().get(i));
        content = column.content() == Content.RESULT ? Content.RESULT : content;
        origins.addAll(column.origins());
      }
      columns.add(new Column(content, origins));
    }
    if (inputs.stream().anyMatch(Output::sealed)) {
      throw new Violation("a set operation goes to a sealed table");
    }
    return new Output(columns, inputs.stream().anyMatch(Output::governed), false);
  }
}
