package io.meshgate.policy.review;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;

/**
 * A difference between two versions of policies.
 *
 * @param direction for whom it is good
 * @param object the table, or the column with its table
 * @param what what is different, in words
 * @param who whom it is about
 */
public record AccessChange(Direction direction, String object, String what, List<String> who) {

  /** Whether something more or something less is seen. */
  public enum Direction {
    /** More is seen. */
    GAINS,
    /** Less is seen. */
    LOSES,
    /** Something else is seen. */
    CHANGES
  }

  public AccessChange {
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(what, "what");
    who = ImmutableList.copyOf(who);
  }
}
