package io.meshgate.tpch.suite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds where two results differ. Numbers are equal by value; where one of two is a floating point
 * number, within a relative 1e-9.
 */
public final class RowDifference {

  private static final double TOLERANCE = 1e-9;
  private static final MathContext SORT_DIGITS = new MathContext(7);

  private RowDifference() {}

  /**
   * Describes the first difference.
   *
   * @param keys the columns that the rows are ordered by; rows with equal keys may change places
   */
  public static Optional<String> first(
      List<List<@Nullable Object>> expected,
      List<List<@Nullable Object>> actual,
      List<Integer> keys) {
    if (expected.size() != actual.size()) {
      return Optional.of(
          "Expected %d rows, got %d; expected %s, got %s"
              .formatted(expected.size(), actual.size(), head(expected), head(actual)));
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!equal(pick(expected.get(i), keys), pick(actual.get(i), keys))) {
        return Optional.of(
            "Out of order at row %d: expected %s, got %s"
                .formatted(i, expected.get(i), actual.get(i)));
      }
    }
    List<List<@Nullable Object>> expectedSet = sorted(expected);
    List<List<@Nullable Object>> actualSet = sorted(actual);
    for (int i = 0; i < expectedSet.size(); i++) {
      if (!equal(expectedSet.get(i), actualSet.get(i))) {
        return Optional.of(
            "Expected row %s, got %s".formatted(expectedSet.get(i), actualSet.get(i)));
      }
    }
    return Optional.empty();
  }

  private static List<List<@Nullable Object>> head(List<List<@Nullable Object>> rows) {
    return rows.subList(0, Math.min(3, rows.size()));
  }

  private static List<@Nullable Object> pick(List<@Nullable Object> row, List<Integer> keys) {
    List<@Nullable Object> picked = new ArrayList<>();
    keys.forEach(key -> picked.add(row.get(key)));
    return picked;
  }

  // Rounded, so that values within the tolerance sort alike; rows of TPC-H differ elsewhere too.
  private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> copy = new ArrayList<>(rows);
    copy.sort(Comparator.comparing(RowDifference::sortKey));
    return copy;
  }

  private static String sortKey(List<@Nullable Object> row) {
    StringBuilder key = new StringBuilder();
    for (Object value : row) {
      key.append(
              number(value)
                  .map(n -> n.round(SORT_DIGITS).stripTrailingZeros().toString())
                  .orElseGet(() -> Objects.toString(value)))
          .append('|');
    }
    return key.toString();
  }

  private static boolean equal(List<@Nullable Object> left, List<@Nullable Object> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equal(@Nullable Object left, @Nullable Object right) {
    Optional<BigDecimal> a = number(left);
    Optional<BigDecimal> b = number(right);
    if (a.isEmpty() || b.isEmpty()) {
      return Objects.equals(left, right);
    }
    if (left instanceof Double || right instanceof Double) {
      double x = a.get().doubleValue();
      double y = b.get().doubleValue();
      return Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
    }
    return a.get().compareTo(b.get()) == 0;
  }

  private static Optional<BigDecimal> number(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return Optional.of(decimal);
    }
    if (value instanceof BigInteger integer) {
      return Optional.of(new BigDecimal(integer));
    }
    if (value instanceof Double || value instanceof Float) {
      return Optional.of(new BigDecimal(((Number) value).doubleValue()));
    }
    return value instanceof Number number
        ? Optional.of(BigDecimal.valueOf(number.longValue()))
        : Optional.empty();
  }
}
