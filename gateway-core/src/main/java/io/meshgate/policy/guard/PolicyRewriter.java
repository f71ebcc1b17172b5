package io.meshgate.policy.guard;

import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.VisibleTable;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Puts the policy into a plan: every resolved table becomes a {@link GuardedScan}, every derived
 * one that hides something or has rights of its own a {@link GuardedView}; other derived tables
 * become their queries.
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
      if (other instanceof ProductScan scan) {
        return guard(scan, principal);
      }
      return other instanceof ProductView view
          ? guard(view, principal)
          : super.visit(other).accept(subqueries);
    }
  }

  private GuardedScan guard(ProductScan scan, Principal principal) {
    VisibleTable visible = scan.visibleTable();
    Decision.Allowed allowed = decided(visible, principal);
    return new GuardedScan(
        scan.getCluster(), visible.product(), visible.table(), allowed, allowed.columns());
  }

  private RelNode guard(ProductView view, Principal principal) {
    VisibleTable visible = view.visibleTable();
    Decision.Allowed allowed = decided(visible, principal);
    ProductTable.Derived origin = (ProductTable.Derived) visible.table().origin();
    boolean own = origin.rights() == ProductTable.Rights.DEFINER;
    Principal reader = own ? principal.reading(visible.product().schema()) : principal;
    RelNode body = view.getInput().accept(new Guarding(reader));
    return allowed.isOpen() && !own ? visible(view, body) : new GuardedView(view, allowed, body);
  }

  private Decision.Allowed decided(VisibleTable visible, Principal principal) {
    Decision decision = policy.decide(principal, visible.product(), visible.table());
    if (!(decision instanceof Decision.Allowed allowed)
        || !allowed.columns().equals(visible.decision().columns())) {
      throw new QueryException(
          ErrorCode.INTERNAL, "Access rules changed while the query was planned; run it again");
    }
    return allowed;
  }

  /** The body with the visible columns only. */
  private static RelNode visible(ProductView view, RelNode body) {
    RexBuilder rex = view.getCluster().getRexBuilder();
    RelDataType row = view.getRowType();
    List<RexNode> values = new ArrayList<>();
    for (Decision.VisibleColumn column : view.visibleTable().decision().columns()) {
      int position = view.bodyOrdinals().indexOf(column.ordinal());
      RelDataType type = row.getFieldList().get(values.size()).getType();
      // The view's row type says what is nullable; a cast cannot take that back.
      values.add(rex.makeAbstractCast(type, rex.makeInputRef(body, position), false));
    }
    return LogicalProject.create(body, List.of(), values, row.getFieldNames(), Set.of());
  }
}
