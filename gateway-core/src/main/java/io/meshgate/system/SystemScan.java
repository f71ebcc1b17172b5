package io.meshgate.system;

import io.meshgate.policy.VisibleCatalog;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * The leaf of a system table, bound to one principal's view when it is made: no plan can read it
 * for somebody else.
 */
public final class SystemScan extends AbstractRelNode {

  private static final double ROWS = 1000;

  private final SystemTable table;
  private final VisibleCatalog catalog;

  public SystemScan(RelOptCluster cluster, SystemTable table, VisibleCatalog catalog) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.table = Objects.requireNonNull(table, "table");
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.rowType = table.rowType();
  }

  /** What is read. */
  public SystemTable table() {
    return table;
  }

  /** The rows, as they are when the stream is read. */
  public Stream<List<@Nullable Object>> rows() {
    return table.source().of(catalog);
  }

  @Override
  protected RelDataType deriveRowType() {
    return table.rowType();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return ROWS;
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("table", table.displayName());
  }
}
