package io.meshgate.plan.group;

import io.meshgate.policy.Decision.Limits;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;

/**
 * A table of which the caller sees groups only.
 *
 * @param name its name as messages show it
 * @param limits what may be done with its rows
 */
record LimitedTable(String name, Limits limits) {

  static LimitedTable of(GuardedLeaf leaf) {
    return new LimitedTable(leaf.table().displayName(), leaf.limits());
  }

  /** The fewest rows of the table that an answer stands on. */
  int minGroupSize() {
    return limits.minGroupSize();
  }

  /** Why a query is refused: what it does, and what would work. */
  QueryException refusal(String use) {
    return new QueryException(
        ErrorCode.UNSUPPORTED,
        "Table "
            + name
            + " answers questions about groups of its rows only, but "
            + use
            + "; use COUNT, SUM or AVG over it, with or without GROUP BY, and work with their"
            + " results");
  }
}
