package io.meshgate.plan.group;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.guard.GuardedLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;

/** Numbers the rows of limited tables and carries the numbers up to where they are counted. */
final class RowNumbers {

  private RowNumbers() {}

  /** Whether a join is between the top and a leaf. */
  static boolean joins(RelNode rel) {
    return rel instanceof Join || rel.getInputs().stream().anyMatch(RowNumbers::joins);
  }

  /**
   * Numbers rows.
   *
   * @param rel what {@link GroupLimits} let through: filters, projections and joins over leaves
   */
  static NumberedRows number(RelNode rel) {
    if (rel instanceof GuardedLeaf leaf) {
      return leaf.limits().onlyGroups() ? numbered(leaf) : unnumbered(leaf);
    }
    if (rel instanceof Filter filter) {
      NumberedRows input = number(filter.getInput());
      return new NumberedRows(
          LogicalFilter.create(input.rel(), filter.getCondition()), input.numbers());
    }
    if (rel instanceof Project project) {
      return projected(project, number(project.getInput()));
    }
    return rel instanceof Join join
        ? joined(join, number(join.getLeft()), number(join.getRight()))
        : unnumbered(rel);
  }

  private static NumberedRows unnumbered(RelNode rel) {
    return new NumberedRows(rel, List.of());
  }

  private static NumberedRows numbered(RelNode rel) {
    RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null).push(rel);
    List<RexNode> columns = new ArrayList<>(builder.fields());
    columns.add(builder.aggregateCall(SqlStdOperatorTable.ROW_NUMBER).over().toRex());
    return new NumberedRows(project(rel, columns), List.of(columns.size() - 1));
  }

  private static NumberedRows projected(Project project, NumberedRows input) {
    List<RexNode> columns = new ArrayList<>(project.getProjects());
    List<Integer> numbers = new ArrayList<>();
    for (int number : input.numbers()) {
      numbers.add(columns.size());
      columns.add(SqlTypes.REX.makeInputRef(input.rel(), number));
    }
    return new NumberedRows(project(input.rel(), columns), numbers);
  }

  private static NumberedRows joined(Join join, NumberedRows left, NumberedRows right) {
    int leftOwn = join.getLeft().getRowType().getFieldCount();
    int rightOwn = join.getRight().getRowType().getFieldCount();
    int leftAll = left.rel().getRowType().getFieldCount();
    RelNode joined =
        LogicalJoin.create(
            left.rel(),
            right.rel(),
            List.of(),
            RexUtil.shift(join.getCondition(), leftOwn, leftAll - leftOwn),
            Set.of(),
            join.getJoinType());
    List<RelDataTypeField> fields = joined.getRowType().getFieldList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < leftOwn; i++) {
      order.add(i);
    }
    for (int i = 0; i < rightOwn; i++) {
      order.add(leftAll + i);
    }
    left.numbers().forEach(order::add);
    right.numbers().forEach(number -> order.add(leftAll + number));
    List<RexNode> columns = new ArrayList<>();
    order.forEach(i -> columns.add(SqlTypes.REX.makeInputRef(fields.get(i).getType(), i)));
    List<Integer> numbers = new ArrayList<>();
    for (int i = leftOwn + rightOwn; i < order.size(); i++) {
      numbers.add(i);
    }
    return new NumberedRows(project(joined, columns), numbers);
  }

  /** A projection whose columns are named by their positions. */
  static RelNode project(RelNode input, List<RexNode> columns) {
    List<String> names = IntStream.range(0, columns.size()).mapToObj(i -> "column_" + i).toList();
    return LogicalProject.create(input, List.of(), columns, names, Set.of());
  }
}
