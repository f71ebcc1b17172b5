package io.meshgate.server.config;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates that clients show (mutual TLS).
 *
 * @param authorities PEM file with the authorities that sign them
 * @param demand whether a connection without one is refused
 * @param name the part of a certificate that names its user
 * @param users the users by the names in certificates; without it those names are the users'
 */
public record ClientCertificates(
    Path authorities, Demand demand, Name name, Optional<Map<String, String>> users) {

  public ClientCertificates {
    Objects.requireNonNull(authorities, "authorities");
    Objects.requireNonNull(demand, "demand");
    Objects.requireNonNull(name, "name");
    users = users.map(ImmutableMap::copyOf);
  }

  /** Whether clients must show a certificate. */
  public enum Demand {
    /** A client without one can log in otherwise. */
    OPTIONAL,
    /** A client without one gets no connection. */
    REQUIRED
  }

  /** The part of a certificate that names its user. */
  public enum Name {
    /** The common name of the subject. */
    COMMON_NAME("commonName"),
    /** The alternative name that is an address of mail. */
    EMAIL("email"),
    /** The alternative name that is a name of a host. */
    DNS("dns"),
    /** The alternative name that is a URI, for example a SPIFFE id. */
    URI("uri");

    private final String label;

    Name(String label) {
      this.label = label;
    }

    /** How a configuration writes it. */
    public String label() {
      return label;
    }
  }
}
