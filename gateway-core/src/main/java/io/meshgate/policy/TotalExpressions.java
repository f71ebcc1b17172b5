package io.meshgate.policy;

import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.ExpressionSyntax.Refusal;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.spi.TypeKind;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Checks that a row expression has a value for every row: the last word on what a policy may hold,
 * whatever its text was.
 */
public final class TotalExpressions {

  private static final int MAX_DIGITS = 38;
  private static final Set<TypeKind> NUMBERS =
      ImmutableSet.of(TypeKind.INTEGER, TypeKind.DECIMAL, TypeKind.REAL, TypeKind.DOUBLE);
  private static final Set<SqlOperator> FUNCTIONS =
      ImmutableSet.of(
          SqlStdOperatorTable.SUBSTRING,
          SqlStdOperatorTable.CHAR_LENGTH,
          SqlStdOperatorTable.UPPER,
          SqlStdOperatorTable.LOWER,
          SqlStdOperatorTable.CONCAT,
          SqlStdOperatorTable.EXTRACT);

  private TotalExpressions() {}

  /**
   * @throws Refusal if any part of the expression could fail or is not known
   */
  static void check(RexNode node) throws Refusal {
    if (node instanceof RexInputRef
        || node instanceof RexLiteral
        || node instanceof RexDynamicParam) {
      return;
    }
    if (!(node instanceof RexCall call)) {
      throw new Refusal("Not part of the policy language: " + node.getKind());
    }
    for (RexNode operand : call.getOperands()) {
      check(operand);
    }
    checkCall(call);
  }

  /**
   * Whether a call has a value whatever its operands are: it cannot fail, so that whether it fails
   * cannot tell anything about a row.
   */
  public static boolean isTotal(RexCall call) {
    try {
      checkCall(call);
      return true;
    } catch (Refusal e) {
      return false;
    }
  }

  private static void checkCall(RexCall call) throws Refusal {
    switch (call.getKind()) {
      case AND, OR, NOT, IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> {}
      case LIKE, CASE, COALESCE -> {}
      case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          checkComparison(call);
      case PLUS, MINUS, TIMES -> checkArithmetic(call);
      case CAST -> checkCast(call);
      default -> {
        if (!FUNCTIONS.contains(call.getOperator())
            && !(call.getOperator() instanceof Membership)) {
          throw new Refusal(call.getOperator().getName() + " is not part of the policy language");
        }
      }
    }
  }

  private static void checkComparison(RexCall call) throws Refusal {
    RelDataType left = call.getOperands().get(0).getType();
    RelDataType right = call.getOperands().get(1).getType();
    TypeKind leftKind = SqlTypes.kind(left);
    TypeKind rightKind = SqlTypes.kind(right);
    boolean numbers = NUMBERS.contains(leftKind) && NUMBERS.contains(rightKind);
    if ((!numbers && leftKind != rightKind) || leftKind == TypeKind.OTHER) {
      throw new Refusal("Cannot compare " + left + " with " + right);
    }
  }

  private static void checkArithmetic(RexCall call) throws Refusal {
    RelDataType left = call.getOperands().get(0).getType();
    RelDataType right = call.getOperands().get(1).getType();
    if (SqlTypes.kind(left) != TypeKind.DECIMAL || SqlTypes.kind(right) != TypeKind.DECIMAL) {
      throw new Refusal("+, - and * take whole numbers and decimals");
    }
    int scale;
    int digits;
    if (call.getKind() == SqlKind.TIMES) {
      scale = left.getScale() + right.getScale();
      digits = left.getPrecision() + right.getPrecision();
    } else {
      scale = Math.max(left.getScale(), right.getScale());
      digits = Math.max(whole(left), whole(right)) + scale + 1;
    }
    RelDataType type = call.getType();
    if (digits > MAX_DIGITS || type.getScale() < scale || whole(type) < digits - scale) {
      throw new Refusal(
          "The result of " + call.getOperator() + " needs more than " + MAX_DIGITS + " digits");
    }
  }

  private static void checkCast(RexCall call) throws Refusal {
    RelDataType from = call.getOperands().get(0).getType();
    if (!widens(from, call.getType())) {
      throw new Refusal(from + " is no " + call.getType() + ": a cast could fail or lose digits");
    }
  }

  /** Whether every value of one type is a value of the other, but for the rounding of DOUBLE. */
  static boolean widens(RelDataType from, RelDataType to) {
    TypeKind fromKind = SqlTypes.kind(from);
    return switch (SqlTypes.kind(to)) {
      case TEXT -> fromKind == TypeKind.TEXT && fits(from.getPrecision(), to.getPrecision());
      case INTEGER -> fromKind == TypeKind.INTEGER && digits(from) <= digits(to);
      case DECIMAL ->
          (fromKind == TypeKind.INTEGER || fromKind == TypeKind.DECIMAL)
              && digits(from) <= whole(to)
              && scale(from) <= to.getScale();
      case DOUBLE -> NUMBERS.contains(fromKind);
      case REAL -> fromKind == TypeKind.REAL;
      case TIMESTAMP -> fromKind == TypeKind.TIMESTAMP || fromKind == TypeKind.DATE;
      case BOOLEAN, DATE, TIME, TIMESTAMP_TZ, BINARY -> fromKind == SqlTypes.kind(to);
      default -> false;
    };
  }

  private static boolean fits(int length, int limit) {
    return limit < 0 || (length >= 0 && length <= limit);
  }

  private static int whole(RelDataType decimal) {
    return decimal.getPrecision() - decimal.getScale();
  }

  private static int scale(RelDataType type) {
    return SqlTypes.kind(type) == TypeKind.DECIMAL ? type.getScale() : 0;
  }

  /** Digits before the point, at most. */
  private static int digits(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case INTEGER -> 10;
      case BIGINT -> 19;
      default -> whole(type);
    };
  }
}
