package io.meshgate.server.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * The options of sessions whose clients carry nothing from call to call.
 *
 * <p>In this process only, bounded, and forgotten after a day without a call; a session whose
 * options were never changed is not kept at all. Safe for use by many threads.
 */
public final class SessionMemory {

  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final int MAXIMUM = 100_000;

  private final Cache<Key, SessionState> sessions =
      Caffeine.newBuilder().expireAfterAccess(FORGOTTEN).maximumSize(MAXIMUM).build();

  private record Key(String subject, String session) {}

  /** The options of a subject's session. */
  public SessionState find(String subject, String session) {
    SessionState state = sessions.getIfPresent(new Key(subject, session));
    return state == null ? SessionState.NEW : state;
  }

  /** Forgets a session, since its client carries it. */
  public void forget(String subject, String session) {
    sessions.invalidate(new Key(subject, session));
  }

  /** Keeps a newer state of a session. */
  public void keep(String subject, String session, SessionState state) {
    sessions.asMap().merge(new Key(subject, session), state, SessionState::newest);
  }
}
