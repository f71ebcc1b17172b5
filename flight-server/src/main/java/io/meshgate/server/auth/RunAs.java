package io.meshgate.server.auth;

import io.meshgate.document.DocumentException;
import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.session.SessionOptions;
import io.meshgate.session.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets members of governance look with the eyes of others: a user of the users file, or somebody
 * whom they describe. They see what that principal sees, no more and no less, and every query keeps
 * both names.
 */
final class RunAs {

  private final Function<String, Optional<Identity>> users;

  /**
   * @param users the users of the users file by name
   */
  RunAs(Function<String, Optional<Identity>> users) {
    this.users = Objects.requireNonNull(users, "users");
  }

  /**
   * As whom somebody may look: fails with {@link IllegalArgumentException} for whom they cannot;
   * empty if they may not at all.
   */
  Optional<Consumer<String>> check(Identity identity) {
    return mayLook(identity) ? Optional.of(this::look) : Optional.empty();
  }

  private static boolean mayLook(Identity identity) {
    return identity.principal(Optional.empty()).isGovernance();
  }

  /**
   * With whose eyes a call is decided.
   *
   * @throws LoginException if the options are no longer theirs to have
   */
  Caller.Eyes eyes(Identity identity, SessionOptions options) throws LoginException {
    Optional<String> purpose = options.purpose();
    if (options.runAs().isPresent()) {
      return eyes(identity, options.runAs().get(), purpose);
    }
    if (purpose.isPresent() && !identity.purposes().contains(purpose.get())) {
      throw new LoginException(
          LoginException.Kind.PERMISSION_DENIED,
          "The purpose of this session is no longer among yours; connect again");
    }
    return new Caller.Eyes(
        identity.subject(), identity.principal(purpose), identity.purposes(), check(identity));
  }

  private Caller.Eyes eyes(Identity identity, String text, Optional<String> purpose)
      throws LoginException {
    if (!mayLook(identity)) {
      throw new LoginException(
          LoginException.Kind.PERMISSION_DENIED,
          "An option of this session is no longer yours to have; connect again");
    }
    try {
      Identity other = look(text);
      // A purpose of one's own that is none of theirs is not declared.
      Principal principal =
          other.principal(purpose.filter(other.purposes()::contains)).seenBy(identity.subject());
      return new Caller.Eyes(identity.subject(), principal, other.purposes(), check(identity));
    } catch (IllegalArgumentException e) {
      throw new LoginException(
          LoginException.Kind.INVALID_VALUE,
          "The session looks with the eyes of nobody: " + e.getMessage() + "; connect again");
    }
  }

  private Identity look(String text) {
    if (!text.startsWith("{")) {
      return users
          .apply(text)
          .orElseThrow(
              () -> new IllegalArgumentException("the users file has no user of that name"));
    }
    try {
      return UsersFile.described(text);
    } catch (DocumentException e) {
      throw new IllegalArgumentException(
          "write {user: name, groups: [...], attributes: {...}, purposes: [...]}", e);
    }
  }
}
