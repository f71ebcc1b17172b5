package io.meshgate.server.auth;

import io.meshgate.server.auth.identity.Identity;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a users file.
 *
 * @param identity who it is; the subject is the name to log in with
 * @param password the hash of the password; without one, access tokens and certificates are the
 *     only ways in
 */
record User(Identity identity, Optional<PasswordHash> password) {

  User {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(password, "password");
  }

  /** The name to log in with. */
  String name() {
    return identity.subject();
  }
}
