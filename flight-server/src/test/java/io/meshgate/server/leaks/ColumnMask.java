package io.meshgate.server.leaks;

import io.meshgate.server.e2e.TestMesh;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A mask of a column, as a policy says it and once more as plain Java.
 *
 * @param using in the language of policies
 * @param image what is seen of a row's value
 */
record ColumnMask(String using, Function<List<@Nullable Object>, @Nullable Object> image) {

  /** A random mask that fits a column. */
  static ColumnMask random(int column, Random random, Formulas formulas) {
    int choice = random.nextInt(7);
    if (choice == 0) {
      return new ColumnMask("null", row -> null);
    }
    if (choice == 1) {
      Formula shown = formulas.condition(1, false);
      return new ColumnMask(
          "{expression: \"CASE WHEN "
              + escaped(shown.sql())
              + " THEN "
              + Cells.name(column)
              + " END\"}",
          row -> shown.holds(row) ? row.get(column) : null);
    }
    return switch (column) {
      case Cells.TXT, Cells.CODE -> text(column, choice);
      case Cells.K -> new ColumnMask("{constant: 7}", row -> 7);
      case Cells.N -> of(column, "{round: -1}", ColumnMask::tens);
      case Cells.DEC2 ->
          of(
              column,
              "{round: 0}",
              value -> ((BigDecimal) value).setScale(0, RoundingMode.HALF_UP).setScale(2));
      case Cells.FLAG -> new ColumnMask("{constant: true}", row -> true);
      case Cells.BORN, Cells.MOMENT -> truncated(column, choice < 4);
      default -> new ColumnMask("redact", row -> null);
    };
  }

  private static ColumnMask truncated(int column, boolean finely) {
    if (column == Cells.BORN) {
      return finely
          ? of(column, "{truncate: month}", value -> ((LocalDate) value).withDayOfMonth(1))
          : of(column, "{truncate: year}", value -> ((LocalDate) value).withDayOfYear(1));
    }
    ChronoUnit unit = finely ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    return of(
        column,
        finely ? "{truncate: hour}" : "{truncate: day}",
        value -> ((LocalDateTime) value).truncatedTo(unit));
  }

  private static ColumnMask text(int column, int choice) {
    return switch (choice) {
      case 2 -> new ColumnMask("redact", row -> "XXXX");
      case 3 -> of(column, "last4", value -> last4((String) value));
      case 4 -> of(column, "first4", value -> first4((String) value));
      case 5 -> new ColumnMask("{constant: hidden}", row -> "hidden");
      default -> of(column, "{hash: {key: k1}}", value -> hash((String) value));
    };
  }

  private static ColumnMask of(int column, String using, Function<Object, @Nullable Object> image) {
    return new ColumnMask(
        using,
        row -> {
          Object value = row.get(column);
          return value == null ? null : image.apply(value);
        });
  }

  // NULL where the rounded number is no BIGINT.
  private static @Nullable Object tens(Object value) {
    BigDecimal number = BigDecimal.valueOf((Long) value).setScale(-1, RoundingMode.HALF_UP);
    return number.toBigInteger().bitLength() < Long.SIZE ? number.longValueExact() : null;
  }

  private static String last4(String text) {
    int[] characters = text.codePoints().toArray();
    return characters.length > 4
        ? "XXXX" + new String(characters, characters.length - 4, 4)
        : "XXXX";
  }

  private static String first4(String text) {
    int[] characters = text.codePoints().toArray();
    return characters.length > 4 ? new String(characters, 0, 4) + "XXXX" : "XXXX";
  }

  private static String hash(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(TestMesh.KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("There is no HMAC", e);
    }
  }

  static String escaped(String sql) {
    return sql.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
