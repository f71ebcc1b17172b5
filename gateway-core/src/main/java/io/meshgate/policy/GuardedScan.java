package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.mapping.MappingTable;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * The guarded leaf: a table at a source, with its policy inside.
 *
 * <p>Within it the order is fixed: raw rows, then the row predicate over raw values, then the
 * masks, then the visible columns. It is a leaf, so no planner rule can look or move below it. Only
 * {@link PolicyRewriter} makes one from a decision; others may narrow its columns.
 */
public final class GuardedScan extends AbstractRelNode {

  private static final double UNKNOWN_ROWS = 100_000;
  private static final double PREDICATE_SELECTIVITY = 0.25;

  private final DataProduct product;
  private final ProductTable table;
  private final ProductTable.Remote origin;
  private final Decision.Allowed decision;
  private final ImmutableList<Decision.VisibleColumn> columns;

  GuardedScan(
      RelOptCluster cluster,
      DataProduct product,
      ProductTable table,
      Decision.Allowed decision,
      List<Decision.VisibleColumn> columns) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    if (!(table.origin() instanceof ProductTable.Remote remote)) {
      throw new IllegalArgumentException(table.displayName() + " is not at a source");
    }
    this.product = product;
    this.table = table;
    this.origin = remote;
    this.decision = decision;
    this.columns = ImmutableList.copyOf(columns);
    this.rowType = deriveRowType();
  }

  /** The product that owns the table. */
  public DataProduct product() {
    return product;
  }

  /** The table. */
  public ProductTable table() {
    return table;
  }

  /** Name of the source that holds the rows. */
  public String source() {
    return origin.source();
  }

  /** The table as its source describes it. */
  public RemoteTable remoteTable() {
    return origin.table();
  }

  /** What was decided about the table. */
  public Decision.Allowed decision() {
    return decision;
  }

  /** The columns that leave the leaf, in order. */
  public List<Decision.VisibleColumn> columns() {
    return columns;
  }

  /** The predicate over the raw row that a row must satisfy; empty if no row is hidden. */
  public Optional<RexNode> rowPredicate() {
    return decision.rowPredicate();
  }

  /**
   * What the row predicate asks other tables, in a fixed order, each question once. They are asked
   * with the rights of the policy's owner.
   */
  public List<Membership> memberships() {
    Set<Membership> found = new LinkedHashSet<>();
    decision
        .rowPredicate()
        .ifPresent(
            predicate ->
                predicate.accept(
                    new RexVisitorImpl<@Nullable Void>(true) {
                      @Override
                      public @Nullable Void visitCall(RexCall call) {
                        if (call.getOperator() instanceof Membership membership) {
                          found.add(membership);
                        }
                        return super.visitCall(call);
                      }
                    }));
    return List.copyOf(found);
  }

  /**
   * The leaf that answers one of {@link #memberships()}: the rows of the mapping table that it is
   * about, with the columns that it compares, or any column if it compares none.
   *
   * @throws QueryException {@code SOURCE_UNAVAILABLE} if the table cannot be read now
   */
  public GuardedScan mappingScan(Membership membership) {
    MappingTable mapping = membership.table();
    if (!(mapping.table().origin() instanceof ProductTable.Remote)) {
      throw new QueryException(
          ErrorCode.SOURCE_UNAVAILABLE,
          "The access rules of table "
              + table.displayName()
              + " cannot be evaluated now; try later");
    }
    List<Integer> ordinals = membership.columns().isEmpty() ? List.of(0) : membership.columns();
    Decision.Allowed owners =
        new Decision.Allowed(
            ordinals.stream()
                .map(ordinal -> new Decision.VisibleColumn(ordinal, Optional.empty()))
                .toList(),
            membership.filter().isAlwaysTrue()
                ? Optional.empty()
                : Optional.of(membership.filter()),
            Decision.PushdownMode.SEALED,
            decision.ruleIds());
    return new GuardedScan(
        getCluster(), mapping.product(), mapping.table(), owners, owners.columns());
  }

  /** Whether predicates of the user may go to the source. */
  public Decision.PushdownMode pushdown() {
    return decision.pushdown();
  }

  /** What may be done with the rows that leave the leaf. */
  public Decision.Limits limits() {
    return decision.limits();
  }

  /**
   * Whether the leaf hides no row and masks no column from the principal: there is nothing to leak.
   */
  public boolean isOpen() {
    return decision.isOpen();
  }

  /** Whether the column at this position of the output is masked. */
  public boolean isMasked(int position) {
    return columns.get(position).mask().isPresent();
  }

  /** The raw column behind a position of the output. */
  public ProductColumn column(int position) {
    return table.columns().get(columns.get(position).ordinal());
  }

  /** The source's column behind a column of the table. */
  public RemoteColumn remoteColumn(ProductColumn column) {
    return origin
        .table()
        .column(column.remoteName())
        .orElseThrow(
            () -> new IllegalStateException("No column " + column.remoteName() + " at the source"));
  }

  /** This leaf with only the given positions of its output, in that order. */
  public GuardedScan withColumns(List<Integer> positions) {
    return new GuardedScan(
        getCluster(), product, table, decision, positions.stream().map(columns::get).toList());
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
    return decision.rowPredicate().isPresent()
        ? Math.max(1, rawRowCount() * PREDICATE_SELECTIVITY)
        : rawRowCount();
  }

  @Override
  protected RelDataType deriveRowType() {
    RelDataType visible = new VisibleTable(product, table, decision).rowType();
    RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
    for (Decision.VisibleColumn column : columns) {
      builder.add(visible.getFieldList().get(decision.columns().indexOf(column)));
    }
    return builder.build();
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return this;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    // The predicate and the masks belong to the digest: two principals' leaves never are one.
    return super.explainTerms(writer)
        .item("table", table.displayName())
        .item("columns", rowType.getFieldNames())
        .itemIf("rows", decision.rowPredicate().map(RexNode::toString).orElse(""), !isOpen())
        .itemIf("masks", columns, !isOpen())
        .itemIf("pushdown", decision.pushdown(), !isOpen())
        .itemIf("limits", decision.limits(), !isOpen());
  }
}
