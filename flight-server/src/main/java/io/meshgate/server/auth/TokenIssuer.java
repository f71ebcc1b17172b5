package io.meshgate.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Signs bearer tokens and reads them back.
 *
 * <p>A token says who logged in, in which session and until when, and which password it was; what
 * the user may do is looked up at every call. Safe for use by many threads.
 */
final class TokenIssuer {

  private static final String ISSUER = "meshgate";
  private static final String SESSION = "sid";
  private static final String PASSWORD = "pwd";
  private static final int MAXIMUM_LENGTH = 4096;

  private final byte[] key;
  private final Duration lifetime;
  private final Clock clock;

  /** What a valid token says. */
  record Token(String subject, String session, String password, Instant expiry) {}

  TokenIssuer(TokenKeys keys, Duration lifetime, Clock clock) {
    this.key = keys.derive("bearer tokens");
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /**
   * A new token.
   *
   * @param password a fingerprint of the password, so that a new password ends old tokens
   */
  String issue(String subject, String session, String password) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(subject)
            .claim(SESSION, session)
            .claim(PASSWORD, password)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("A key of 256 bits signs with HS256", e);
    }
    return token.serialize();
  }

  /** What the token says, if this server or one with the same key signed it and it is in force. */
  Optional<Token> verify(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
          || !token.verify(new MACVerifier(key))) {
        return Optional.empty();
      }
      return claims(token.getJWTClaimsSet());
    } catch (ParseException | JOSEException e) {
      // Anybody can send anything; what is no token of ours is answered alike.
      return Optional.empty();
    }
  }

  /** Whether so much of the lifetime is over that the client should get a new token. */
  boolean isAging(Token token) {
    return token.expiry().isBefore(clock.instant().plus(lifetime.dividedBy(2)));
  }

  private Optional<Token> claims(JWTClaimsSet claims) throws ParseException {
    String subject = claims.getSubject();
    String session = claims.getStringClaim(SESSION);
    String password = claims.getStringClaim(PASSWORD);
    Date expiry = claims.getExpirationTime();
    if (!ISSUER.equals(claims.getIssuer())
        || subject == null
        || session == null
        || password == null
        || expiry == null
        || !expiry.toInstant().isAfter(clock.instant())) {
      return Optional.empty();
    }
    return Optional.of(new Token(subject, session, password, expiry.toInstant()));
  }
}
