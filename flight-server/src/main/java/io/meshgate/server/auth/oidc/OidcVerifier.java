package io.meshgate.server.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the tokens of one provider. Safe for use by many threads. */
final class OidcVerifier {

  private static final Logger LOG = LoggerFactory.getLogger(OidcVerifier.class);

  private final OidcProvider provider;
  private final ClaimReader reader;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  OidcVerifier(OidcProvider provider, ProviderKeys.Keeping keeping, Clock clock) {
    this.provider = provider;
    this.reader = new ClaimReader(provider);
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            provider.algorithms(), ProviderKeys.of(provider, keeping)));
    Claims claims = new Claims(provider, clock);
    claims.setMaxClockSkew(Math.toIntExact(provider.clockSkew().toSeconds()));
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** Who a token is of, if it is good. Why it is not goes to the log alone. */
  Optional<OidcIdentity> verify(SignedJWT token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return Optional.of(
          new OidcIdentity(reader.identity(claims), claims.getExpirationTime().toInstant()));
    } catch (RateLimitReachedException e) {
      LOG.debug("The keys of '{}' were looked for just now", provider.name(), e);
    } catch (KeySourceException e) {
      LOG.warn("No token of the identity provider '{}' can be checked", provider.name(), e);
    } catch (BadJOSEException | JOSEException | ParseException e) {
      LOG.debug("A token of '{}' is refused", provider.name(), e);
    }
    return Optional.empty();
  }

  /** The registered claims (RFC 7519, section 4.1), at the time of a clock. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    Claims(OidcProvider provider, Clock clock) {
      super(
          provider.audiences(),
          new JWTClaimsSet.Builder().issuer(provider.issuer()).build(),
          Set.of("exp"),
          Set.of());
      this.clock = clock;
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
