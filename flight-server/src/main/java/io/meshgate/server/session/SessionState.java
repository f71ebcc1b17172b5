package io.meshgate.server.session;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The options of a session and when they were last changed, by which the newest of several copies
 * is told.
 *
 * @param options the options
 * @param changed milliseconds of the epoch; 0 if they never were
 */
public record SessionState(SessionOptions options, long changed) {

  /** Nothing was ever set. */
  public static final SessionState NEW = new SessionState(SessionOptions.NONE, 0);

  private static final String OPTIONS = "opt";
  private static final String CHANGED = "opt_at";

  public SessionState {
    Objects.requireNonNull(options, "options");
  }

  /** The state after a change now; newer than this one even if another gateway's clock is ahead. */
  public SessionState changedTo(SessionOptions other, Instant now) {
    return new SessionState(other, Math.max(changed + 1, now.toEpochMilli()));
  }

  /** The newer of two copies; this one if neither is. */
  public SessionState newest(SessionState other) {
    return other.changed > changed ? other : this;
  }

  /** Adds it to claims that a client carries. */
  public void write(JWTClaimsSet.Builder claims) {
    if (changed > 0) {
      claims.claim(OPTIONS, options.toClaim()).claim(CHANGED, changed);
    }
  }

  /**
   * Reads it from claims.
   *
   * @throws ParseException if they hold something else under its names
   */
  public static SessionState read(JWTClaimsSet claims) throws ParseException {
    Map<String, Object> options = claims.getJSONObjectClaim(OPTIONS);
    Long changed = claims.getLongClaim(CHANGED);
    return Optional.ofNullable(options)
        .filter(map -> changed != null)
        .map(map -> new SessionState(SessionOptions.fromClaim(map), changed))
        .orElse(NEW);
  }
}
