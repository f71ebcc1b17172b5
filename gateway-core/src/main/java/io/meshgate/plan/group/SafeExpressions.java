package io.meshgate.plan.group;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.StageScan;
import io.meshgate.policy.TotalExpressions;
import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Checks that no expression below an enforced aggregate can fail: an error that depends on one row
 * would show that row.
 *
 * <p>That includes the other inputs of joins, since an engine may or may not come to them,
 * depending on whether a hidden group is empty.
 */
final class SafeExpressions {

  private static final Set<SqlKind> SAFE =
      EnumSet.of(SqlKind.IS_DISTINCT_FROM, SqlKind.IS_NOT_DISTINCT_FROM);

  private static final Set<SqlKind> OTHER_AGGREGATES =
      EnumSet.of(
          SqlKind.COUNT,
          SqlKind.SUM,
          SqlKind.SUM0,
          SqlKind.AVG,
          SqlKind.MIN,
          SqlKind.MAX,
          SqlKind.ANY_VALUE,
          SqlKind.GROUPING,
          SqlKind.LITERAL_AGG);

  private final LimitedTable table;

  private SafeExpressions(LimitedTable table) {
    this.table = table;
  }

  /**
   * Checks every expression of a plan.
   *
   * @param table named if one of them can fail
   */
  static void check(RelNode rel, LimitedTable table) {
    new SafeExpressions(table).check(rel);
  }

  private void check(RelNode rel) {
    if (rel instanceof StageScan) {
      return;
    }
    if (rel instanceof Aggregate aggregate) {
      for (AggregateCall call : aggregate.getAggCallList()) {
        if (!OTHER_AGGREGATES.contains(call.getAggregation().getKind())) {
          throw table.refusal(call.getAggregation().getName() + " below its aggregates can fail");
        }
      }
    }
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            check((RexNode) call);
            return call;
          }

          @Override
          public RexNode visitOver(RexOver over) {
            throw table.refusal("a window function below its aggregates sees single rows");
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            check((RexNode) subQuery);
            return subQuery;
          }

          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            check((RexNode) access);
            return access;
          }
        });
    rel.getInputs().forEach(this::check);
  }

  private void check(RexNode node) {
    if (node instanceof RexSubQuery subQuery) {
      if (!subQuery.isA(SqlKind.IN) && !subQuery.isA(SqlKind.EXISTS)) {
        throw table.refusal(
            "a sub-query that gives a value can fail below its aggregates; IN and EXISTS cannot");
      }
      subQuery.getOperands().forEach(this::check);
      check(subQuery.rel);
      return;
    }
    if (node instanceof RexFieldAccess access) {
      throw table.refusal(
          access.getReferenceExpr() instanceof RexCorrelVariable
              ? "a sub-query compares each of its rows with those of another (a correlated one)"
              : "nested values are not taken apart below its aggregates");
    }
    if (node.isA(SqlKind.SEARCH)) {
      check(RexUtil.expandSearch(SqlTypes.REX, null, node));
      return;
    }
    if (!(node instanceof RexCall call)) {
      return;
    }
    call.getOperands().forEach(this::check);
    if (!isSafe(call)) {
      throw table.refusal(
          "the expression with "
              + call.getOperator().getName()
              + " below its aggregates could fail on a single row");
    }
  }

  private static boolean isSafe(RexCall call) {
    return switch (call.getKind()) {
      case LIKE ->
          call.getOperands().size() == 2 && call.getOperands().get(1) instanceof RexLiteral;
      // To the start of a period; of a number it could leave the range.
      case FLOOR -> call.getOperands().size() == 2;
      case DIVIDE, MOD -> dividesWholeNumber(call);
      case TIMES, PLUS, MINUS -> TotalExpressions.isTotal(widened(call));
      default ->
          SAFE.contains(call.getKind()) || isConstant(call) || TotalExpressions.isTotal(call);
    };
  }

  // A number that the planner has computed before is no longer a call; a cast of one may be left.
  private static boolean isConstant(RexCall call) {
    return call.isA(SqlKind.CAST)
        && call.getOperands().get(0) instanceof RexLiteral literal
        && (literal.isNull() || fits(literal, call));
  }

  private static boolean fits(RexLiteral literal, RexCall cast) {
    if (SqlTypes.kind(literal.getType()) != TypeKind.INTEGER
        || SqlTypes.kind(cast.getType()) != TypeKind.INTEGER) {
      return false;
    }
    BigDecimal value = literal.getValueAs(BigDecimal.class);
    int bits =
        switch (cast.getType().getSqlTypeName()) {
          case TINYINT -> 7;
          case SMALLINT -> 15;
          case INTEGER -> 31;
          default -> 63;
        };
    return value != null && value.toBigInteger().bitLength() <= bits;
  }

  private static boolean dividesWholeNumber(RexCall call) {
    return call.getOperands().get(1) instanceof RexLiteral divisor
        && !divisor.isNull()
        && SqlTypes.kind(call.getOperands().get(0).getType()) == TypeKind.INTEGER
        && SqlTypes.kind(divisor.getType()) == TypeKind.INTEGER
        && new BigDecimal(String.valueOf(divisor.getValueAs(BigDecimal.class))).signum() > 0;
  }

  /** Engines take a whole number beside a decimal for a decimal. */
  private static RexCall widened(RexCall call) {
    boolean decimal =
        call.getOperands().stream()
            .anyMatch(operand -> SqlTypes.kind(operand.getType()) == TypeKind.DECIMAL);
    if (!decimal) {
      return call;
    }
    return call.clone(
        call.getType(), call.getOperands().stream().map(SafeExpressions::asDecimal).toList());
  }

  private static RexNode asDecimal(RexNode operand) {
    int digits =
        switch (operand.getType().getSqlTypeName()) {
          case TINYINT -> 3;
          case SMALLINT -> 5;
          case INTEGER -> 10;
          case BIGINT -> 19;
          default -> 0;
        };
    return digits == 0
        ? operand
        : SqlTypes.REX.makeAbstractCast(
            SqlTypes.FACTORY.createSqlType(
                org.apache.calcite.sql.type.SqlTypeName.DECIMAL, digits, 0),
            operand,
            false);
  }
}
