package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a call shows to prove who makes it.
 *
 * @param authorization the values of its header {@code authorization}
 * @param certificate the client certificate of the connection, verified against the configured
 *     authorities
 * @param peer the address that it comes from, without the port
 */
public record Credentials(
    List<String> authorization, Optional<X509Certificate> certificate, String peer) {

  public Credentials {
    authorization = ImmutableList.copyOf(authorization);
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(peer, "peer");
  }

  /** Hides everything but the address. */
  @Override
  public String toString() {
    return "Credentials[from " + peer + "]";
  }
}
