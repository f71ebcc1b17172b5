package io.meshgate.server.auth.oidc;

import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An OpenID Connect identity provider whose tokens are accepted.
 *
 * @param name what stands before its users' names, with a colon: names of different providers and
 *     of the users file can never be the same
 * @param issuer what the claim {@code iss} must be
 * @param audiences the claim {@code aud} must hold one of these
 * @param keys where its public keys are
 * @param algorithms the signatures that are accepted; public-key ones only
 * @param claims which claims say what
 * @param clockSkew how far the provider's clock may be off
 */
public record OidcProvider(
    String name,
    String issuer,
    Set<String> audiences,
    KeyLocation keys,
    Set<JWSAlgorithm> algorithms,
    ClaimNames claims,
    Duration clockSkew) {

  /** The signatures that can be accepted (RFC 7518). */
  public static final ImmutableSet<JWSAlgorithm> ALGORITHMS =
      ImmutableSet.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** What a name may be. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public OidcProvider {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(claims, "claims");
    Objects.requireNonNull(clockSkew, "clockSkew");
    audiences = ImmutableSet.copyOf(audiences);
    algorithms = ImmutableSet.copyOf(algorithms);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Not a name of a provider: " + name);
    }
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException("A provider's tokens must be meant for somebody");
    }
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException("Only signatures by a private key prove anything");
    }
  }
}
