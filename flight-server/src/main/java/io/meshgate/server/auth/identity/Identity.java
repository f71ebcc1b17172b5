package io.meshgate.server.auth.identity;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.session.Principal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who somebody is, and what they may declare.
 *
 * @param subject the unique name: that of the users file, or the issuer's name, a colon and the
 *     issuer's name for them. Names in a users file have no colon, so neither is taken for the
 *     other
 * @param groups groups
 * @param attributes typed attributes by name, as {@link Principal} has them
 * @param purposes purposes that their sessions may declare
 */
public record Identity(
    String subject, List<String> groups, Map<String, Object> attributes, List<String> purposes) {

  public Identity {
    if (subject.isBlank()) {
      throw new IllegalArgumentException("An identity needs a subject");
    }
    groups = ImmutableList.copyOf(groups);
    attributes = ImmutableMap.copyOf(attributes);
    purposes = ImmutableList.copyOf(purposes);
  }

  /**
   * The principal of a session.
   *
   * @param purpose the session's purpose
   * @throws IllegalArgumentException if that is none of theirs
   */
  public Principal principal(Optional<String> purpose) {
    if (purpose.isPresent() && !purposes.contains(purpose.get())) {
      throw new IllegalArgumentException("Not a declared purpose");
    }
    return new Principal(subject, new LinkedHashSet<>(groups), attributes, purpose);
  }
}
