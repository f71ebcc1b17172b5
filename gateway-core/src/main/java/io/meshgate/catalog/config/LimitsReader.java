package io.meshgate.catalog.config;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.session.QueryLimits;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the limits of queries: sizes like {@code 512MiB}, durations like {@code PT10M}. */
final class LimitsReader {

  private static final int MAX_BATCH_ROWS = 1 << 20;
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,15}) ?(B|KB|KiB|MB|MiB|GB|GiB|TB|TiB)?");
  private static final ImmutableMap<String, Long> UNITS =
      ImmutableMap.<String, Long>builder()
          .put("B", 1L)
          .put("KB", 1000L)
          .put("KiB", 1L << 10)
          .put("MB", 1000_000L)
          .put("MiB", 1L << 20)
          .put("GB", 1000_000_000L)
          .put("GiB", 1L << 30)
          .put("TB", 1000_000_000_000L)
          .put("TiB", 1L << 40)
          .buildOrThrow();

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
    try {
      Duration duration = Duration.parse(text.get());
      if (!duration.isNegative() && !duration.isZero()) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException e) {
      // Reported below with the form that works.
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
    Matcher matcher = SIZE.matcher(text.get());
    if (matcher.matches()) {
      String unit = matcher.group(2);
      long factor = unit == null ? 1 : UNITS.getOrDefault(unit, 1L);
      try {
        long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
        if (bytes >= minimum) {
          return Optional.of(bytes);
        }
      } catch (ArithmeticException e) {
        // More bytes than a long can count: reported below.
      }
    }
    report(key, "Expected a size like 512MiB or 16GiB, found '" + text.get() + "'");
    return Optional.empty();
  }

  private void report(String key, String message) {
    problems.add(Problem.error(fields.node(key).orElse(fields.mapping()), message));
  }
}
