package io.meshgate.plan.place;

import io.meshgate.catalog.SqlTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/** Splits a filter in two: conjuncts that a source runs below, the others above. */
final class SplitFilterRule extends RelOptRule {

  private final Placement source;

  @SuppressWarnings("deprecation") // The newer form needs generated configuration classes.
  SplitFilterRule(Placement source) {
    super(operand(LogicalFilter.class, any()), "SplitFilter:" + source.getName());
    this.source = source;
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalFilter filter = call.rel(0);
    Exposure input = Exposure.of(filter.getInput());
    List<RexNode> pushed = new ArrayList<>();
    List<RexNode> kept = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
      boolean pushable = input.admitsPredicate(conjunct) && source.supports(conjunct);
      (pushable ? pushed : kept).add(conjunct);
    }
    if (pushed.isEmpty() || kept.isEmpty()) {
      return;
    }
    call.transformTo(filtered(filtered(filter.getInput(), pushed), kept));
  }

  // A lone conjunct may be a cast that only says "not null", which no filter takes.
  private static RelNode filtered(RelNode input, List<RexNode> conjuncts) {
    RexNode condition = RexUtil.composeConjunction(SqlTypes.REX, conjuncts);
    return LogicalFilter.create(input, RexUtil.removeNullabilityCast(SqlTypes.FACTORY, condition));
  }
}
