package io.meshgate.policy.review;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * Values of a type that may tell two conditions apart: NULL, the literals of both, and the
 * neighbors of each. Values are as Calcite's generated code holds them.
 */
final class SampleValues {

  private static final long MILLIS_A_DAY = 86_400_000L;
  private static final int LONGEST = 1000;
  private static final int YEARS = 9999;
  private static final String OTHER = "~other";

  private final Literals literals;

  SampleValues(Literals literals) {
    this.literals = literals;
  }

  /** The values to try in a column; NULL first, where it may occur. */
  List<@Nullable Object> of(RelDataType type) {
    Set<Object> values = new LinkedHashSet<>();
    switch (type.getSqlTypeName()) {
      case BOOLEAN -> values.addAll(List.of(true, false));
      case CHAR, VARCHAR -> values.addAll(texts());
      case TINYINT -> whole(8).forEach(number -> values.add(number.byteValue()));
      case SMALLINT -> whole(16).forEach(number -> values.add(number.shortValue()));
      case INTEGER -> whole(32).forEach(number -> values.add(number.intValue()));
      case BIGINT -> whole(64).forEach(number -> values.add(number.longValue()));
      case DECIMAL -> values.addAll(decimals(type));
      case REAL -> numbers().forEach(number -> values.add(number.floatValue()));
      case FLOAT, DOUBLE -> numbers().forEach(number -> values.add(number.doubleValue()));
      case DATE -> days().forEach(day -> values.add((int) (long) day));
      case TIME -> times().forEach(time -> values.add((int) (long) time));
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> values.addAll(millis());
      case VARBINARY, BINARY -> values.addAll(List.of(ByteString.EMPTY, ByteString.of("00", 16)));
      default -> {
        // Nested values: conditions ask of them only whether they are NULL.
      }
    }
    List<@Nullable Object> all = new ArrayList<>();
    if (type.isNullable() || values.isEmpty()) {
      all.add(null);
    }
    all.addAll(values);
    return all;
  }

  private Set<Object> texts() {
    Set<Object> values = new LinkedHashSet<>();
    for (String text : literals.texts()) {
      values.add(text);
      values.add(text + "x");
      values.add("x" + text);
      values.add(text.toUpperCase(Locale.ROOT));
      values.add(text.toLowerCase(Locale.ROOT));
      if (!text.isEmpty()) {
        values.add(text.substring(0, text.length() - 1));
      }
    }
    for (String pattern : literals.patterns()) {
      values.add(pattern.replace("%", "").replace('_', 'x'));
      values.add(pattern.replace("%", "xy").replace('_', 'y'));
      values.add(pattern.replace("%", "").replace("_", ""));
      values.add("x" + pattern.replace("%", "").replace('_', 'x'));
    }
    for (BigDecimal number : literals.numbers()) {
      if (number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(LONGEST)) <= 0) {
        int length = number.intValue();
        values.add("y".repeat(length));
        values.add("y".repeat(length + 1));
        values.add("y".repeat(Math.max(0, length - 1)));
      }
    }
    values.add("");
    values.add(OTHER);
    return values;
  }

  private Set<BigDecimal> numbers() {
    Set<BigDecimal> values = new LinkedHashSet<>();
    List<BigDecimal> given = new ArrayList<>(literals.numbers());
    given.add(BigDecimal.ZERO);
    for (BigDecimal number : given) {
      values.add(number);
      values.add(number.add(BigDecimal.ONE));
      values.add(number.subtract(BigDecimal.ONE));
      values.add(number.add(BigDecimal.ONE.movePointLeft(number.scale() + 1)));
      values.add(number.subtract(BigDecimal.ONE.movePointLeft(number.scale() + 1)));
    }
    return values;
  }

  private List<BigDecimal> whole(int bits) {
    BigDecimal limit = BigDecimal.valueOf(2).pow(bits - 1);
    Set<BigDecimal> values = new LinkedHashSet<>();
    for (BigDecimal number : numbers()) {
      values.add(number.setScale(0, RoundingMode.FLOOR));
      values.add(number.setScale(0, RoundingMode.CEILING));
    }
    return values.stream()
        .filter(number -> number.compareTo(limit) < 0 && number.compareTo(limit.negate()) >= 0)
        .toList();
  }

  private List<BigDecimal> decimals(RelDataType type) {
    int scale = type.getScale();
    BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
    Set<BigDecimal> values = new LinkedHashSet<>();
    for (BigDecimal number : numbers()) {
      BigDecimal floor = number.setScale(scale, RoundingMode.FLOOR);
      values.addAll(List.of(floor, floor.add(unit), floor.subtract(unit)));
    }
    return values.stream().filter(number -> number.precision() <= type.getPrecision()).toList();
  }

  private Set<Long> days() {
    Set<Long> values = new LinkedHashSet<>();
    List<Long> given = new ArrayList<>(literals.days());
    literals.millis().forEach(time -> given.add(Math.floorDiv(time, MILLIS_A_DAY)));
    for (BigDecimal number : literals.numbers()) {
      given.addAll(parts(number));
    }
    given.add(0L);
    for (long day : given) {
      values.addAll(List.of(day, day - 1, day + 1));
    }
    return values;
  }

  /** Days of which a number may be the year, the month or the day, for EXTRACT. */
  private static List<Long> parts(BigDecimal number) {
    List<Long> days = new ArrayList<>();
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    if (whole && number.signum() > 0 && number.compareTo(BigDecimal.valueOf(YEARS)) <= 0) {
      int part = number.intValue();
      days.add(LocalDate.of(part, 1, 1).toEpochDay());
      days.add(LocalDate.of(part, 12, 31).toEpochDay());
      if (part <= 12) {
        days.add(LocalDate.of(2000, part, 15).toEpochDay());
      }
      if (part <= 31) {
        days.add(LocalDate.of(2000, 1, part).toEpochDay());
      }
    }
    return days;
  }

  private Set<Long> times() {
    Set<Long> values = new LinkedHashSet<>();
    List<Long> given = new ArrayList<>(literals.times());
    given.add(MILLIS_A_DAY / 2);
    for (long time : given) {
      for (long near : new long[] {time, time - 1, time + 1}) {
        if (near >= 0 && near < MILLIS_A_DAY) {
          values.add(near);
        }
      }
    }
    return values;
  }

  private Set<Long> millis() {
    Set<Long> values = new LinkedHashSet<>();
    for (long time : literals.millis()) {
      values.addAll(List.of(time, time - 1, time + 1));
    }
    for (long day : days()) {
      long midnight = day * MILLIS_A_DAY;
      values.addAll(List.of(midnight, midnight - 1, midnight + 1));
    }
    return values;
  }

  /** A value as people write it. */
  static String text(RelDataType type, @Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    return switch (type.getSqlTypeName()) {
      case CHAR, VARCHAR -> "'" + value + "'";
      case DATE -> "DATE '" + LocalDate.ofEpochDay(((Number) value).longValue()) + "'";
      case TIME -> "TIME '" + LocalTime.ofNanoOfDay(((Number) value).longValue() * 1_000_000) + "'";
      case TIMESTAMP ->
          "TIMESTAMP '"
              + Instant.ofEpochMilli((Long) value).atOffset(ZoneOffset.UTC).toLocalDateTime()
              + "'";
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "'" + Instant.ofEpochMilli((Long) value) + "'";
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      default -> value.toString();
    };
  }
}
