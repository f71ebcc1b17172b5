package io.meshgate.server.auth;

import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.session.SessionState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who makes a call, as their credentials prove it. Only {@link Authenticator} makes one.
 *
 * <p>Immutable.
 */
public final class Login {

  private final Identity identity;
  private final Proof proof;
  private final Optional<Instant> ends;
  private final Optional<SessionToken> token;
  private final boolean tokenDue;

  private Login(
      Identity identity,
      Proof proof,
      Optional<Instant> ends,
      Optional<SessionToken> token,
      boolean tokenDue) {
    this.identity = Objects.requireNonNull(identity, "identity");
    this.proof = Objects.requireNonNull(proof, "proof");
    this.ends = ends;
    this.token = token;
    this.tokenDue = tokenDue;
  }

  /** A login by a password, for which the client is given a token. */
  static Login first(Identity identity, Proof proof, Optional<Instant> ends) {
    return new Login(identity, proof, ends, Optional.empty(), true);
  }

  /** A call with credentials that the client shows at every call. */
  static Login standing(Identity identity, Proof proof, Optional<Instant> ends) {
    return new Login(identity, proof, ends, Optional.empty(), false);
  }

  /** A call of a session that has a token. */
  static Login resumed(
      Identity identity, SessionToken token, Optional<Instant> ends, boolean aging) {
    return new Login(identity, token.proof(), ends, Optional.of(token), aging);
  }

  /** Who it is. */
  public Identity identity() {
    return identity;
  }

  /** The session that the credentials belong to, if they name one. */
  Optional<String> session() {
    return token.map(SessionToken::session);
  }

  /** The session's options as the credentials carry them. */
  SessionState state() {
    return token.map(SessionToken::state).orElse(SessionState.NEW);
  }

  Proof proof() {
    return proof;
  }

  /** When the proof ends, if it does by itself. */
  Optional<Instant> ends() {
    return ends;
  }

  /** Whether the client must be given a token with this call's answer. */
  boolean tokenDue() {
    return tokenDue;
  }
}
