package io.meshgate.server.leaks;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values of cells: such as nobody minds, and such as nobody should meet. */
final class Cells {

  /** What begins every text that a caller must not see, and occurs nowhere else. */
  static final String CANARY = "cnry";

  /** What begins every number that a caller must not see, and occurs nowhere else. */
  static final String NUMBER_CANARY = "98765432";

  private static final List<Integer> EXTREME_K = List.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE);
  private static final List<Integer> EXTREME_SMALL = List.of(0, -32_768, 32_767);
  private static final List<Double> EXTREME_DBL = List.of(0.0, 1e308, -1e308, Double.MIN_VALUE);
  private static final List<Double> NO_NUMBERS =
      List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  private Cells() {}

  /** A value with which no operator fails. */
  static Object harmless(Domain domain, Random random) {
    return switch (domain) {
      case ID, K -> 1 + random.nextInt(9);
      case N -> 1L + random.nextInt(9);
      case DEC2 -> BigDecimal.valueOf(100 + random.nextInt(900), 2);
      case DEC4 -> BigDecimal.valueOf(10_000 + random.nextInt(90_000), 4);
      case DBL -> 1 + random.nextInt(40) / 4.0;
      case TXT -> Integer.toString(1 + random.nextInt(12));
      case CODE -> "a";
      case FLAG -> true;
      case BORN -> LocalDate.of(2020, 2, 1 + random.nextInt(28));
      case MOMENT -> LocalDate.of(2020, 2, 1 + random.nextInt(28)).atTime(random.nextInt(24), 30);
    };
  }

  /**
   * A value that makes operators fail, that is extreme, or that can be found again wherever it
   * turns up. MariaDB knows no NaN and no infinity.
   */
  static @Nullable Object poison(RandomTable table, int column, Random random) {
    Field field = table.fields().get(column);
    boolean numbersOnly = table.source().equals("maria");
    if (random.nextInt(8) == 0 && field.domain() != Domain.ID) {
      return null;
    }
    return switch (field.domain()) {
      case ID -> random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1_000 + random.nextInt(100_000);
      case K -> {
        List<Integer> extremes = field.type().equals("SMALLINT") ? EXTREME_SMALL : EXTREME_K;
        yield extremes.get(random.nextInt(extremes.size()));
      }
      case N ->
          random.nextInt(4) == 0
              ? Long.valueOf(random.nextBoolean() ? Long.MAX_VALUE : 0L)
              : Long.valueOf(Long.parseLong(NUMBER_CANARY + "00" + random.nextInt(1_000_000)));
      case DEC2 ->
          BigDecimal.valueOf(random.nextInt(3) == 0 ? 0 : 9_876_543_200L + random.nextInt(99), 2);
      case DEC4 ->
          BigDecimal.valueOf(random.nextInt(3) == 0 ? 0 : 987_654_320_000L + random.nextInt(99), 4);
      case DBL ->
          random.nextBoolean() && !numbersOnly
              ? NO_NUMBERS.get(random.nextInt(NO_NUMBERS.size()))
              : EXTREME_DBL.get(random.nextInt(EXTREME_DBL.size()));
      case TXT, CODE -> canary(random);
      case FLAG -> random.nextBoolean();
      case BORN -> random.nextBoolean() ? LocalDate.of(9999, 12, 31) : LocalDate.of(1000, 1, 1);
      case MOMENT ->
          random.nextBoolean()
              ? LocalDateTime.of(9999, 12, 31, 23, 59, 59)
              : LocalDateTime.of(1000, 1, 1, 0, 0);
    };
  }

  /** Another value that a mask may show in the same way: near it, or with the same ends. */
  static Object near(Object value, Random random) {
    if (value instanceof String text) {
      String tail = text.length() > 4 ? text.substring(text.length() - 4) : "";
      String head = text.length() > 4 ? text.substring(0, 4) : "";
      return random.nextBoolean() ? canary(random) + tail : head + canary(random);
    }
    if (value instanceof LocalDate day) {
      return day.plusDays(random.nextInt(61) - 30L);
    }
    if (value instanceof LocalDateTime moment) {
      return moment.plusMinutes(random.nextInt(120) - 60L);
    }
    if (value instanceof Long number) {
      return number + (random.nextInt(9) - 4);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.add(BigDecimal.valueOf(random.nextInt(81) - 40, decimal.scale()));
    }
    return value instanceof Double number ? number + ((random.nextInt(9) - 4) / 16.0) : value;
  }

  private static String canary(Random random) {
    return CANARY + String.format("%08x", random.nextInt());
  }

  /** Whether two values are the same to SQL. */
  static boolean same(@Nullable Object left, @Nullable Object right) {
    return (left instanceof BigDecimal a && right instanceof BigDecimal b)
        ? a.compareTo(b) == 0
        : Objects.equals(left, right);
  }
}
