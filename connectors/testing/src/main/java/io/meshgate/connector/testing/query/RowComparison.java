package io.meshgate.connector.testing.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Compares rows: exact numbers by value, floating ones nearly, everything else by equality. */
public final class RowComparison {

  private static final double TOLERANCE = 1e-9;

  private final Schema schema;
  private final boolean ordered;

  /** A comparison of rows of a schema. */
  public RowComparison(Schema schema, boolean ordered) {
    this.schema = schema;
    this.ordered = ordered;
  }

  /** The first difference, if there is one. */
  public Optional<String> difference(
      List<List<@Nullable Object>> expected, List<List<@Nullable Object>> actual) {
    List<List<@Nullable Object>> left = arranged(expected);
    List<List<@Nullable Object>> right = arranged(actual);
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!same(left.get(i), right.get(i))) {
        return Optional.of("row " + i + ": expected " + left.get(i) + " but was " + right.get(i));
      }
    }
    return left.size() == right.size()
        ? Optional.empty()
        : Optional.of("expected " + left.size() + " rows but there were " + right.size());
  }

  private List<List<@Nullable Object>> arranged(List<List<@Nullable Object>> rows) {
    List<List<@Nullable Object>> arranged = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(canonical(schema.getFields().get(i), row.get(i)));
      }
      arranged.add(values);
    }
    if (!ordered) {
      arranged.sort(Comparator.comparing(this::exactPart).thenComparing(this::compareFloating));
    }
    return arranged;
  }

  private static @Nullable Object canonical(Field field, @Nullable Object value) {
    if (value instanceof Number number) {
      return field.getType() instanceof ArrowType.FloatingPoint
          ? (Object) (number.doubleValue() + 0.0)
          : exact(number);
    }
    return value instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : value;
  }

  private static BigDecimal exact(Number number) {
    BigDecimal decimal =
        number instanceof BigDecimal given
            ? given
            : number instanceof BigInteger integer
                ? new BigDecimal(integer)
                : number instanceof Double || number instanceof Float
                    ? BigDecimal.valueOf(number.doubleValue())
                    : BigDecimal.valueOf(number.longValue());
    return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
  }

  private String exactPart(List<@Nullable Object> row) {
    StringBuilder text = new StringBuilder();
    for (Object value : row) {
      text.append(value instanceof Double ? "" : value).append('\u0001');
    }
    return text.toString();
  }

  private int compareFloating(List<@Nullable Object> left, List<@Nullable Object> right) {
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i) instanceof Double a && right.get(i) instanceof Double b && !near(a, b)) {
        return Double.compare(a, b);
      }
    }
    return 0;
  }

  private static boolean same(List<@Nullable Object> left, List<@Nullable Object> right) {
    for (int i = 0; i < left.size(); i++) {
      boolean equal =
          (left.get(i) instanceof Double a && right.get(i) instanceof Double b)
              ? near(a, b)
              : Objects.equals(left.get(i), right.get(i));
      if (!equal) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(double a, double b) {
    double largest = Math.max(Math.abs(a), Math.abs(b));
    return Double.compare(a, b) == 0 || Math.abs(a - b) <= TOLERANCE * largest;
  }
}
