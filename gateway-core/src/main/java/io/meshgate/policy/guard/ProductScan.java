package io.meshgate.policy.guard;

import io.meshgate.policy.VisibleTable;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A resolved name that is not guarded yet: the leaf between name resolution and {@link
 * PolicyRewriter}.
 *
 * <p>It cannot be executed; the splitter refuses it.
 */
public final class ProductScan extends AbstractRelNode {

  private final VisibleTable table;

  public ProductScan(RelOptCluster cluster, VisibleTable table) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.table = table;
    this.rowType = table.rowType();
  }

  /** What the name stands for. */
  public VisibleTable visibleTable() {
    return table;
  }

  @Override
  protected RelDataType deriveRowType() {
    return table.rowType();
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("table", table.table().displayName());
  }
}
