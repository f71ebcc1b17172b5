package io.meshgate.server.auth;

import io.meshgate.server.auth.identity.Identity;
import java.util.Objects;

/** What a caller has proven their identity by, in the form in which a session token names it. */
sealed interface Proof {

  /**
   * A password of the users file.
   *
   * @param fingerprint of its hash, so that a new password ends old sessions
   */
  record Password(String fingerprint) implements Proof {
    public Password {
      Objects.requireNonNull(fingerprint, "fingerprint");
    }
  }

  /**
   * A personal access token.
   *
   * @param id of the token, so that revoking it ends its sessions
   */
  record AccessToken(String id) implements Proof {
    public AccessToken {
      Objects.requireNonNull(id, "id");
    }
  }

  /** A client certificate, which must be shown with the session token too. */
  record Certificate() implements Proof {}

  /**
   * A token of an identity provider.
   *
   * @param identity what it said
   */
  record Provider(Identity identity) implements Proof {
    public Provider {
      Objects.requireNonNull(identity, "identity");
    }
  }
}
