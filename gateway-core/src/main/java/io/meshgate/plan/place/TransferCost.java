package io.meshgate.plan.place;

import io.meshgate.catalog.SqlTypes;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;

/**
 * The cost model: one number, in bytes moved from sources to the gateway. Work inside a source or
 * inside the residual engine counts as a fraction of what moving the rows would.
 */
final class TransferCost {

  /**
   * What a request costs before its first row, in bytes that could have been moved in that time.
   */
  static final double REQUEST = 20_000;

  /** What a source's work on one row costs. */
  static final double SOURCE_ROW = 1;

  /** What the residual engine's work on one row costs. */
  static final double RESIDUAL_ROW = 3;

  private static final double TEXT_BYTES = 24;

  private TransferCost() {}

  /** Bytes of a row of this type on the wire, by rule of thumb. */
  static double rowBytes(RelDataType rowType) {
    double bytes = 2;
    for (RelDataTypeField field : rowType.getFieldList()) {
      bytes +=
          switch (SqlTypes.kind(field.getType())) {
            case BOOLEAN -> 1;
            case INTEGER, REAL, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> 8;
            case DECIMAL -> 16;
            default -> TEXT_BYTES;
          };
    }
    return bytes;
  }

  /** The cost of an operator that works through its inputs once. */
  static RelOptCost work(RelNode rel, RelOptPlanner planner, RelMetadataQuery mq, double factor) {
    double rows = mq.getRowCount(rel);
    for (RelNode input : rel.getInputs()) {
      rows += mq.getRowCount(input);
    }
    boolean residual = ((Placement) rel.getConvention()).isResidual();
    double perRow = residual ? RESIDUAL_ROW : SOURCE_ROW;
    return planner.getCostFactory().makeCost(rows * perRow * factor, 0, 0);
  }
}
