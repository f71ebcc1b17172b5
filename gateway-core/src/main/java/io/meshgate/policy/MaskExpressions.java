package io.meshgate.policy;

import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.policy.ExpressionSyntax.Refusal;
import io.meshgate.policy.PolicyDocument.AttributeType;
import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Builds what masks put in a value's place. Each has the column's type, made nullable, and has a
 * value for every row.
 */
final class MaskExpressions {

  /** Stands for hidden text, whatever its length. */
  static final String HIDDEN = "XXXX";

  private static final int VISIBLE = 4;

  private final RelDataType type;
  private final RexNode column;

  private MaskExpressions(RelDataType raw, int ordinal) {
    this.type = SqlTypes.FACTORY.createTypeWithNullability(raw, true);
    this.column = SqlTypes.REX.makeInputRef(raw, ordinal);
  }

  /** The masked value of a column under a method. */
  static PolicyExpression of(
      MaskMethod method, ProductTable table, int ordinal, Map<String, AttributeType> attributes)
      throws Refusal {
    RelDataType raw = SqlTypes.rowType(table).getFieldList().get(ordinal).getType();
    MaskExpressions masks = new MaskExpressions(raw, ordinal);
    if (method instanceof MaskMethod.Expression expression) {
      PolicyExpression compiled =
          ExpressionCompiler.compile(expression.text().text(), table, attributes);
      return compiled.with(masks.fitted(compiled.unbound()));
    }
    if (method instanceof MaskMethod.Constant constant) {
      return PolicyExpression.constant(masks.constant(constant.value(), table));
    }
    return PolicyExpression.constant(masks.simple(method));
  }

  /** NULL of a column's type. */
  static RexNode nothing(ProductTable table, int ordinal) {
    RelDataType raw = SqlTypes.rowType(table).getFieldList().get(ordinal).getType();
    return SqlTypes.REX.makeNullLiteral(SqlTypes.FACTORY.createTypeWithNullability(raw, true));
  }

  /** What hides a value of any column for good: {@link #HIDDEN} or NULL. */
  static RexNode redacted(ProductTable table, int ordinal) {
    RelDataType raw = SqlTypes.rowType(table).getFieldList().get(ordinal).getType();
    return new MaskExpressions(raw, ordinal).redacted();
  }

  private RexNode simple(MaskMethod method) throws Refusal {
    if (method instanceof MaskMethod.Redact) {
      return redacted();
    }
    if (method instanceof MaskMethod.Hash hash) {
      requireText("hash");
      return call(MaskOperators.HMAC, column, text(hash.key().text()));
    }
    if (method instanceof MaskMethod.Last4) {
      requireText("last4");
      RexNode start =
          SqlTypes.REX.makeCall(SqlStdOperatorTable.MINUS, length(), integer(VISIBLE - 1));
      RexNode tail = call(SqlStdOperatorTable.SUBSTRING, column, start, integer(VISIBLE));
      return partial(call(SqlStdOperatorTable.CONCAT, text(HIDDEN), tail));
    }
    if (method instanceof MaskMethod.First4) {
      requireText("first4");
      RexNode head = call(SqlStdOperatorTable.SUBSTRING, column, integer(1), integer(VISIBLE));
      return partial(call(SqlStdOperatorTable.CONCAT, head, text(HIDDEN)));
    }
    if (method instanceof MaskMethod.Truncate truncate) {
      return truncated(truncate.unit());
    }
    if (method instanceof MaskMethod.Round round) {
      return rounded(round.digits());
    }
    return SqlTypes.REX.makeNullLiteral(type);
  }

  private RexNode redacted() {
    return isText()
        ? SqlTypes.REX.makeAbstractCast(type, text(HIDDEN), false)
        : SqlTypes.REX.makeNullLiteral(type);
  }

  private RexNode partial(RexNode shown) {
    RexNode isLong =
        SqlTypes.REX.makeCall(SqlStdOperatorTable.GREATER_THAN, length(), integer(VISIBLE));
    RexNode isThere = SqlTypes.REX.makeCall(SqlStdOperatorTable.IS_NOT_NULL, column);
    return call(
        SqlStdOperatorTable.CASE,
        isLong,
        shown,
        isThere,
        text(HIDDEN),
        SqlTypes.REX.makeNullLiteral(type));
  }

  private RexNode length() {
    return SqlTypes.REX.makeCall(SqlStdOperatorTable.CHAR_LENGTH, column);
  }

  private RexNode truncated(TimeUnitRange unit) throws Refusal {
    TypeKind kind = SqlTypes.kind(type);
    boolean date = kind == TypeKind.DATE;
    if (!date && kind != TypeKind.TIMESTAMP) {
      throw new Refusal("truncate takes DATE and TIMESTAMP columns, not " + type);
    }
    if (date && (unit == TimeUnitRange.DAY || unit == TimeUnitRange.HOUR)) {
      throw new Refusal("truncate: " + unit.name().toLowerCase(Locale.ROOT) + " hides no date");
    }
    return call(SqlStdOperatorTable.FLOOR, column, SqlTypes.REX.makeFlag(unit));
  }

