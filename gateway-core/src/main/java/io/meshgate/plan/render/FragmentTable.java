package io.meshgate.plan.render;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A table in the {@code FROM} clause of a fragment, under the names and in the words of its engine.
 */
// Public because Calcite reaches it by reflection and from generated code.
public final class FragmentTable extends AbstractRelNode {

  private final String from;
  private final String alias;

  /**
   * @param from the text in the {@code FROM} clause
   * @param alias what the table is called beside it
   * @param rowType the columns by the engine's names
   */
  FragmentTable(RelOptCluster cluster, String from, String alias, RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.from = from;
    this.alias = alias;
    this.rowType = rowType;
  }

  String from() {
    return from;
  }

  String alias() {
    return alias;
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("from", from).item("columns", rowType.getFieldNames());
  }
}
