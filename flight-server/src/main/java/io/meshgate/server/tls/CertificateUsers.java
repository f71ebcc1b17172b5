package io.meshgate.server.tls;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.config.ClientCertificates;
import io.meshgate.server.config.ClientCertificates.Name;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the user whom a client certificate names. The certificate must have been verified; what it
 * says is believed. Safe for use by many threads.
 */
public final class CertificateUsers {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateUsers.class);

  // Kinds of general names (RFC 5280, section 4.2.1.6).
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  private final ClientCertificates config;

  /**
   * @param config which part of a certificate names its user
   */
  public CertificateUsers(ClientCertificates config) {
    this.config = Objects.requireNonNull(config, "config");
  }

  /**
   * The user of a certificate. Nobody if it has no name of the configured kind, or several that
   * lead to different users.
   */
  public Optional<String> user(X509Certificate certificate) {
    List<String> users =
        names(certificate).stream()
            .flatMap(
                name ->
                    config
                        .users()
                        .map(known -> Optional.ofNullable(known.get(name)))
                        .orElse(Optional.of(name))
                        .stream())
            .distinct()
            .toList();
    return users.size() == 1 ? Optional.of(users.get(0)) : Optional.empty();
  }

  private List<String> names(X509Certificate certificate) {
    try {
      return config.name() == Name.COMMON_NAME
          ? commonNames(certificate)
          : alternativeNames(certificate, kind(config.name()));
    } catch (CertificateParsingException e) {
      LOG.warn("A client certificate that was verified cannot be read", e);
      return List.of();
    }
  }

  private static int kind(Name name) {
    return switch (name) {
      case EMAIL -> EMAIL;
      case DNS -> DNS;
      case URI -> URI;
      case COMMON_NAME -> throw new IllegalArgumentException("Not an alternative name");
    };
  }

  private static List<String> commonNames(X509Certificate certificate) {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (RDN part : subject.getRDNs(BCStyle.CN)) {
      // The text itself; the usual printed form would escape some characters.
      if (part.getFirst().getValue() instanceof ASN1String text) {
        names.add(text.getString());
      }
    }
    return names.build();
  }

  private static List<String> alternativeNames(X509Certificate certificate, int kind)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (List<?> name : all == null ? List.<List<?>>of() : all) {
      if (Integer.valueOf(kind).equals(name.get(0)) && name.get(1) instanceof String text) {
        names.add(text);
      }
    }
    return names.build();
  }
}
