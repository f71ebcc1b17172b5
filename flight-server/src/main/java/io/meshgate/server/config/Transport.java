package io.meshgate.server.config;

import java.nio.file.Path;
import java.util.Objects;

/** How connections are protected. */
public sealed interface Transport {

  /**
   * TLS under a certificate of the operator's.
   *
   * @param certificate PEM file with the certificate chain
   * @param key PEM file with the private key (PKCS #8)
   */
  record Tls(Path certificate, Path key) implements Transport {
    public Tls {
      Objects.requireNonNull(certificate, "certificate");
      Objects.requireNonNull(key, "key");
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
