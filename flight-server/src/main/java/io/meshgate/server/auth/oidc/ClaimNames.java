package io.meshgate.server.auth.oidc;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which claims of a provider's tokens say what. A name with dots leads into objects, unless there
 * is a claim of the whole name.
 *
 * @param subject the user's name at the provider
 * @param groups the groups: a list of texts, or one text
 * @param purposes the purposes that sessions may declare, in the same form
 * @param attributes attributes by name
 */
public record ClaimNames(
    String subject,
    Optional<String> groups,
    Optional<String> purposes,
    Map<String, Attribute> attributes) {

  public ClaimNames {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(groups, "groups");
    Objects.requireNonNull(purposes, "purposes");
    attributes = ImmutableMap.copyOf(attributes);
  }

  /** The claim of an attribute, and the type that it must have. */
  public record Attribute(String claim, Type type) {
    public Attribute {
      Objects.requireNonNull(claim, "claim");
      Objects.requireNonNull(type, "type");
    }
  }

  /** Types of attributes. */
  public enum Type {
    /** Text. */
    STRING,
    /** A whole number of 64 bits. */
    INTEGER,
    /** True or false. */
    BOOLEAN,
    /** A day, as text in the form 2026-11-23. */
    DATE
  }
}
