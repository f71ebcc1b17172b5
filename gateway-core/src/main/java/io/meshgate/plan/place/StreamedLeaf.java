package io.meshgate.plan.place;

import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** A leaf that the residual engine reads as a stream, in the place of a leaf that nobody reads. */
// Public because Calcite reaches it by reflection and from generated code.
public abstract sealed class StreamedLeaf extends AbstractRelNode implements StreamedInput
    permits PlacedStage, PlacedSystemScan, PlacedView {

  private final AbstractRelNode leaf;

  /**
   * @param leaf what it stands for
   * @param residual where it is read
   */
  StreamedLeaf(AbstractRelNode leaf, Placement residual) {
    super(leaf.getCluster(), leaf.getCluster().traitSetOf(residual));
    this.leaf = leaf;
    this.rowType = leaf.getRowType();
  }

  @Override
  public final double estimateRowCount(RelMetadataQuery mq) {
    return leaf.estimateRowCount(mq);
  }

  @Override
  public final RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeCost(leaf.estimateRowCount(mq), 0, 0);
  }

  @Override
  public final RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public final RelWriter explainTerms(RelWriter writer) {
    return leaf.explainTerms(writer);
  }
}
