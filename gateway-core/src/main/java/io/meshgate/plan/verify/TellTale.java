package io.meshgate.plan.verify;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.meshgate.catalog.SqlTypes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that could tell something of a row beyond whether it satisfies them, for example by an
 * error. A source evaluates conditions in the order that it likes, on hidden rows too.
 */
final class TellTale {

  private static final ImmutableSet<SqlKind> SILENT =
      Sets.immutableEnumSet(
          SqlKind.AND,
          SqlKind.OR,
          SqlKind.NOT,
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
          SqlKind.IS_NOT_FALSE);

  private TellTale() {}

  /** Whether a condition is of columns, constants and nothing that can fail. */
  static boolean isSilent(RexNode condition) {
    AtomicBoolean silent = new AtomicBoolean(true);
    RexUtil.expandSearch(SqlTypes.REX, null, condition)
        .accept(
            new RexVisitorImpl<@Nullable Void>(true) {
              @Override
              public @Nullable Void visitCall(RexCall call) {
                boolean pattern =
                    call.isA(SqlKind.LIKE)
                        && call.getOperands().size() == 2
                        && call.getOperands().get(1) instanceof RexLiteral;
                boolean parts =
                    call.getOperands().stream()
                        .allMatch(
                            part ->
                                part instanceof RexInputRef
                                    || part instanceof RexLiteral
                                    || part instanceof RexCall);
                if (!parts || !(pattern || SILENT.contains(call.getKind()))) {
                  silent.set(false);
                }
                return super.visitCall(call);
              }
            });
    return silent.get();
  }
}
