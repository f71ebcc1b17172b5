package io.meshgate.catalog.config;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.Quantities;
import io.meshgate.session.QueryLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the limits of queries: sizes like {@code 512MiB}, durations like {@code PT10M}. */
final class LimitsReader {

  private static final int MAX_BATCH_ROWS = 1 << 20;

  private final Fields fields;
  private final List<Problem> problems;

  LimitsReader(Fields fields, List<Problem> problems) {
    this.fields = fields;
    this.problems = problems;
  }

  QueryLimits read() {
    QueryLimits defaults = QueryLimits.DEFAULT;
    QueryLimits limits =
        new QueryLimits(
            fields.integer("maxRows", 1, Long.MAX_VALUE).orElse(defaults.maxRows()),
            size("maxBytes", 1).orElse(defaults.maxBytes()),
            duration("maxDuration").orElse(defaults.maxDuration()),
            duration("maxStall").orElse(defaults.maxStall()),
            size("bufferMemory", 1).orElse(defaults.bufferBytes()),
            size("engineMemory", 1).orElse(defaults.engineBytes()),
            size("spill", 0).orElse(defaults.spillBytes()),
            fields
                .integer("batchRows", 1, MAX_BATCH_ROWS)
                .map(Math::toIntExact)
                .orElse(defaults.batchRows()));
    fields.refuseOthers();
    return limits;
  }

  private Optional<Duration> duration(String key) {
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Quantities.duration(text.get());
    if (duration.isPresent()) {
      return duration;
    }
    report(
        key, "Expected a duration like PT10M (ten minutes) or PT30S, found '" + text.get() + "'");
    return Optional.empty();
  }

  private Optional<Long> size(String key, long minimum) {
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> size = Quantities.bytes(text.get()).filter(bytes -> bytes >= minimum);
    if (size.isPresent()) {
      return size;
    }
    report(key, "Expected a size like 512MiB or 16GiB, found '" + text.get() + "'");
    return Optional.empty();
  }

  private void report(String key, String message) {
    problems.add(Problem.error(fields.node(key).orElse(fields.mapping()), message));
  }
}
