package io.meshgate.server.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** How connections are protected. */
public sealed interface Transport {

  /**
   * TLS under a certificate of the operator's.
   *
   * @param certificate PEM file with the certificate chain
   * @param key PEM file with the private key (PKCS #8)
   * @param clients the certificates that clients may show; empty if they are not asked for any
   */
  record Tls(Path certificate, Path key, Optional<ClientCertificates> clients)
      implements Transport {
    public Tls {
      Objects.requireNonNull(certificate, "certificate");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(clients, "clients");
    }

    /** TLS that asks clients for no certificate. */
    public Tls(Path certificate, Path key) {
      this(certificate, key, Optional.empty());
    }
  }

  /**
   * TLS under a certificate that the server makes for itself: for trying things out, because
   * clients have no reason to trust it until they are given the file.
   *
   * @param folder where the certificate and its key are kept, so that a restart does not change
   *     them
   */
  record DevelopmentTls(Path folder) implements Transport {
    public DevelopmentTls {
      Objects.requireNonNull(folder, "folder");
    }
  }

  /** No protection: whoever can listen reads passwords and rows. */
  record Plaintext() implements Transport {}
}
