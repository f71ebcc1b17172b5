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
 * @param kind whether it is a user, or a data product that reads with rights of its own
 */
public record Principal(
    String subject,
    Set<String> groups,
    Map<String, Object> attributes,
    Optional<String> purpose,
    Optional<String> actor,
    Kind kind) {

  private static final String GOVERNANCE = "governance";

  /** What a principal is. No credential makes a user into anything else. */
  public enum Kind {
    /** A person or a service that has logged in. */
    USER,
    /** A data product; the subject is its schema's name. Only the gateway makes one. */
    PRODUCT
  }

  public Principal {
    Objects.requireNonNull(kind, "kind");
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
    this(subject, groups, attributes, purpose, Optional.empty(), Kind.USER);
  }

  /** This principal as somebody else looks with their eyes. */
  public Principal seenBy(String other) {
    return new Principal(subject, groups, attributes, purpose, Optional.of(other), kind);
  }

  /**
   * The data product that reads its inputs for this principal, with rights of its own: it has
   * neither groups nor attributes, and the purpose is the reader's.
   *
   * @param schema the product's schema name
   */
  public Principal reading(String schema) {
    return new Principal(schema, Set.of(), Map.of(), purpose, Optional.empty(), Kind.PRODUCT);
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
