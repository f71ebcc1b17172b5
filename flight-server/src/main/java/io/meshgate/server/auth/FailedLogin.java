package io.meshgate.server.auth;

import java.util.Objects;
import java.util.Optional;

/**
 * Credentials that were refused.
 *
 * @param kind why
 * @param user whose they are, if a user of that name exists; never what else was typed there
 * @param peer the address that they came from
 */
public record FailedLogin(LoginException.Kind kind, Optional<String> user, String peer) {
  public FailedLogin {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(peer, "peer");
  }
}
