package io.meshgate.policy.guard;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;

/**
 * The guarded leaf of a derived table that is answered for itself: its raw rows are the answer of
 * its own query, and nothing of the query around it moves in there.
 *
 * <p>The leaves of its body have decisions of their own: for the reader, or for the product if that
 * has {@link ProductTable.Rights#DEFINER rights of its own}.
 */
public final class GuardedView extends GuardedLeaf {

  private final ProductTable.Derived origin;
  private final RelNode body;
  private final ImmutableList<Integer> bodyOrdinals;

  GuardedView(ProductView view, Decision.Allowed decision, RelNode body) {
    this(
        view.getCluster(),
        view.visibleTable().product(),
        view.visibleTable().table(),
        decision,
        new Output(decision.columns(), body, view.bodyOrdinals()));
  }

  private GuardedView(
      RelOptCluster cluster,
      DataProduct product,
      ProductTable table,
      Decision.Allowed decision,
      Output output) {
    super(cluster, product, table, decision, output.columns());
    if (!(table.origin() instanceof ProductTable.Derived derived)) {
      throw new IllegalArgumentException(table.displayName() + " is not derived");
    }
    this.origin = derived;
    this.body = output.body();
    this.bodyOrdinals = ImmutableList.copyOf(output.bodyOrdinals());
  }

  private record Output(
      List<Decision.VisibleColumn> columns, RelNode body, List<Integer> bodyOrdinals) {}

  /** Whose rights the body has. */
  public ProductTable.Rights rights() {
    return origin.rights();
  }

  /** The plan of the raw rows. */
  public RelNode body() {
    return body;
  }

  /** The positions in the table of the body's columns, in their order. */
  public List<Integer> bodyOrdinals() {
    return bodyOrdinals;
  }

  /** This leaf with another plan of the same raw rows. */
  public GuardedView withBody(RelNode other) {
    return with(new Output(columns(), other, bodyOrdinals));
  }

  /** This leaf with a body that has only the columns which the leaf reads. */
  public GuardedView narrowed() {
    List<Integer> read = rawOrdinals();
    if (read.equals(bodyOrdinals)) {
      return this;
    }
    List<RexNode> values =
        read.stream()
            .<RexNode>map(
                ordinal ->
                    getCluster().getRexBuilder().makeInputRef(body, bodyOrdinals.indexOf(ordinal)))
            .toList();
    List<String> names =
        read.stream().map(ordinal -> table().columns().get(ordinal).name()).toList();
    RelNode narrow = LogicalProject.create(body, List.of(), values, names, java.util.Set.of());
    return with(new Output(columns(), narrow, read));
  }

  @Override
  public GuardedView withColumns(List<Integer> positions) {
    return with(new Output(columnsAt(positions), body, bodyOrdinals));
  }

  private GuardedView with(Output output) {
    return new GuardedView(getCluster(), product(), table(), decision(), output);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return mq.getRowCount(body);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("body", body.explain());
  }
}
