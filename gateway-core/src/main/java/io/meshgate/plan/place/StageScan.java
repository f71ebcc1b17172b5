package io.meshgate.plan.place;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A piece of a plan that is answered for itself before anything above it sees a row.
 *
 * <p>It is a leaf: no rule looks inside, and nothing of the query around it moves in. The piece is
 * optimized and placed as a plan of its own.
 */
// Public because Calcite reaches it by reflection and from generated code.
public final class StageScan extends AbstractRelNode {

  private final RelNode plan;

  private StageScan(RelOptCluster cluster, RelNode plan, RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.plan = Objects.requireNonNull(plan, "plan");
    this.rowType = Objects.requireNonNull(rowType, "rowType");
  }

  /** The stage that a plan makes. */
  public static StageScan of(RelNode plan) {
    return new StageScan(plan.getCluster(), plan, plan.getRowType());
  }

  /** What is answered inside. */
  public RelNode plan() {
    return plan;
  }

  /** This stage with another plan of the same columns. */
  public StageScan withPlan(RelNode other) {
    return new StageScan(getCluster(), other, rowType);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return mq.getRowCount(plan);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("plan", plan.explain());
  }
}
