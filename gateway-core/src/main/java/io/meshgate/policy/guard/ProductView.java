package io.meshgate.policy.guard;

import com.google.common.collect.ImmutableList;
import io.meshgate.policy.VisibleTable;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A derived table whose names are settled and which is not guarded yet: its input is its own query,
 * with all columns of the contract that the query gives; its row is what the caller sees.
 *
 * <p>It cannot be executed; {@link PolicyRewriter} takes its place.
 */
public final class ProductView extends SingleRel {

  private final VisibleTable table;
  private final ImmutableList<Integer> bodyOrdinals;

  /**
   * @param body the raw rows
   * @param bodyOrdinals the positions in the table of the body's columns
   */
  public ProductView(RelNode body, VisibleTable table, List<Integer> bodyOrdinals) {
    super(body.getCluster(), body.getTraitSet(), body);
    this.table = Objects.requireNonNull(table, "table");
    this.bodyOrdinals = ImmutableList.copyOf(bodyOrdinals);
  }

  /** What the name stands for. */
  public VisibleTable visibleTable() {
    return table;
  }

  /** The positions in the table of the body's columns, in their order. */
  public List<Integer> bodyOrdinals() {
    return bodyOrdinals;
  }

  @Override
  protected RelDataType deriveRowType() {
    return table.rowType();
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return new ProductView(inputs.get(0), table, bodyOrdinals);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("table", table.table().displayName());
  }
}
