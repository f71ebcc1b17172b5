package io.meshgate.server.auth;

import io.meshgate.server.session.SessionState;
import java.time.Instant;
import java.util.Objects;

/**
 * What a bearer token of the gateway's own says.
 *
 * @param subject whose it is
 * @param session the id of the session
 * @param proof what the session began with
 * @param state the options of the session
 * @param expiry when it ends
 */
record SessionToken(
    String subject, String session, Proof proof, SessionState state, Instant expiry) {

  SessionToken {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(expiry, "expiry");
  }
}
