package io.meshgate.plan;

import io.meshgate.plan.place.OperatorName;
import io.meshgate.plan.place.Placement;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/** Says which parts of a plan no engine runs. */
final class UnsupportedParts {

  private UnsupportedParts() {}

  /** One sentence for the caller that names the operators that are not supported. */
  static String describe(RelNode logical, Placement residual) {
    Set<String> names = new LinkedHashSet<>();
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        node.accept(
            new RexShuttle() {
              @Override
              public RexNode visitCall(RexCall call) {
                if (residual.functions().template(call).isEmpty()) {
                  names.add(OperatorName.of(call));
                }
                return super.visitCall(call);
              }
            });
        if (node instanceof Aggregate aggregate) {
          for (AggregateCall call : aggregate.getAggCallList()) {
            if (!residual.supports(call, aggregate.getInput().getRowType())) {
              names.add(call.getAggregation().getName());
            }
          }
        }
        super.visit(node, ordinal, parent);
      }
    }.go(logical);
    names.remove("SEARCH");
    return names.isEmpty()
        ? "The query has a shape that the planner does not support"
        : "Not supported: " + String.join(", ", names);
  }
}
