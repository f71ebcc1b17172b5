package io.meshgate.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
record BenchmarkQuery(String name, String sql) {

  private static final String MARK = "-- ordered by columns";

  /** All 22. */
  static Stream<BenchmarkQuery> all() {
    return IntStream.rangeClosed(1, 22).mapToObj(i -> read("q%02d".formatted(i)));
  }

  /** Positions from 0 of the columns that the result is ordered by. */
  List<Integer> keys() {
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

  /** The one of this name. */
  static BenchmarkQuery read(String name) {
    try (InputStream in = BenchmarkQuery.class.getResourceAsStream("/tpch/" + name + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("There is no text of " + name);
      }
      return new BenchmarkQuery(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("The text of " + name + " cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