  /** Values so large that rounding could leave the type's range become NULL. */
  private RexNode rounded(int digits) throws Refusal {
    RexNode rounded = call(SqlStdOperatorTable.ROUND, column, integer(digits));
    BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(-digits);
    BigDecimal limit;
    switch (SqlTypes.kind(type)) {
      case DOUBLE -> {
        return rounded;
      }
      case INTEGER -> limit = BigDecimal.valueOf(largest()).subtract(step);
      case DECIMAL -> {
        if (digits >= type.getScale()) {
          throw new Refusal("round: " + digits + " hides nothing of " + type);
        }
        int whole = type.getPrecision() - type.getScale();
        limit = BigDecimal.ONE.scaleByPowerOfTen(whole).subtract(step);
      }
      default -> throw new Refusal("round takes numbers, not " + type);
    }
    if (SqlTypes.kind(type) == TypeKind.INTEGER && digits >= 0) {
      throw new Refusal("round: " + digits + " hides nothing of " + type + "; use -1 or less");
    }
    if (limit.signum() <= 0) {
      throw new Refusal("round: " + digits + " leaves nothing of " + type + "; use null");
    }
    RexNode inside =
        SqlTypes.REX.makeCall(
            SqlStdOperatorTable.AND,
            SqlTypes.REX.makeCall(
                SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, column, literal(limit.negate())),
            SqlTypes.REX.makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, column, literal(limit)));
    return call(SqlStdOperatorTable.CASE, inside, rounded, SqlTypes.REX.makeNullLiteral(type));
  }

  private long largest() {
    return switch (type.getSqlTypeName()) {
      case TINYINT -> Byte.MAX_VALUE;
      case SMALLINT -> Short.MAX_VALUE;
      case INTEGER -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }

  private RexNode constant(Scalar value, ProductTable table) throws Refusal {
    String text = value.text();
    String literal =
        switch (SqlTypes.kind(type)) {
          case TEXT -> "";
          case INTEGER, DECIMAL, DOUBLE, REAL -> requireNumber(value);
          case BOOLEAN -> value.type() == ScalarType.BOOLEAN ? text : refuse(value);
          case DATE -> "DATE '" + requireDigits(value) + "'";
          case TIMESTAMP -> "TIMESTAMP '" + requireDigits(value) + "'";
          default -> throw new Refusal("constant is not supported for " + type + "; use null");
        };
    if (isText()) {
      return fitted(text(text));
    }
    return fitted(ExpressionCompiler.compile(literal, table, Map.of()).unbound());
  }

  private String requireNumber(Scalar value) throws Refusal {
    return value.text().matches("-?\\d{1,38}(\\.\\d{1,38})?") ? value.text() : refuse(value);
  }

  private String requireDigits(Scalar value) throws Refusal {
    return value.text().matches("[0-9:. -]+") ? value.text() : refuse(value);
  }

  private String refuse(Scalar value) throws Refusal {
    throw new Refusal("'" + value.text() + "' is no value of type " + type);
  }

  /** The value in the column's own type, nullable; refused if it might not fit. */
  private RexNode fitted(RexNode value) throws Refusal {
    if (value.getType().equals(type)) {
      return value;
    }
    if (org.apache.calcite.rex.RexLiteral.isNullLiteral(value)) {
      return SqlTypes.REX.makeNullLiteral(type);
    }
    if (!SqlTypeUtil.equalSansNullability(SqlTypes.FACTORY, value.getType(), type)
        && !TotalExpressions.widens(value.getType(), type)
        && !isSmallLiteral(value)) {
      throw new Refusal("Its type " + value.getType() + " does not fit the column's type " + type);
    }
    return SqlTypes.REX.makeAbstractCast(type, value, false);
  }

  /** Whether a number is written out and in the range of an integer or decimal column. */
  private boolean isSmallLiteral(RexNode value) {
    if (!(value instanceof org.apache.calcite.rex.RexLiteral literal)
        || !(literal.getValue() instanceof BigDecimal number)) {
      return false;
    }
    return switch (SqlTypes.kind(type)) {
      case INTEGER ->
          number.stripTrailingZeros().scale() <= 0
              && number.abs().compareTo(BigDecimal.valueOf(largest())) <= 0;
      case DECIMAL ->
          number.stripTrailingZeros().scale() <= type.getScale()
              && number.precision() - number.scale() <= type.getPrecision() - type.getScale();
      default -> false;
    };
  }

  private RexNode call(SqlOperator operator, RexNode... operands) {
    return SqlTypes.REX.makeCall(type, operator, List.of(operands));
  }

  private boolean isText() {
    return SqlTypes.kind(type) == TypeKind.TEXT;
  }

  private void requireText(String method) throws Refusal {
    if (!isText()) {
      throw new Refusal(method + " takes text columns, not " + type);
    }
  }

  private static RexNode text(String value) {
    return SqlTypes.REX.makeLiteral(value, PolicyExpression.TEXT, true);
  }

  private static RexNode integer(int value) {
    return SqlTypes.REX.makeExactLiteral(BigDecimal.valueOf(value));
  }

  private static RexNode literal(BigDecimal value) {
    return SqlTypes.REX.makeExactLiteral(value.setScale(Math.max(0, value.scale())));
  }
}
