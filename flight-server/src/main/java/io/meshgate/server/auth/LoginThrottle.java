package io.meshgate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Slows down those who guess: after some failures in a minute, further logins are refused until a
 * minute has passed without one.
 *
 * <p>Counts failures of a user name from one address, of an address under any name, and of an
 * address with bearer tokens. Knows nothing of which users exist. Bounded; safe for use by many
 * threads.
 */
final class LoginThrottle {

  private static final int FAILURES_PER_USER = 5;
  private static final int FAILURES_PER_PEER = 50;
  // Nobody guesses 256 bits; this only ends a flood. Many clients behind one address may come back
  // with tokens that have expired.
  private static final int TOKENS_PER_PEER = 1000;
  private static final int MAXIMUM_ENTRIES = 100_000;

  private final Cache<Key, Integer> failures;

  private record Key(Kind kind, String peer, String user) {}

  private enum Kind {
    USER,
    PEER,
    TOKEN
  }

  LoginThrottle(Ticker ticker) {
    this.failures =
        Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(1))
            .maximumSize(MAXIMUM_ENTRIES)
            .ticker(ticker)
            .build();
  }

  /**
   * Whether a login may be tried. One that may counts as failed until it has {@link #succeeded}, so
   * that guesses at the same time are no way round.
   */
  boolean begin(String user, String peer) {
    return take(new Key(Kind.USER, peer, user), FAILURES_PER_USER)
        && take(new Key(Kind.PEER, peer, ""), FAILURES_PER_PEER);
  }

  /** Notes that a login which has begun has worked. */
  void succeeded(String user, String peer) {
    failures.invalidate(new Key(Kind.USER, peer, user));
    failures.asMap().computeIfPresent(new Key(Kind.PEER, peer, ""), (key, count) -> count - 1);
  }

  /** Notes a bearer token that is not good; whether there are not too many yet. */
  boolean tokenFailed(String peer) {
    return take(new Key(Kind.TOKEN, peer, ""), TOKENS_PER_PEER);
  }

  // Who is over the limit writes nothing, so that the minute passes.
  private boolean take(Key key, int limit) {
    Integer count = failures.getIfPresent(key);
    return (count == null || count < limit)
        && failures.asMap().merge(key, 1, Integer::sum) <= limit;
  }
}
