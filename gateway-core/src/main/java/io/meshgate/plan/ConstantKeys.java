package io.meshgate.plan;

import io.meshgate.catalog.SqlTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/** Takes constants out of grouping keys: not every source groups by them. */
final class ConstantKeys {

  private static final RexBuilder REX = SqlTypes.REX;

  private ConstantKeys() {}

  /** The plan without constant keys. */
  static RelNode remove(RelNode plan) {
    return rewrite(plan, ConstantKeys::remove);
  }

  /**
   * Rewrites each aggregate of a projection, where constant keys stand, from the leaves up.
   *
   * @param rule takes the aggregate and its input
   */
  static RelNode rewrite(RelNode plan, BiFunction<LogicalAggregate, LogicalProject, RelNode> rule) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            return node instanceof LogicalAggregate aggregate
                    && aggregate.getInput() instanceof LogicalProject input
                ? rule.apply(aggregate, input)
                : node;
          }
        });
  }

  private static RelNode remove(LogicalAggregate aggregate, LogicalProject input) {
    ImmutableBitSet keys =
        ImmutableBitSet.of(
            aggregate.getGroupSet().asList().stream()
                .filter(key -> !(input.getProjects().get(key) instanceof RexLiteral))
                .toList());
    boolean done =
        keys.equals(aggregate.getGroupSet()) || aggregate.getGroupType() != Aggregate.Group.SIMPLE;
    if (done) {
      return aggregate;
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      calls.add(
          call.adaptTo(
              input, call.getArgList(), call.filterArg, aggregate.hasEmptyGroup(), keys.isEmpty()));
    }
    if (!keys.isEmpty()) {
      return restored(
          aggregate, input, LogicalAggregate.create(input, List.of(), keys, null, calls));
    }
    calls.add(countRows(input));
    RelNode group = LogicalAggregate.create(input, List.of(), keys, null, calls);
    RexNode rows = REX.makeInputRef(group, calls.size() - 1);
    RexNode some =
        REX.makeCall(SqlStdOperatorTable.GREATER_THAN, rows, REX.makeExactLiteral(BigDecimal.ZERO));
    return restored(aggregate, input, LogicalFilter.create(group, some));
  }

  private static AggregateCall countRows(RelNode input) {
    return AggregateCall.create(
        SqlStdOperatorTable.COUNT,
        false,
        false,
        false,
        List.of(),
        List.of(),
        -1,
        null,
        RelCollations.EMPTY,
        true,
        input,
        null,
        "rows");
  }

  /** The columns of the aggregate, constants among them. */
  private static RelNode restored(
      LogicalAggregate aggregate, LogicalProject input, RelNode without) {
    List<RexNode> columns = new ArrayList<>();
    int next = 0;
    for (int key : aggregate.getGroupSet()) {
      RexNode value = input.getProjects().get(key);
      columns.add(value instanceof RexLiteral ? value : REX.makeInputRef(without, next++));
    }
    for (AggregateCall call : aggregate.getAggCallList()) {
      RexNode value = REX.makeInputRef(without, next++);
      columns.add(
          value.getType().equals(call.getType())
              ? value
              : REX.makeAbstractCast(call.getType(), value, false));
    }
    return LogicalProject.create(
        without, List.of(), columns, aggregate.getRowType().getFieldNames(), Set.of());
  }
}
