package io.meshgate.server.observe;

import io.meshgate.monitor.FragmentRecord;
import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts and times queries. Names of meters are those of docs/reference/operations.md; none has a
 * tag that grows with users or statements.
 */
public final class QueryMetrics implements QueryListener {

  private static final Duration[] BOUNDS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(5)
  };

  private final MeterRegistry meters;

  /**
   * @param meters where the meters are kept
   */
  public QueryMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void ended(QueryRecord query) {
    QueryRecord.Times times = query.times();
    String state = query.state().name().toLowerCase(Locale.ROOT);
    String error = query.error().map(code -> code.name().toLowerCase(Locale.ROOT)).orElse("none");
    Timer.builder("meshgate.query")
        .description("Queries from their text to their last row")
        .tag("state", state)
        .tag("error", error)
        .serviceLevelObjectives(BOUNDS)
        .register(meters)
        .record(between(Optional.of(times.submitted()), times.ended()));
    if (times.planned().isPresent()) {
      Timer.builder("meshgate.query.plan")
          .description("Planning of queries")
          .serviceLevelObjectives(BOUNDS)
          .register(meters)
          .record(between(Optional.of(times.submitted()), times.planned()));
    }
    meters.counter("meshgate.query.rows").increment((double) query.rows());
    meters.counter("meshgate.query.bytes").increment((double) query.bytes());
    query.fragments().forEach(this::fetched);
  }

  private void fetched(FragmentRecord fragment) {
    String source = fragment.source();
    meters.counter("meshgate.source.rows", "source", source).increment((double) fragment.rows());
    meters.counter("meshgate.source.bytes", "source", source).increment((double) fragment.bytes());
    if (fragment.started().isPresent()) {
      Timer.builder("meshgate.source.fetch")
          .description("Fetches from a source, from its first byte to its last")
          .tag("source", source)
          .serviceLevelObjectives(BOUNDS)
          .register(meters)
          .record(between(fragment.started(), fragment.ended()));
    }
  }

  private static Duration between(Optional<Instant> from, Optional<Instant> until) {
    return from.isPresent() && until.isPresent()
        ? Duration.between(from.get(), until.get())
        : Duration.ZERO;
  }
}
