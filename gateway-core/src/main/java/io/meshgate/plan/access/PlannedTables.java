package io.meshgate.plan.access;

import io.meshgate.audit.Accesses;
import io.meshgate.catalog.ProductTable;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedView;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.session.Principal;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Notes the leaves of plans: the tables of a guarded one, the columns of a placed one. */
public final class PlannedTables {

  private PlannedTables() {}

  /** Notes the decision in each guarded leaf, also in those of subqueries within expressions. */
  public static void decided(RelNode guarded, Principal principal, Accesses accesses) {
    guarded.accept(new Leaves(principal, accesses));
  }

  /** Notes the columns that the leaves of a placed plan take from their sources. */
  public static void read(RelNode placed, Principal principal, Accesses accesses) {
    if (placed instanceof PlacedScan leaf) {
      accesses.read(principal, leaf.scan().table(), leaf.scan().getRowType().getFieldNames());
    }
    if (placed instanceof PlacedStage stage) {
      read(stage.plan(), principal, accesses);
    }
    if (placed instanceof PlacedView view) {
      GuardedView leaf = view.view();
      accesses.read(principal, leaf.table(), leaf.getRowType().getFieldNames());
      read(leaf.body(), reader(leaf, principal), accesses);
    }
    placed.getInputs().forEach(input -> read(input, principal, accesses));
  }

  private static Principal reader(GuardedView view, Principal principal) {
    return view.rights() == ProductTable.Rights.DEFINER
        ? principal.reading(view.product().schema())
        : principal;
  }

  /** Visits every leaf. */
  private static final class Leaves extends RelHomogeneousShuttle {
    private final Principal principal;
    private final Accesses accesses;
    private final RexShuttle subqueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            subQuery.rel.accept(Leaves.this);
            return super.visitSubQuery(subQuery);
          }
        };

    Leaves(Principal principal, Accesses accesses) {
      this.principal = principal;
      this.accesses = accesses;
    }

    @Override
    public RelNode visit(RelNode node) {
      if (node instanceof GuardedLeaf leaf) {
        accesses.decided(principal, leaf.product(), leaf.table(), leaf.decision());
        if (leaf instanceof GuardedView view) {
          decided(view.body(), reader(view, principal), accesses);
        }
        return node;
      }
      return super.visit(node).accept(subqueries);
    }
  }
}
