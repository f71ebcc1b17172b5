package io.meshgate.plan.group;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate over limited tables that answers only what stands on enough rows of each of them.
 *
 * <p>Next to every value it counts the rows that the value is made of: those of the group that pass
 * the value's FILTER and whose argument is not NULL. A row of the answer in which any value stands
 * on too few is dropped. Where a join or more than one limited table is below, rows are numbered
 * first and the numbers counted, since a join may repeat a row as often as the caller likes.
 */
final class GroupedAnswer {

  private static final int MOST_SUMMED_DIGITS = 28;

  private static final RexBuilder REX = SqlTypes.REX;

  private final Aggregate aggregate;
  private final List<LimitedTable> limited;
  private final List<AggregateCall> calls;

  GroupedAnswer(Aggregate aggregate, List<LimitedTable> limited) {
    this.aggregate = aggregate;
    this.limited = limited;
    this.calls = new ArrayList<>(aggregate.getAggCallList());
  }

  /** The answer's plan, with the columns of the aggregate. */
  RelNode build() {
    calls.forEach(this::checkCall);
    boolean suppresses = limited.stream().anyMatch(table -> table.minGroupSize() > 1);
    if (!suppresses) {
      return aggregated(aggregate.getInput());
    }
    NumberedRows rows =
        limited.size() > 1 || RowNumbers.joins(aggregate.getInput())
            ? RowNumbers.number(aggregate.getInput())
            : new NumberedRows(aggregate.getInput(), List.of());
    return suppressed(rows);
  }

  private RelNode suppressed(NumberedRows rows) {
    List<Contribution> contributions = contributions();
    List<RexNode> columns = new ArrayList<>(identity(rows.rel()));
    List<AggregateCall> counts = new ArrayList<>();
    List<Integer> least = new ArrayList<>();
    for (Contribution contribution : contributions) {
      int filter = contribution.condition() == null ? -1 : columns.size();
      if (contribution.condition() != null) {
        columns.add(contribution.condition());
      }
      if (rows.numbers().isEmpty()) {
        counts.add(count(List.of(), filter));
        least.add(limited.get(0).minGroupSize());
      }
      for (int i = 0; i < rows.numbers().size(); i++) {
        counts.add(count(List.of(rows.numbers().get(i)), filter));
        least.add(limited.get(i).minGroupSize());
      }
    }
    calls.addAll(counts);
    return enough(aggregated(RowNumbers.project(rows.rel(), columns)), least);
  }

  /**
   * The rows of the answer whose counts, the last columns, are large enough; without the counts.
   */
  private RelNode enough(RelNode counted, List<Integer> least) {
    int shown = aggregate.getRowType().getFieldCount();
    List<RexNode> enough = new ArrayList<>();
    for (int i = 0; i < least.size(); i++) {
      enough.add(
          REX.makeCall(
              SqlStdOperatorTable.GREATER_THAN_OR_EQUAL,
              REX.makeInputRef(counted, shown + i),
              REX.makeExactLiteral(java.math.BigDecimal.valueOf(least.get(i)))));
    }
    RelNode kept = LogicalFilter.create(counted, RexUtil.composeConjunction(REX, enough));
    return LogicalProject.create(
        kept,
        List.of(),
        identity(kept).subList(0, shown),
        aggregate.getRowType().getFieldNames(),
        Set.of());
  }

  /**
   * What a value is made of.
   *
   * @param condition true for the rows that count; null if all of the group do
   */
  private record Contribution(@Nullable RexNode condition) {}

