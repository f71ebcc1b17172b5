package io.meshgate.monitor;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one fetch of a query has done so far.
 *
 * @param name the fetch's name in the plan, for example {@code input_0}
 * @param source the source that is read
 * @param rows rows that came
 * @param bytes bytes of Arrow buffers that came
 * @param started when the source was asked; empty before
 * @param ended when the last row had come or the fetch was ended; empty before
 */
public record FragmentRecord(
    String name,
    String source,
    long rows,
    long bytes,
    Optional<Instant> started,
    Optional<Instant> ended) {

  public FragmentRecord {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(ended, "ended");
  }
}
