package io.meshgate.plan.render;

import io.meshgate.catalog.SqlTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Puts a query that gives no rows, with typed columns, where a plan has constants without a row.
 * Calcite's own form for that has no types, and MariaDB rejects it.
 */
final class TypedNothing extends RelHomogeneousShuttle {

  private final FragmentDialect dialect;

  TypedNothing(FragmentDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public RelNode visit(RelNode other) {
    return other instanceof Values values && values.getTuples().isEmpty()
        ? nothing(values)
        : super.visit(other);
  }

  private RelNode nothing(Values values) {
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : values.getRowType().getFieldList()) {
      RelDataType type = field.getType();
      String text = dialect.casts(type) ? "CAST(NULL AS " + dialect.typeName(type) + ")" : "NULL";
      columns.add(SqlTypes.REX.makeCall(type, TemplateOperator.scalar(text), List.of()));
    }
    RelDataType one =
        SqlTypes.FACTORY
            .builder()
            .add("one", SqlTypeName.INTEGER)
            .add(" ", SqlTypeName.ANY)
            .build();
    RelNode row =
        LogicalProject.create(
            new FragmentTable(values.getCluster(), "(SELECT 1 AS one)", "none", one),
            List.of(),
            columns,
            values.getRowType().getFieldNames(),
            Set.of());
    return LogicalSort.create(
        row, RelCollations.EMPTY, null, SqlTypes.REX.makeExactLiteral(BigDecimal.ZERO));
  }
}