  /** One for the group itself, and one for each value that stands on a part of it. */
  private List<Contribution> contributions() {
    List<Contribution> contributions = new ArrayList<>();
    contributions.add(new Contribution(null));
    RelNode input = aggregate.getInput();
    for (AggregateCall call : aggregate.getAggCallList()) {
      List<RexNode> conditions = new ArrayList<>();
      if (call.hasFilter()) {
        conditions.add(REX.makeInputRef(input, call.filterArg));
      }
      for (int argument : isGrouping(call) ? List.<Integer>of() : call.getArgList()) {
        if (input.getRowType().getFieldList().get(argument).getType().isNullable()) {
          conditions.add(
              REX.makeCall(SqlStdOperatorTable.IS_NOT_NULL, REX.makeInputRef(input, argument)));
        }
      }
      if (!conditions.isEmpty()) {
        RexNode all = RexUtil.composeConjunction(REX, conditions);
        Contribution contribution =
            new Contribution(
                all.getType().isNullable() ? REX.makeCall(SqlStdOperatorTable.IS_TRUE, all) : all);
        if (!contributions.contains(contribution)) {
          contributions.add(contribution);
        }
      }
    }
    return contributions;
  }

  private static boolean isGrouping(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.GROUPING;
  }

  private RelNode aggregated(RelNode input) {
    return LogicalAggregate.create(
        input, List.of(), aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  private static AggregateCall count(List<Integer> numbers, int filter) {
    return AggregateCall.create(
        SqlStdOperatorTable.COUNT,
        !numbers.isEmpty(),
        false,
        false,
        List.of(),
        numbers,
        filter,
        null,
        RelCollations.EMPTY,
        SqlTypes.FACTORY.createSqlType(org.apache.calcite.sql.type.SqlTypeName.BIGINT),
        null);
  }

  private static List<RexNode> identity(RelNode rel) {
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : rel.getRowType().getFieldList()) {
      columns.add(REX.makeInputRef(field.getType(), field.getIndex()));
    }
    return columns;
  }

  private void checkCall(AggregateCall call) {
    SqlAggFunction function = call.getAggregation();
    switch (function.getKind()) {
      case COUNT, GROUPING, LITERAL_AGG -> {}
      case SUM, SUM0, AVG -> call.getArgList().forEach(this::checkSummed);
      default -> throw refusal(function.getName() + " shows the value of a single row");
    }
    if (!call.getCollation().getFieldCollations().isEmpty() || !call.rexList.isEmpty()) {
      throw refusal(function.getName() + " depends on the order of rows");
    }
    if (call.isDistinct() && call.getArgList().stream().anyMatch(this::isConditional)) {
      throw refusal("DISTINCT over CASE or COALESCE can single out rows; use FILTER instead");
    }
  }

  private void checkSummed(int argument) {
    if (isConditional(argument)) {
      throw refusal("a sum over CASE or COALESCE can single out rows; use FILTER instead");
    }
    RelDataType type = aggregate.getInput().getRowType().getFieldList().get(argument).getType();
    if (SqlTypes.kind(type) == TypeKind.DECIMAL && type.getPrecision() > MOST_SUMMED_DIGITS) {
      throw refusal(
          "a sum of decimals of more than " + MOST_SUMMED_DIGITS + " digits could fail on a row");
    }
  }

  private io.meshgate.session.QueryException refusal(String use) {
    return limited.get(0).refusal(use);
  }

  private boolean isConditional(int column) {
    return isConditional(aggregate.getInput(), column);
  }

  /** Whether the value depends on a choice of the query's, which could be a choice of rows. */
  private static boolean isConditional(RelNode rel, int column) {
    if (rel instanceof Project project) {
      RexNode value = project.getProjects().get(column);
      return chooses(value)
          || org.apache.calcite.plan.RelOptUtil.InputFinder.bits(value).asList().stream()
              .anyMatch(input -> isConditional(project.getInput(), input));
    }
    if (rel instanceof Join join) {
      int left = join.getLeft().getRowType().getFieldCount();
      return column < left
          ? isConditional(join.getLeft(), column)
          : isConditional(join.getRight(), column - left);
    }
    return rel instanceof Filter && isConditional(rel.getInput(0), column);
  }

  private static boolean chooses(RexNode value) {
    return !(value instanceof RexInputRef)
        && RexUtil.find(Set.of(SqlKind.CASE, SqlKind.COALESCE)).contains(value);
  }
}
