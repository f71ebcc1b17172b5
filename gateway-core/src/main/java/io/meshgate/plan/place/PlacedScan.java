package io.meshgate.plan.place;

import io.meshgate.policy.guard.GuardedScan;
import java.util.List;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/**
 * A guarded leaf with a place.
 *
 * <p>In a source's placement the source applies the policy. In the residual's the raw rows are
 * fetched and a guard of the gateway applies it before anything else sees them.
 */
// Public because Calcite reaches it by reflection and from generated code.
public final class PlacedScan extends AbstractRelNode implements StreamedInput {

  private static final double GUARD_FACTOR = 1.3;

  private final GuardedScan scan;
  private final FetchConditions conditions;

  public PlacedScan(GuardedScan scan, Placement placement, FetchConditions conditions) {
    super(scan.getCluster(), scan.getCluster().traitSetOf(placement));
    this.scan = scan;
    this.conditions = conditions;
    this.rowType = scan.getRowType();
  }

  /** What the source evaluates on the raw rows, if a guard of the gateway does the rest. */
  public FetchConditions conditions() {
    return conditions;
  }

  /** The guarded leaf. */
  public GuardedScan scan() {
    return scan;
  }

  /** Whether a guard applies the policy, rather than the source. */
  public boolean isGuardedHere() {
    return ((Placement) getConvention()).isResidual();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return Math.max(1, scan.estimateRowCount(mq) * conditions.userSelectivity());
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    double rows =
        (conditions.rowPredicate() ? scan.estimateRowCount(mq) : scan.rawRowCount())
            * conditions.userSelectivity();
    double bytes =
        isGuardedHere()
            ? rows * TransferCost.rowBytes(rowType) * GUARD_FACTOR + TransferCost.REQUEST
            : scan.rawRowCount() * TransferCost.SOURCE_ROW;
    return planner.getCostFactory().makeCost(bytes, 0, 0);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return scan.explainTerms(writer)
        .itemIf("conditions", conditions, !conditions.equals(FetchConditions.NONE));
  }
}
