package io.meshgate.benchmarks;

import com.google.common.base.Splitter;
import io.meshgate.tpch.suite.BenchmarkQuery;
import io.meshgate.tpch.suite.RowDifference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark's authors say a query gives at scale factor 1.
 *
 * @param query the query
 * @param count number of all rows
 * @param rows the fields of the first rows; of all, but for query 16; {@code *} is not known
 */
record PublishedAnswer(BenchmarkQuery query, int count, List<List<String>> rows) {

  private static final String COUNT = "# ";
  private static final String UNKNOWN = "*";
  private static final Splitter FIELDS = Splitter.on('|');

  /** Digits after the point up to which a published value is exact; one with more is an average. */
  private static final int EXACT_DIGITS = 6;

  PublishedAnswer {
    rows = List.copyOf(rows);
  }

  /** The answer to {@code query}, if it is known for the data that we generate. */
  static Optional<PublishedAnswer> of(BenchmarkQuery query) {
    String name = "answers/" + query.name() + ".csv";
    try (InputStream in = PublishedAnswer.class.getResourceAsStream(name)) {
      if (in == null) {
        return Optional.empty();
      }
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      String last = lines.get(lines.size() - 1);
      boolean isPart = last.startsWith(COUNT);
      List<List<String>> rows =
          lines.subList(1, lines.size() - (isPart ? 1 : 0)).stream()
              .map(FIELDS::splitToList)
              .toList();
      int count =
          isPart
              ? Integer.parseInt(last.substring(COUNT.length(), last.indexOf(" rows")))
              : rows.size();
      return Optional.of(new PublishedAnswer(query, count, rows));
    } catch (IOException e) {
      throw new UncheckedIOException("The answer to " + query.name() + " cannot be read", e);
    }
  }

  /** Describes the first difference of a result from this answer. */
  Optional<String> difference(List<List<@Nullable Object>> actual) {
    if (actual.size() != count) {
      return Optional.of("Expected %d rows, got %d".formatted(count, actual.size()));
    }
    List<List<@Nullable Object>> expected = new ArrayList<>();
    List<List<@Nullable Object>> compared = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      expected.add(typed(rows.get(i), actual.get(0)));
      compared.add(known(actual.get(i)));
    }
    return RowDifference.first(expected, compared, query.keys());
  }

  /** The fields as values of the types that the row has; all that are not known are alike. */
  private static List<@Nullable Object> typed(List<String> fields, List<@Nullable Object> row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Object like = i < row.size() ? row.get(i) : null;
      values.add(typed(fields.get(i), like));
    }
    return values;
  }

  /** The row without the values that this answer does not know. */
  private List<@Nullable Object> known(List<@Nullable Object> row) {
    List<String> first = rows.get(0);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      boolean isKnown = i >= first.size() || !first.get(i).equals(UNKNOWN);
      values.add(isKnown ? row.get(i) : UNKNOWN);
    }
    return values;
  }

  private static Object typed(String field, @Nullable Object like) {
    if (like instanceof LocalDate) {
      return LocalDate.parse(field);
    }
    if (!(like instanceof Number)) {
      return field;
    }
    BigDecimal number = new BigDecimal(field);
    if (number.scale() > EXACT_DIGITS) {
      return number.doubleValue();
    }
    return number;
  }
}
