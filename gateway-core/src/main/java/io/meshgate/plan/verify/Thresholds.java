package io.meshgate.plan.verify;

import io.meshgate.catalog.SqlTypes;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/** Finds the numbers that columns have to reach for a row to be kept. */
final class Thresholds {

  private Thresholds() {}

  /** The least values that every kept row has in some column. */
  static Set<BigDecimal> in(RexNode condition) {
    Set<BigDecimal> found = new HashSet<>();
    for (RexNode each :
        RelOptUtil.conjunctions(RexUtil.expandSearch(SqlTypes.REX, null, condition))) {
      if (each.isA(SqlKind.GREATER_THAN_OR_EQUAL)
          && each instanceof RexCall call
          && call.getOperands().get(0) instanceof RexInputRef
          && call.getOperands().get(1) instanceof RexLiteral literal) {
        Optional.ofNullable(literal.getValueAs(BigDecimal.class))
            .ifPresent(least -> found.add(least.stripTrailingZeros()));
      }
    }
    return found;
  }
}
