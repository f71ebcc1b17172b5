package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When sources that did not answer are asked again: after one second, then after twice as long each
 * time, at most half a minute. Used under one lock.
 */
final class RetrySchedule {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** The next time to ask, and how long the wait before it is. */
  private record Attempt(Instant next, Duration delay) {}

  private final Map<String, Attempt> attempts = new HashMap<>();

  /** Whether any source is due. */
  boolean due(Instant now) {
    return !dueSources(now).isEmpty();
  }

  /** The sources that are due. */
  ImmutableList<String> dueSources(Instant now) {
    return attempts.entrySet().stream()
        .filter(entry -> !entry.getValue().next().isAfter(now))
        .map(Map.Entry::getKey)
        .sorted()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Notes which sources are silent.
   *
   * @param asked the sources that were due; a silent one waits longer than before
   */
  void record(List<String> silent, List<String> asked, Instant now) {
    attempts.keySet().retainAll(silent);
    for (String source : silent) {
      Attempt last = attempts.get(source);
      if (last == null) {
        attempts.put(source, new Attempt(now.plus(FIRST), FIRST));
      } else if (asked.contains(source)) {
        Duration doubled = last.delay().multipliedBy(2);
        Duration delay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        attempts.put(source, new Attempt(now.plus(delay), delay));
      }
    }
  }
}
