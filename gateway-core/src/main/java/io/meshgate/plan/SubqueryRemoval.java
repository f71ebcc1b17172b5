package io.meshgate.plan;

import io.meshgate.catalog.SqlTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.tools.RelBuilder;

/**
 * Turns subqueries into joins.
 *
 * <p>Calcite does that with shortcuts for constants that go wrong: among grouping keys it drops
 * them, confuses the columns of a subquery that depends on an outer row and makes one group of no
 * rows; for a constant on the left of IN it can lose the outer row. So constants are held out of
 * its sight until it is done.
 */
final class SubqueryRemoval {

  private static final HepProgram TO_CORRELATE =
      new HepProgramBuilder()
          .addRuleInstance(ExistsIntoSemiJoinRule.INSTANCE)
          .addRuleInstance(CoreRules.FILTER_SUB_QUERY_TO_CORRELATE)
          .addRuleInstance(CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE)
          .addRuleInstance(CoreRules.JOIN_SUB_QUERY_TO_CORRELATE)
          .build();

  // Says that it may change from row to row, so that nothing is concluded from it.
  private static final SqlFunction HELD =
      new SqlFunction(
          "HELD",
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.ARG0,
          null,
          OperandTypes.ANY,
          SqlFunctionCategory.SYSTEM) {
        @Override
        public boolean isDeterministic() {
          return false;
        }
      };

  private SubqueryRemoval() {}

  /** The plan with joins in place of its subqueries; some that no join expresses stay lateral. */
  static RelNode remove(RelNode plan, RelBuilder builder) {
    RelNode correlated = Optimizer.hep(TO_CORRELATE, holdOperands(plan));
    RelNode joined = holdOuterColumns(joinIndependent(correlated));
    RelNode held = ConstantKeys.rewrite(joined, SubqueryRemoval::holdKeys);
    return release(joinIndependent(RelDecorrelator.decorrelateQuery(held, builder)));
  }

  private static RexNode hold(RexNode constant) {
    return SqlTypes.REX.makeCall(constant.getType(), HELD, List.of(constant));
  }

  private static RelNode holdOperands(RelNode plan) {
    RexShuttle shuttle =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subquery) {
            List<RexNode> operands =
                subquery.getOperands().stream()
                    .map(operand -> ConstantFolder.fold(operand.accept(this)))
                    .map(operand -> RexUtil.isConstant(operand) ? hold(operand) : operand)
                    .toList();
            return subquery.clone(subquery.getType(), operands).clone(holdOperands(subquery.rel));
          }
        };
    return PlanExpressions.rewrite(plan, shuttle);
  }

  // Calcite takes a column for one without NULL if an outer join below compares it, and then loses
  // the outer rows in which it is NULL.
  private static RelNode holdOuterColumns(RelNode plan) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            return node instanceof LogicalCorrelate correlate && joinsOuter(correlate.getLeft())
                ? correlate.copy(
                    correlate.getTraitSet(), List.of(holdRequired(correlate), correlate.getRight()))
                : node;
          }
        });
  }

  // A correlate becomes an outer join itself.
  private static boolean joinsOuter(RelNode plan) {
    return plan instanceof LogicalCorrelate
        || (plan instanceof Join join && join.getJoinType().isOuterJoin())
        || plan.getInputs().stream().anyMatch(SubqueryRemoval::joinsOuter);
  }

  private static RelNode holdRequired(LogicalCorrelate correlate) {
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : correlate.getLeft().getRowType().getFieldList()) {
      RexNode column = SqlTypes.REX.makeInputRef(field.getType(), field.getIndex());
      boolean required = correlate.getRequiredColumns().get(field.getIndex());
      columns.add(required && field.getType().isNullable() ? hold(column) : column);
    }
    List<String> names = correlate.getLeft().getRowType().getFieldNames();
    return LogicalProject.create(correlate.getLeft(), List.of(), columns, names, Set.of());
  }

  private static RelNode holdKeys(LogicalAggregate aggregate, LogicalProject input) {
    List<RexNode> columns = new ArrayList<>(input.getProjects());
    for (int key : aggregate.getGroupSet()) {
      if (columns.get(key) instanceof RexLiteral literal) {
        columns.set(key, hold(literal));
      }
    }
    LogicalProject held =
        LogicalProject.create(
            input.getInput(), input.getHints(), columns, input.getRowType(), Set.of());
    return aggregate.copy(aggregate.getTraitSet(), List.of(held));
  }

  // A condition that is never true takes the outer row's columns with it.
  private static RelNode joinIndependent(RelNode plan) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode node = super.visit(other);
            return node instanceof LogicalCorrelate correlate
                    && !RelOptUtil.getVariablesUsed(correlate.getRight())
                        .contains(correlate.getCorrelationId())
                ? LogicalJoin.create(
                    correlate.getLeft(),
                    correlate.getRight(),
                    List.of(),
                    SqlTypes.REX.makeLiteral(true),
                    Set.of(),
                    correlate.getJoinType())
                : node;
          }
        });
  }

  private static RelNode release(RelNode plan) {
    return PlanExpressions.rewrite(
        plan,
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (call.getOperator().equals(HELD)) {
              return call.getOperands().get(0).accept(this);
            }
            // What Calcite asks of a plan next must not compare with NULL.
            RexNode released = super.visitCall(call);
            return released.equals(call) ? call : ConstantFolder.fold(released);
          }
        });
  }
}
