package io.meshgate.plan;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexShuttle;

/** Rewrites the expressions of whole plans. */
final class PlanExpressions {

  private PlanExpressions() {}

  /**
   * The plan with every expression rewritten, from the leaves up; plans inside of subqueries are
   * the shuttle's own matter.
   */
  static RelNode rewrite(RelNode plan, RexShuttle shuttle) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            return super.visit(other).accept(shuttle);
          }
        });
  }
}
