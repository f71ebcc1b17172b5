package io.meshgate.policy.guard;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleTable;
import io.meshgate.policy.mapping.MappingTable;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;

/**
 * A table in a plan, with its policy inside.
 *
 * <p>Within it the order is fixed: raw rows, then the row predicate over raw values, then the
 * masks, then the visible columns. It is a leaf, so no planner rule can look or move below it. Only
 * {@link PolicyRewriter} makes one from a decision; others may narrow its columns.
 */
public abstract sealed class GuardedLeaf extends AbstractRelNode permits GuardedScan, GuardedView {

  private final DataProduct product;
  private final ProductTable table;
  private final Decision.Allowed decision;
  private final ImmutableList<Decision.VisibleColumn> columns;

  GuardedLeaf(
      RelOptCluster cluster,
      DataProduct product,
      ProductTable table,
      Decision.Allowed decision,
      List<Decision.VisibleColumn> columns) {
    super(cluster, cluster.traitSetOf(Convention.NONE));
    this.product = Objects.requireNonNull(product, "product");
    this.table = Objects.requireNonNull(table, "table");
    this.decision = Objects.requireNonNull(decision, "decision");
    this.columns = ImmutableList.copyOf(columns);
    this.rowType = visibleRow();
  }

  /** The product that owns the table. */
  public final DataProduct product() {
    return product;
  }

  /** The table. */
  public final ProductTable table() {
    return table;
  }

  /** What was decided about the table. */
  public final Decision.Allowed decision() {
    return decision;
  }

  /** The columns that leave the leaf, in order. */
  public final List<Decision.VisibleColumn> columns() {
    return columns;
  }

  /** The predicate over the raw row that a row must satisfy; empty if no row is hidden. */
  public final Optional<RexNode> rowPredicate() {
    return decision.rowPredicate();
  }

  /**
   * What the row predicate asks other tables, in a fixed order, each question once. They are asked
   * with the rights of the policy's owner.
   */
  public final List<Membership> memberships() {
    return decision.memberships();
  }

  /**
   * The leaf that answers one of {@link #memberships()}: the rows of the mapping table that it is
   * about, with the columns that it compares, or any column if it compares none.
   *
   * @throws QueryException {@code SOURCE_UNAVAILABLE} if the table cannot be read now
   */
  public final GuardedScan mappingScan(Membership membership) {
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
  public final Decision.PushdownMode pushdown() {
    return decision.pushdown();
  }

  /** What may be done with the rows that leave the leaf. */
  public final Decision.Limits limits() {
    return decision.limits();
  }

  /**
   * Whether the leaf hides no row and masks no column from the principal: there is nothing to leak.
   */
  public final boolean isOpen() {
    return decision.isOpen();
  }

  /** Whether the column at this position of the output is masked. */
  public final boolean isMasked(int position) {
    return columns.get(position).mask().isPresent();
  }

  /** The raw column behind a position of the output. */
  public final ProductColumn column(int position) {
    return table.columns().get(columns.get(position).ordinal());
  }

  /**
   * Positions in the table of the raw columns that masks and the row predicate read and those that
   * leave as they are: the latter first, in the order in which they leave.
   */
  public final List<Integer> rawOrdinals() {
    Set<Integer> ordinals = new LinkedHashSet<>();
    Set<Integer> more = new TreeSet<>();
    for (Decision.VisibleColumn column : columns) {
      if (column.mask().isEmpty()) {
        ordinals.add(column.ordinal());
      } else {
        more.addAll(read(column.mask().get().expression()));
      }
    }
    rowPredicate().ifPresent(predicate -> more.addAll(read(predicate)));
    ordinals.addAll(more);
    return ordinals.isEmpty() ? List.of(0) : List.copyOf(ordinals);
  }

  private static List<Integer> read(RexNode expression) {
    return RelOptUtil.InputFinder.bits(expression).asList();
  }

  /** This leaf with only the given positions of its output, in that order. */
  public abstract GuardedLeaf withColumns(List<Integer> positions);

  final List<Decision.VisibleColumn> columnsAt(List<Integer> positions) {
    return positions.stream().map(columns::get).toList();
  }

  private RelDataType visibleRow() {
    RelDataType visible = new VisibleTable(product, table, decision).rowType();
    RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
    for (Decision.VisibleColumn column : columns) {
      builder.add(visible.getFieldList().get(decision.columns().indexOf(column)));
    }
    return builder.build();
  }

  @Override
  protected final RelDataType deriveRowType() {
    return visibleRow();
  }

  @Override
  public final RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
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
