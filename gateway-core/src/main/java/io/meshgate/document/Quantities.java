package io.meshgate.document;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes like {@code 512MiB} and durations like {@code PT10M}, as files write them. */
public final class Quantities {

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

  private Quantities() {}

  /** A duration of ISO 8601 above zero; empty if the text is none. */
  public static Optional<Duration> duration(String text) {
    try {
      return Optional.of(Duration.parse(text))
          .filter(duration -> !duration.isNegative() && !duration.isZero());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A number of bytes; empty if the text is none, or is more than a long counts. */
  public static Optional<Long> bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2);
    long factor = unit == null ? 1 : UNITS.getOrDefault(unit, 1L);
    try {
      return Optional.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
