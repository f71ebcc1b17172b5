package io.meshgate.server.auth.token;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One personal access token, without its secret.
 *
 * @param id names it, for everybody to see
 * @param user whose it is: a name in the users file
 * @param label what its owner calls it
 * @param hash SHA-256 of the secret in hexadecimal
 * @param created when it was made
 * @param expires when it ends; never if empty
 */
public record AccessToken(
    String id,
    String user,
    Optional<String> label,
    String hash,
    Instant created,
    Optional<Instant> expires) {

  public AccessToken {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(expires, "expires");
  }

  /** Whether it is in force at a time. */
  public boolean holdsAt(Instant now) {
    return expires.isEmpty() || expires.get().isAfter(now);
  }

  /** Hides the hash. */
  @Override
  public String toString() {
    return "AccessToken[" + id + " of " + user + "]";
  }
}
