package io.meshgate.plan.place;

import java.util.EnumSet;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;

/**
 * Whether a predicate can tell nothing about a row but its truth: it never fails, whatever the row
 * holds.
 *
 * <p>A source may run predicates in any order, so one that can fail on a hidden row would tell of
 * it. The list is closed: comparisons of columns and constants of the same family without casts,
 * NULL tests, LIKE with a constant pattern, and their combination by AND, OR and NOT.
 */
final class Leakproof {

  private static final Set<SqlKind> COMPARISONS =
      EnumSet.of(
          SqlKind.EQUALS,
          SqlKind.NOT_EQUALS,
          SqlKind.LESS_THAN,
          SqlKind.LESS_THAN_OR_EQUAL,
          SqlKind.GREATER_THAN,
          SqlKind.GREATER_THAN_OR_EQUAL,
          SqlKind.IS_DISTINCT_FROM,
          SqlKind.IS_NOT_DISTINCT_FROM,
          SqlKind.IS_NULL,
          SqlKind.IS_NOT_NULL,
          SqlKind.IS_TRUE,
          SqlKind.IS_NOT_TRUE,
          SqlKind.IS_FALSE,
          SqlKind.IS_NOT_FALSE,
          SqlKind.AND,
          SqlKind.OR,
          SqlKind.NOT);

  private Leakproof() {}

  /** Whether {@code predicate} is on the list. */
  static boolean test(RexNode predicate) {
    RexNode expanded = RexUtil.expandSearch(io.meshgate.catalog.SqlTypes.REX, null, predicate);
    boolean[] proof = {true};
    expanded.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitCall(RexCall call) {
            proof[0] &= COMPARISONS.contains(call.getKind()) || isPlainLike(call);
            return super.visitCall(call);
          }

          @Override
          public Void visitDynamicParam(RexDynamicParam parameter) {
            proof[0] = false;
            return null;
          }
        });
    return proof[0];
  }

  private static boolean isPlainLike(RexCall call) {
    return call.getKind() == SqlKind.LIKE
        && call.getOperands().size() == 2
        && call.getOperands().get(1) instanceof RexLiteral;
  }
}
