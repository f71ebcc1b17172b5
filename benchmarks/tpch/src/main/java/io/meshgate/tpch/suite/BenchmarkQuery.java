package io.meshgate.tpch.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A query of TPC-H with its validation parameters, in standard SQL.
 *
 * @param name {@code q01} to {@code q22}
 * @param sql the text; its first line is a comment that names the columns of the ORDER BY
 */
public record BenchmarkQuery(String name, String sql) {

  /** The one parameter that depends on the scale factor, of query 11; here for 1. */
  private static final String FRACTION = "0.0001000000";

  private static final String MARK = "-- ordered by columns";

  /** All 22, for data of a scale factor. */
  public static Stream<BenchmarkQuery> all(double scale) {
    return IntStream.rangeClosed(1, 22).mapToObj(i -> read("q%02d".formatted(i), scale));
  }

  /** Positions from 0 of the columns that the result is ordered by. */
  public List<Integer> keys() {
    String header = sql.lines().findFirst().orElseThrow();
    if (!header.startsWith(MARK)) {
      throw new IllegalStateException(name + " does not say how it is ordered");
    }
    return Arrays.stream(header.substring(MARK.length()).split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Integer.parseInt(text) - 1)
        .toList();
  }

  /** The one of this name, for data of a scale factor. */
  public static BenchmarkQuery read(String name, double scale) {
    try (InputStream in = BenchmarkQuery.class.getResourceAsStream("/tpch/" + name + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("There is no text of " + name);
      }
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new BenchmarkQuery(name, sql.replace(FRACTION, fraction(scale)));
    } catch (IOException e) {
      throw new UncheckedIOException("The text of " + name + " cannot be read", e);
    }
  }

  private static String fraction(double scale) {
    return new BigDecimal(FRACTION)
        .divide(BigDecimal.valueOf(scale), FRACTION.length() - 2, RoundingMode.HALF_UP)
        .toPlainString();
  }

  @Override
  public String toString() {
    return name;
  }
}
