package io.meshgate.plan.place;

import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rex.RexNode;

/**
 * What a source evaluates on raw rows that a guard of the gateway then masks: fewer rows are moved.
 *
 * @param rowPredicate whether the policy's row predicate runs in the source
 * @param user a leakproof predicate of the user's on unmasked columns, over the visible row
 */
public record FetchConditions(boolean rowPredicate, Optional<RexNode> user) {

  /** Nothing: the source hands out the whole table. */
  public static final FetchConditions NONE = new FetchConditions(false, Optional.empty());

  public FetchConditions {
    Objects.requireNonNull(user, "user");
  }

  /** The guessed fraction of rows that the user's predicate keeps. */
  public double userSelectivity() {
    return user.map(RelMdUtil::guessSelectivity).orElse(1.0);
  }
}
