package io.meshgate.plan.place;

import io.meshgate.catalog.SqlTypes;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;

/** The names by which {@link io.meshgate.spi.RemoteFunction} lists operators. */
public final class OperatorName {

  private OperatorName() {}

  /**
   * The name of a scalar call; casts and extractions carry their target and unit, operators on
   * nested values what they are: {@code ITEM ARRAY}.
   */
  public static String of(RexCall call) {
    return switch (call.getKind()) {
      case CAST, SAFE_CAST -> "CAST " + SqlTypes.kind(call.getType()).name();
      case EXTRACT -> "EXTRACT " + unit(call.getOperands().get(0));
      case FLOOR, CEIL ->
          call.getOperands().size() == 2
              ? call.getKind().name() + " " + unit(call.getOperands().get(1))
              : call.getKind().name();
      case TRIM -> "TRIM " + flag(call.getOperands().get(0));
      case ITEM -> "ITEM " + collection(call);
      default ->
          call.getOperator().getName().equals("CARDINALITY")
              ? "CARDINALITY " + collection(call)
              : of(call.getOperator());
    };
  }

  private static String collection(RexCall call) {
    return call.getOperands().get(0).getType().getSqlTypeName().getName();
  }

  private static String flag(RexNode operand) {
    return operand instanceof RexLiteral literal ? String.valueOf(literal.getValue()) : "";
  }

  /** The name of an operator. */
  public static String of(SqlOperator operator) {
    return switch (operator.getKind()) {
      case PLUS_PREFIX -> "+";
      case MINUS_PREFIX -> "-";
      case MOD -> "MOD";
      case SUM0 -> "SUM0";
      case CHAR_LENGTH -> "CHAR_LENGTH";
      default -> operator.getName().toUpperCase(Locale.ROOT);
    };
  }

  private static String unit(RexNode operand) {
    if (operand instanceof RexLiteral literal) {
      TimeUnitRange unit = literal.getValueAs(TimeUnitRange.class);
      return unit == null ? "" : unit.name();
    }
    return "";
  }
}
