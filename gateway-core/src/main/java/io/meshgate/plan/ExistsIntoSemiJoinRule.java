package io.meshgate.plan;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Turns {@code EXISTS} and {@code NOT EXISTS} over a filtered relation into a semi join or an anti
 * join whose condition is the correlated part of that filter.
 *
 * <p>Calcite's decorrelation reads the outer relation a second time where the correlation is not an
 * equality; this reads each relation once.
 */
final class ExistsIntoSemiJoinRule extends RelOptRule {

  static final RelOptRule INSTANCE = new ExistsIntoSemiJoinRule();

  @SuppressWarnings("deprecation") // The newer form needs generated configuration classes.
  private ExistsIntoSemiJoinRule() {
    super(operand(LogicalFilter.class, any()), "ExistsIntoSemiJoin");
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalFilter outer = call.rel(0);
    List<RexNode> kept = new ArrayList<>(RelOptUtil.conjunctions(outer.getCondition()));
    for (RexNode conjunct : List.copyOf(kept)) {
      boolean negated = conjunct.isA(SqlKind.NOT);
      RexNode test = negated ? ((RexCall) conjunct).getOperands().get(0) : conjunct;
      Optional<LogicalFilter> inner = subject(test, outer.getVariablesSet());
      if (inner.isPresent()) {
        kept.remove(conjunct);
        call.transformTo(
            join(outer, kept, inner.get(), negated ? JoinRelType.ANTI : JoinRelType.SEMI));
        return;
      }
    }
  }

  // The filter whose rows an EXISTS asks for, if only that filter looks at the outer row.
  private static Optional<LogicalFilter> subject(RexNode test, Set<CorrelationId> outer) {
    if (!(test instanceof RexSubQuery subQuery) || subQuery.getKind() != SqlKind.EXISTS) {
      return Optional.empty();
    }
    RelNode rel = subQuery.rel.stripped();
    while (rel instanceof LogicalProject project) {
      rel = project.getInput().stripped();
    }
    boolean fits =
        rel instanceof LogicalFilter filter
            && filter.getVariablesSet().isEmpty()
            && RexUtil.SubQueryFinder.find(filter.getCondition()) == null
            && outer.containsAll(RelOptUtil.getVariablesUsed(filter))
            && RelOptUtil.getVariablesUsed(filter.getInput()).isEmpty();
    return fits ? Optional.of((LogicalFilter) rel) : Optional.empty();
  }

  private static RelNode join(
      LogicalFilter outer, List<RexNode> kept, LogicalFilter inner, JoinRelType type) {
    RexBuilder rex = outer.getCluster().getRexBuilder();
    List<RexNode> correlated = new ArrayList<>();
    List<RexNode> local = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(inner.getCondition())) {
      (RexUtil.containsCorrelation(conjunct) ? correlated : local).add(conjunct);
    }
    RelNode left = outer.getInput();
    if (!kept.isEmpty()) {
      boolean correlates = kept.stream().anyMatch(e -> RexUtil.SubQueryFinder.find(e) != null);
      left =
          LogicalFilter.create(
              left,
              RexUtil.composeConjunction(rex, kept),
              correlates ? ImmutableSet.copyOf(outer.getVariablesSet()) : ImmutableSet.of());
    }
    RelNode right = inner.getInput();
    if (!local.isEmpty()) {
      right = LogicalFilter.create(right, RexUtil.composeConjunction(rex, local));
    }
    RexNode condition =
        RexUtil.composeConjunction(rex, correlated)
            .accept(new ToJoinCondition(rex, outer.getInput().getRowType().getFieldCount()));
    return LogicalJoin.create(left, right, List.of(), condition, Set.of(), type);
  }

  /** Makes a condition over the inner row and the outer variable one over both rows. */
  private static final class ToJoinCondition extends RexShuttle {
    private final RexBuilder rex;
    private final int outerFields;

    ToJoinCondition(RexBuilder rex, int outerFields) {
      this.rex = rex;
      this.outerFields = outerFields;
    }

    @Override
    public RexNode visitInputRef(RexInputRef reference) {
      return rex.makeInputRef(reference.getType(), reference.getIndex() + outerFields);
    }

    @Override
    public RexNode visitFieldAccess(RexFieldAccess access) {
      return access.getReferenceExpr() instanceof RexCorrelVariable
          ? rex.makeInputRef(access.getType(), access.getField().getIndex())
          : super.visitFieldAccess(access);
    }
  }
}
