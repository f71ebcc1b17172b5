package io.meshgate.server.auth.oidc;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/** Where the public keys of an identity provider are (a JWK set, RFC 7517). */
public sealed interface KeyLocation {

  /**
   * Where the provider's own description says.
   *
   * @param document the description (OpenID Connect Discovery 1.0)
   */
  record Discovered(URI document) implements KeyLocation {
    public Discovered {
      Objects.requireNonNull(document, "document");
    }
  }

  /** At an address. */
  record At(URI address) implements KeyLocation {
    public At {
      Objects.requireNonNull(address, "address");
    }
  }

  /** In a file, for gateways that may not call out. */
  record In(Path file) implements KeyLocation {
    public In {
      Objects.requireNonNull(file, "file");
    }
  }
}
