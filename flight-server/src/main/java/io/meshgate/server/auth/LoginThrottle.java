package io.meshgate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;

/**
 * Slows down those who guess passwords: after some failures in a minute, further logins are refused
 * until the minute is over.
 *
 * <p>Counts failures of a user name from one address, and of an address under any name. Knows
 * nothing of which users exist. Bounded; safe for use by many threads.
 */
final class LoginThrottle {

  private static final int FAILURES_PER_USER = 5;
  private static final int FAILURES_PER_PEER = 50;
  private static final int MAXIMUM_ENTRIES = 100_000;

  private final Cache<List<String>, Integer> failures;

  LoginThrottle(Ticker ticker) {
    this.failures =
        Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(1))
            .maximumSize(MAXIMUM_ENTRIES)
            .ticker(ticker)
            .build();
  }

  /** Whether a login may be tried. */
  boolean permits(String user, String peer) {
    return count(List.of(peer, user)) < FAILURES_PER_USER
        && count(List.of(peer)) < FAILURES_PER_PEER;
  }

  /** Notes a failed login. */
  void failed(String user, String peer) {
    failures.asMap().merge(List.of(peer, user), 1, Integer::sum);
    failures.asMap().merge(List.of(peer), 1, Integer::sum);
  }

  /** Notes a login that worked. */
  void succeeded(String user, String peer) {
    failures.invalidate(List.of(peer, user));
  }

  private int count(List<String> key) {
    Integer count = failures.getIfPresent(key);
    return count == null ? 0 : count;
  }
}
