package io.meshgate.server.auth.oidc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The identity providers whose tokens are accepted.
 *
 * <p>Looks for a provider's keys when its first token comes, keeps them, and looks again when a
 * token names a key that is not known, but not more often than twice in half a minute. Safe for use
 * by many threads.
 */
public final class OidcProviders {

  // More than any call's headers may hold of it beside the rest.
  private static final int MAXIMUM_LENGTH = 16 << 10;

  private final ImmutableMap<String, OidcVerifier> byIssuer;
  private final ImmutableSet<String> names;

  /**
   * @param providers the providers; no two of one issuer
   */
  public OidcProviders(List<OidcProvider> providers) {
    this(providers, ProviderKeys.Keeping.DEFAULT, Clock.systemUTC());
  }

  OidcProviders(List<OidcProvider> providers, ProviderKeys.Keeping keeping, Clock clock) {
    this.byIssuer =
        providers.stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    OidcProvider::issuer, provider -> new OidcVerifier(provider, keeping, clock)));
    this.names = providers.stream().map(OidcProvider::name).collect(ImmutableSet.toImmutableSet());
  }

  /** Who a token is of, if it is a good one of a provider here. */
  public Optional<OidcIdentity> verify(String text) {
    if (byIssuer.isEmpty() || text.length() > MAXIMUM_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      // Said by anybody, so it chooses only by whose keys the token is checked.
      String issuer = token.getJWTClaimsSet().getIssuer();
      return Optional.ofNullable(issuer == null ? null : byIssuer.get(issuer))
          .flatMap(verifier -> verifier.verify(token));
    } catch (ParseException e) {
      // Anybody can send anything; what is no token is answered alike.
      return Optional.empty();
    }
  }

  /** Whether a subject is that of a user of a provider here. */
  public boolean know(String subject) {
    int colon = subject.indexOf(':');
    return colon > 0 && names.contains(subject.substring(0, colon));
  }
}
