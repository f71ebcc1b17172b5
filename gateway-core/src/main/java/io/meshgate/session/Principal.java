package io.meshgate.session;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A verified identity: who asks, as authentication established it.
 *
 * <p>Immutable, and passed explicitly: never kept in a thread local, never taken from anything a
 * client can set.
 *
 * @param subject the user's or service's unique name
 * @param groups groups that the subject is a member of
 * @param attributes typed attributes by name: {@link String}, {@link Long}, {@link Boolean} or
 *     {@link java.time.LocalDate}
 * @param purpose the declared purpose of the session, if any
 * @param actor who really asks, if somebody looks with the eyes of another; decisions are those for
 *     the other
 */
public record Principal(
    String subject,
    Set<String> groups,
    Map<String, Object> attributes,
    Optional<String> purpose,
    Optional<String> actor) {

  private static final String GOVERNANCE = "governance";

  public Principal {
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(actor, "actor");
    if (subject.isBlank()) {
      throw new IllegalArgumentException("A principal needs a subject");
    }
    groups = ImmutableSortedSet.copyOf(groups);
    attributes = ImmutableMap.copyOf(attributes);
  }

  /** A principal who asks for themselves. */
  public Principal(
      String subject,
      Set<String> groups,
      Map<String, Object> attributes,
      Optional<String> purpose) {
    this(subject, groups, attributes, purpose, Optional.empty());
  }

  /** This principal as somebody else looks with their eyes. */
  public Principal seenBy(String other) {
    return new Principal(subject, groups, attributes, purpose, Optional.of(other));
  }

  /** Whether the subject governs the mesh: sees the plans and queries of everybody. */
  public boolean isGovernance() {
    return groups.contains(GOVERNANCE);
  }

  /** A principal without attributes and purpose. */
  public static Principal of(String subject, String... groups) {
    return new Principal(subject, Set.of(groups), Map.of(), Optional.empty());
  }
}
