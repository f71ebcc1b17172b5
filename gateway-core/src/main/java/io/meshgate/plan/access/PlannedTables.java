package io.meshgate.plan.access;

import io.meshgate.audit.Accesses;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.policy.GuardedScan;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Notes the leaves of plans: the tables of a guarded one, the columns of a placed one. */
public final class PlannedTables {

  private PlannedTables() {}

  /** Notes the decision in each guarded leaf, also in those of subqueries within expressions. */
  public static void decided(RelNode guarded, Accesses accesses) {
    guarded.accept(new Leaves(accesses));
  }

  /** Notes the columns that the leaves of a placed plan take from their sources. */
  public static void read(RelNode placed, Accesses accesses) {
    if (placed instanceof PlacedScan leaf) {
      accesses.read(leaf.scan().table(), leaf.scan().getRowType().getFieldNames());
    }
    if (placed instanceof PlacedStage stage) {
      read(stage.plan(), accesses);
    }
    placed.getInputs().forEach(input -> read(input, accesses));
  }

  /** Visits every leaf. */
  private static final class Leaves extends RelHomogeneousShuttle {
    private final Accesses accesses;
    private final RexShuttle subqueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            subQuery.rel.accept(Leaves.this);
            return super.visitSubQuery(subQuery);
          }
        };

    Leaves(Accesses accesses) {
      this.accesses = accesses;
    }

    @Override
    public RelNode visit(RelNode node) {
      if (node instanceof GuardedScan scan) {
        accesses.decided(scan.product(), scan.table(), scan.decision());
        return node;
      }
      return super.visit(node).accept(subqueries);
    }
  }
}
