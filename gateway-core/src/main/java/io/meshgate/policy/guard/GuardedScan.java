package io.meshgate.policy.guard;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/** The guarded leaf of a table at a source. */
public final class GuardedScan extends GuardedLeaf {

  private static final double UNKNOWN_ROWS = 100_000;
  private static final double PREDICATE_SELECTIVITY = 0.25;

  private final ProductTable.Remote origin;

  GuardedScan(
      RelOptCluster cluster,
      DataProduct product,
      ProductTable table,
      Decision.Allowed decision,
      List<Decision.VisibleColumn> columns) {
    super(cluster, product, table, decision, columns);
    if (!(table.origin() instanceof ProductTable.Remote remote)) {
      throw new IllegalArgumentException(table.displayName() + " is not at a source");
    }
    this.origin = remote;
  }

  /** Name of the source that holds the rows. */
  public String source() {
    return origin.source();
  }

  /** The table as its source describes it. */
  public RemoteTable remoteTable() {
    return origin.table();
  }

  /** The source's column behind a column of the table. */
  public RemoteColumn remoteColumn(ProductColumn column) {
    return origin
        .table()
        .column(column.remoteName())
        .orElseThrow(
            () -> new IllegalStateException("No column " + column.remoteName() + " at the source"));
  }

  @Override
  public GuardedScan withColumns(List<Integer> positions) {
    return new GuardedScan(getCluster(), product(), table(), decision(), columnsAt(positions));
  }

  /** The source's estimate of distinct values of an unmasked column of the output. */
  public OptionalDouble distinctCount(int position) {
    if (isMasked(position)) {
      return OptionalDouble.empty();
    }
    OptionalLong count = remoteColumn(column(position)).distinctCount();
    return count.isPresent()
        ? OptionalDouble.of((double) count.getAsLong())
        : OptionalDouble.empty();
  }

  /** Estimate of the rows that the source must read: the whole table. For the cost model only. */
  public double rawRowCount() {
    OptionalLong rows = origin.table().rowCount();
    return rows.isPresent() ? Math.max(1.0, (double) rows.getAsLong()) : UNKNOWN_ROWS;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return rowPredicate().isPresent()
        ? Math.max(1, rawRowCount() * PREDICATE_SELECTIVITY)
        : rawRowCount();
  }
}
