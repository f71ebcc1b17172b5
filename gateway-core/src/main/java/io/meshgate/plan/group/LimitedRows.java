package io.meshgate.plan.group;

import io.meshgate.policy.VisibleTable;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;

/**
 * The rows of a derived table of which the caller may see groups only. It marks where the table's
 * rows are in the plan; nothing runs it.
 */
public final class LimitedRows extends SingleRel {

  private final VisibleTable table;

  public LimitedRows(RelNode rows, VisibleTable table) {
    super(rows.getCluster(), rows.getTraitSet(), rows);
    this.table = Objects.requireNonNull(table, "table");
  }

  /** The table. */
  public VisibleTable table() {
    return table;
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return new LimitedRows(inputs.get(0), table);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("table", table.table().displayName());
  }
}
