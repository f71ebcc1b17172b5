package io.meshgate.policy;

import io.meshgate.catalog.ProductTable;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import java.util.Objects;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Puts the policy into a plan: every resolved table becomes a {@link GuardedScan}.
 *
 * <p>It decides anew rather than trusting the resolver; a difference between the two refuses the
 * query.
 */
public final class PolicyRewriter {

  private final AccessPolicy policy;

  public PolicyRewriter(AccessPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * Rewrites a resolved plan for a principal.
   *
   * @throws QueryException if the decision changed since names were resolved
   */
  public RelNode rewrite(RelNode resolved, Principal principal) {
    return resolved.accept(new Guarding(principal));
  }

  /** Replaces leaves everywhere: in inputs and in subqueries within expressions. */
  private final class Guarding extends RelHomogeneousShuttle {
    private final Principal principal;
    private final RexShuttle subqueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(visited.rel.accept(Guarding.this));
          }
        };

    Guarding(Principal principal) {
      this.principal = principal;
    }

    @Override
    public RelNode visit(RelNode other) {
      return other instanceof ProductScan scan
          ? guard(scan, principal)
          : super.visit(other).accept(subqueries);
    }
  }

  private GuardedScan guard(ProductScan scan, Principal principal) {
    VisibleTable visible = scan.visibleTable();
    ProductTable table = visible.table();
    Decision decision = policy.decide(principal, visible.product(), table);
    if (!(decision instanceof Decision.Allowed allowed)
        || !allowed.columns().equals(visible.decision().columns())) {
      throw new QueryException(
          ErrorCode.INTERNAL, "Access rules changed while the query was planned; run it again");
    }
    return new GuardedScan(scan.getCluster(), visible.product(), table, allowed, allowed.columns());
  }
}
