package io.meshgate.server.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another thread or process does. */
final class Poll {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Poll() {}

  /**
   * Asks until the answer is yes, and returns how long that took.
   *
   * @param what the condition in words, for the failure
   */
  static Duration until(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new AssertionError("Waited " + LONGEST.toSeconds() + " s in vain: " + what);
      }
      Thread.sleep(10);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
