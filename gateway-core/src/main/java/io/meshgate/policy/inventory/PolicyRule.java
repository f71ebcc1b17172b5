package io.meshgate.policy.inventory;

import com.google.common.collect.ImmutableSortedSet;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of a policy file.
 *
 * @param id its id with that of its set before it, as decisions show it
 * @param kind what it does
 * @param line its line in the file
 * @param to whom it is for
 * @param text what it says, in the words of its author
 * @param purposes of which a session must declare one; none if it asks for none
 * @param validUntil the last day on which it holds
 */
public record PolicyRule(
    String id,
    Kind kind,
    int line,
    Audience to,
    String text,
    Set<String> purposes,
    Optional<LocalDate> validUntil) {

  /** What a rule does. */
  public enum Kind {
    /** Lets principals read. */
    GRANT,
    /** Keeps principals from reading, whatever is granted. */
    DENIAL,
    /** Shows rows. */
    PERMIT,
    /** Hides rows. */
    RESTRICT,
    /** Puts something in the place of values. */
    MASK,
    /** Says what may be done with visible rows. */
    LIMIT
  }

  public PolicyRule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(validUntil, "validUntil");
    purposes = ImmutableSortedSet.copyOf(purposes);
  }

  /** A rule that asks for no purpose and does not end. */
  public PolicyRule(String id, Kind kind, int line, Audience to, String text) {
    this(id, kind, line, to, text, Set.of(), Optional.empty());
  }
}
