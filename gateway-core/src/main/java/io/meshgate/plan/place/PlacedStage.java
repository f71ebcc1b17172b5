package io.meshgate.plan.place;

import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** A stage whose rows the residual engine reads as a stream. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedStage extends AbstractRelNode implements StreamedInput {

  private final StageScan stage;

  public PlacedStage(StageScan stage, Placement residual) {
    super(stage.getCluster(), stage.getCluster().traitSetOf(residual));
    this.stage = stage;
    this.rowType = stage.getRowType();
  }

  /** The placed plan inside. */
  public RelNode plan() {
    return stage.plan();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return stage.estimateRowCount(mq);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeCost(stage.estimateRowCount(mq), 0, 0);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return stage.explainTerms(writer);
  }
}
