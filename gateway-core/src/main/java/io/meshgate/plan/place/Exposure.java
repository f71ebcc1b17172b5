package io.meshgate.plan.place;

import com.google.common.collect.ImmutableList;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.guard.GuardedScan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.plan.hep.HepRelVertex;
import org.apache.calcite.plan.volcano.RelSubset;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * What could leak through the output of a piece of a plan, so that the rules know what may join it
 * in a source.
 *
 * @param columns for each output column whether a predicate may touch it
 * @param guarded whether a leaf below hides rows or masks columns
 * @param sealed whether a leaf below takes nothing of the user's
 */
record Exposure(List<Kind> columns, boolean guarded, boolean sealed) {

  /** What stands in a column. */
  enum Kind {
    /** A source's value as it is, or the result of an aggregate. */
    CLEAR,
    /** A computed value: evaluating it on a hidden row might fail. */
    COMPUTED,
    /** A masked value. */
    MASKED
  }

  Exposure {
    columns = ImmutableList.copyOf(columns);
  }

  /** Whether the expression reads only columns that are {@link Kind#CLEAR}. */
  boolean isClear(RexNode expression) {
    return org.apache.calcite.plan.RelOptUtil.InputFinder.bits(expression).asList().stream()
        .allMatch(column -> columns.get(column) == Kind.CLEAR);
  }

  /** Whether the expression reads no masked column. */
  boolean isUnmasked(RexNode expression) {
    return isUnmasked(org.apache.calcite.plan.RelOptUtil.InputFinder.bits(expression));
  }

  /** Whether none of the columns is masked. */
  boolean isUnmasked(ImmutableBitSet ordinals) {
    return ordinals.asList().stream().allMatch(column -> columns.get(column) != Kind.MASKED);
  }

  /** Whether a predicate of the user's may run in a source together with what is below. */
  boolean admitsPredicate(RexNode predicate) {
    return !sealed && (!guarded || (Leakproof.test(predicate) && isClear(predicate)));
  }

  /** Works out the exposure of a plan. */
  static Exposure of(RelNode rel) {
    RelNode node = strip(rel);
    if (node instanceof PlacedScan placed) {
      return ofScan(placed.scan());
    }
    if (node instanceof GuardedScan scan) {
      return ofScan(scan);
    }
    if (node instanceof Project project) {
      return ofProject(project);
    }
    if (node instanceof Aggregate aggregate) {
      return ofAggregate(aggregate);
    }
    if (node instanceof Join join) {
      return ofJoin(join);
    }
    if (node instanceof SetOp setOp) {
      return ofSetOp(setOp);
    }
    if (node instanceof Filter || node instanceof Sort) {
      return of(node.getInput(0));
    }
    boolean open = node instanceof Values;
    return new Exposure(
        Collections.nCopies(node.getRowType().getFieldCount(), open ? Kind.CLEAR : Kind.COMPUTED),
        !open,
        !open);
  }

  private static RelNode strip(RelNode rel) {
    if (rel instanceof RelSubset subset) {
      return subset.getBestOrOriginal();
    }
    return rel instanceof HepRelVertex vertex ? vertex.getCurrentRel() : rel;
  }

  private static Exposure ofScan(GuardedScan scan) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < scan.columns().size(); i++) {
      kinds.add(scan.isMasked(i) ? Kind.MASKED : Kind.CLEAR);
    }
    return new Exposure(kinds, !scan.isOpen(), scan.pushdown() == PushdownMode.SEALED);
  }

  private static Exposure ofProject(Project project) {
    Exposure input = of(project.getInput());
    List<Kind> kinds = new ArrayList<>();
    for (RexNode expression : project.getProjects()) {
      if (expression instanceof RexInputRef ref) {
        kinds.add(input.columns.get(ref.getIndex()));
      } else {
        kinds.add(input.isUnmasked(expression) ? Kind.COMPUTED : Kind.MASKED);
      }
    }
    return new Exposure(kinds, input.guarded, input.sealed);
  }

  private static Exposure ofAggregate(Aggregate aggregate) {
    Exposure input = of(aggregate.getInput());
    List<Kind> kinds = new ArrayList<>();
    aggregate.getGroupSet().forEach(key -> kinds.add(input.columns.get(key)));
    while (kinds.size() < aggregate.getRowType().getFieldCount()) {
      kinds.add(Kind.CLEAR);
    }
    return new Exposure(kinds, input.guarded, input.sealed);
  }

  private static Exposure ofJoin(Join join) {
    Exposure left = of(join.getLeft());
    Exposure right = of(join.getRight());
    List<Kind> kinds = new ArrayList<>(left.columns);
    if (join.getJoinType().projectsRight()) {
      kinds.addAll(right.columns);
    }
    return new Exposure(kinds, left.guarded || right.guarded, left.sealed || right.sealed);
  }

  private static Exposure ofSetOp(SetOp setOp) {
    List<Exposure> inputs = setOp.getInputs().stream().map(Exposure::of).toList();
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < setOp.getRowType().getFieldCount(); i++) {
      int column = i;
      kinds.add(
          inputs.stream()
              .map(input -> input.columns.get(column))
              .max(Kind::compareTo)
              .orElseThrow());
    }
    return new Exposure(
        kinds,
        inputs.stream().anyMatch(Exposure::guarded),
        inputs.stream().anyMatch(Exposure::sealed));
  }
}
