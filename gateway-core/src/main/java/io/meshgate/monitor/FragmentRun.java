package io.meshgate.monitor;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One fetch of a query under way. Safe for use by many threads. */
public final class FragmentRun {

  private final String name;
  private final String source;
  private final Clock clock;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile @Nullable Instant started;
  private volatile @Nullable Instant ended;

  FragmentRun(String name, String source, Clock clock) {
    this.name = name;
    this.source = source;
    this.clock = clock;
  }

  /** Notes that the source is asked now. */
  public void started() {
    started = clock.instant();
  }

  /** Notes a batch that came from the source. */
  public void batch(long batchRows, long batchBytes) {
    rows.addAndGet(batchRows);
    bytes.addAndGet(batchBytes);
  }

  /** Notes that nothing more comes. Does nothing the second time. */
  public void ended() {
    if (ended == null) {
      ended = clock.instant();
    }
  }

  FragmentRecord snapshot() {
    return new FragmentRecord(
        name,
        source,
        rows.get(),
        bytes.get(),
        Optional.ofNullable(started),
        Optional.ofNullable(ended));
  }
}
