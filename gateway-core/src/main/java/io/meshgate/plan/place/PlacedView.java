package io.meshgate.plan.place;

import io.meshgate.policy.guard.GuardedView;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** A guarded derived table, whose visible rows the residual engine reads as a stream. */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedView extends AbstractRelNode implements StreamedInput {

  private final GuardedView view;

  public PlacedView(GuardedView view, Placement residual) {
    super(view.getCluster(), view.getCluster().traitSetOf(residual));
    this.view = view;
    this.rowType = view.getRowType();
  }

  /** The guarded leaf; its body is placed. */
  public GuardedView view() {
    return view;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return view.estimateRowCount(mq);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeCost(view.estimateRowCount(mq), 0, 0);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return view.explainTerms(writer);
  }
}
