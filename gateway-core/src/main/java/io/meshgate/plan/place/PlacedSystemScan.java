package io.meshgate.plan.place;

import io.meshgate.system.SystemScan;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** A system table's leaf, read by the residual engine. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedSystemScan extends AbstractRelNode implements StreamedInput {

  private final SystemScan scan;

  PlacedSystemScan(SystemScan scan, Placement placement) {
    super(scan.getCluster(), scan.getCluster().traitSetOf(placement));
    this.scan = scan;
    this.rowType = scan.getRowType();
  }

  /** What is read. */
  public SystemScan scan() {
    return scan;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return scan.estimateRowCount(mq);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeCost(scan.estimateRowCount(mq), 0, 0);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return scan.explainTerms(writer);
  }
}
