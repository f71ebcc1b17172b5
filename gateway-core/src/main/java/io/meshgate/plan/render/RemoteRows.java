package io.meshgate.plan.render;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.spi.RemoteColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A table at its source, and how statements there read its columns.
 *
 * <p>Some reads fail the statement at a value that Arrow cannot hold. A source evaluates conditions
 * in any order, so such a read is written where only rows that the policy shows reach it.
 */
final class RemoteRows {

  private final GuardedScan scan;
  private final RexBuilder rex = SqlTypes.REX;
  private final Map<Integer, RexNode> tolerant = new HashMap<>();
  private final Map<Integer, RexNode> shown = new HashMap<>();
  private final RelDataType rowType;

  RemoteRows(GuardedScan scan) {
    this.scan = scan;
    RelDataTypeFactory.Builder columns = SqlTypes.FACTORY.builder();
    List<ProductColumn> all = scan.table().columns();
    for (int i = 0; i < all.size(); i++) {
      RelDataType type = SqlTypes.toSql(all.get(i).type(), all.get(i).nullable());
      RemoteColumn column = scan.remoteColumn(all.get(i));
      tolerant.put(i, read(column.tolerantRead(), rex.makeInputRef(type, i)));
      columns.add(column.name(), type);
    }
    // Never selected: with it no column list equals the row, so that SELECT * is never written.
    columns.add(" ", rex.getTypeFactory().createSqlType(SqlTypeName.ANY));
    this.rowType = columns.build();
    for (int i = 0; i < all.size(); i++) {
      RemoteColumn column = scan.remoteColumn(all.get(i));
      boolean fails = !column.read().equals(column.tolerantRead());
      shown.put(i, fails ? strict(column.read(), i) : tolerant.get(i));
    }
  }

  private RexNode read(String read, RexNode reference) {
    return read.equals(RemoteColumn.REFERENCE)
        ? reference
        : rex.makeCall(
            reference.getType(),
            TemplateOperator.scalar(read.replace(RemoteColumn.REFERENCE, "{0}")),
            List.of(reference));
  }

  private RexNode strict(String read, int ordinal) {
    ProductColumn column = scan.table().columns().get(ordinal);
    RelDataType type = SqlTypes.toSql(column.type(), column.nullable());
    RexNode value = read(read, rex.makeInputRef(type, ordinal));
    return scan.rowPredicate()
        .map(
            predicate ->
                rex.makeCall(
                    type,
                    TemplateOperator.scalar("CASE WHEN {0} THEN {1} END"),
                    List.of(substitute(predicate, tolerant), value)))
        .orElse(value);
  }

  /** The relation. */
  RelNode scan() {
    return new FragmentTable(
        scan.getCluster(), scan.remoteTable().from(), scan.table().name(), rowType);
  }

  /**
   * How columns are read where rows that the policy hides are looked at too: by its own conditions
   * and masks, and in what the gateway filters.
   */
  Map<Integer, RexNode> tolerant() {
    return tolerant;
  }

  /** How columns are read that somebody gets to see, in statements that keep the row predicate. */
  Map<Integer, RexNode> shown() {
    return shown;
  }

  /** The expression over other columns. */
  static RexNode substitute(RexNode expression, Map<Integer, RexNode> columns) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            RexNode target = columns.get(reference.getIndex());
            if (target == null) {
              throw new IllegalStateException("No raw column " + reference.getIndex());
            }
            return target;
          }
        });
  }
}
