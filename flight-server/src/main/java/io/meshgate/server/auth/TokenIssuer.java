package io.meshgate.server.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import io.meshgate.server.session.SessionState;
import io.meshgate.server.session.SignedClaims;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Signs the gateway's own bearer tokens and reads them back.
 *
 * <p>A token says who began which session by what proof, until when, and the options of the
 * session; what the user may do is looked up at every call. Safe for use by many threads.
 */
final class TokenIssuer {

  private static final String ISSUER = "meshgate";
  private static final String SESSION = "sid";
  // Identity providers put groups into their tokens, which sessions begun by them carry on.
  private static final int MAXIMUM_LENGTH = 24 << 10;
  // The token behind it is looked up at every call; another end would protect nothing.
  private static final Duration OF_ACCESS_TOKENS = Duration.ofDays(365);

  private final SignedClaims signed;
  private final Duration lifetime;
  private final Clock clock;

  TokenIssuer(TokenKeys keys, Duration lifetime, Clock clock) {
    this.signed = new SignedClaims(keys.deriveAll("bearer tokens"), MAXIMUM_LENGTH);
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** The time by which tokens are judged. */
  Instant now() {
    return clock.instant();
  }

  /**
   * A new token.
   *
   * @param ends when the proof itself ends, beyond which no token of it holds
   */
  String issue(
      String subject, String session, Proof proof, SessionState state, Optional<Instant> ends) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(subject)
            .claim(SESSION, session)
            .issueTime(Date.from(now()))
            .expirationTime(Date.from(expiry(proof, ends)));
    ProofClaims.write(proof, claims);
    state.write(claims);
    return signed.sign(claims.build());
  }

  /** What the token says, if this gateway or one with the same key signed it and it is in force. */
  Optional<SessionToken> verify(String text) {
    return signed
        .verify(text)
        .flatMap(TokenIssuer::read)
        .filter(token -> token.expiry().isAfter(now()));
  }

  /** Whether so much of a token's life is over that the client should get one that ends later. */
  boolean isAging(SessionToken token, Optional<Instant> ends) {
    return token.expiry().isBefore(now().plus(lifetime.dividedBy(2)))
        && token.expiry().isBefore(expiry(token.proof(), ends).minusSeconds(1));
  }

  private Instant expiry(Proof proof, Optional<Instant> ends) {
    Duration longest = proof instanceof Proof.AccessToken ? OF_ACCESS_TOKENS : lifetime;
    Instant expiry = now().plus(longest);
    return ends.filter(end -> end.isBefore(expiry)).orElse(expiry);
  }

  private static Optional<SessionToken> read(JWTClaimsSet claims) {
    try {
      String subject = claims.getSubject();
      String session = claims.getStringClaim(SESSION);
      Date expiry = claims.getExpirationTime();
      Optional<Proof> proof = ProofClaims.read(claims);
      if (!ISSUER.equals(claims.getIssuer())
          || subject == null
          || session == null
          || expiry == null
          || proof.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new SessionToken(
              subject, session, proof.get(), SessionState.read(claims), expiry.toInstant()));
    } catch (ParseException e) {
      // Signed by another version of the gateway.
      return Optional.empty();
    }
  }
}
