package io.meshgate.server.auth.oidc;

import io.meshgate.server.auth.identity.Identity;
import java.time.Instant;
import java.util.Objects;

/**
 * What a good token says.
 *
 * @param identity who it is
 * @param ends when the token ends
 */
public record OidcIdentity(Identity identity, Instant ends) {
  public OidcIdentity {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(ends, "ends");
  }
}
