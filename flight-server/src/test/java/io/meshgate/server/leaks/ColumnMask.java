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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A mask of a column, as a policy says it and once more as plain Java.
 *
 * @param using in the language of policies
 * @param strength among masks: of two on one column the lower one counts
 * @param attributes those of the principal that it names; who lacks one sees NULL
 * @param image what is seen of a row's value
 */
record ColumnMask(
    String using,
    Strength strength,
    Set<String> attributes,
    Function<List<@Nullable Object>, @Nullable Object> image) {

  /** How much masks hide, the strictest first. */
  enum Strength {
    NULL,
    CONSTANT,
    PARTIAL,
    EXPRESSION
  }

  private static final ColumnMask NOTHING =
      new ColumnMask("null", Strength.NULL, Set.of(), row -> null);

  ColumnMask {
    attributes = Set.copyOf(attributes);
  }

  /** What a caller sees of a row's value. */
  @Nullable Object seen(List<@Nullable Object> row, Set<String> known) {
    return known.containsAll(attributes) ? image.apply(row) : null;
  }

  /** A random mask that fits a column. */
  static ColumnMask random(RandomTable table, int column, Random random, Formulas formulas) {
    int choice = random.nextInt(7);
    return choice == 0
        ? NOTHING
        : choice == 1
            ? expression(table, column, formulas.condition(1))
            : fitting(table.fields().get(column), column, choice);
  }

  /** A mask that shows the value where a condition holds. */
  static ColumnMask expression(RandomTable table, int column, Formula shown) {
    String name = table.fields().get(column).quoted();
    return new ColumnMask(
        "{expression: \"CASE WHEN " + escaped(shown.sql() + " THEN " + name) + " END\"}",
        Strength.EXPRESSION,
        shown.attributes(),
        row -> shown.holds(row) ? row.get(column) : null);
  }

  /** Another part of a text than a mask shows, where there is one. */
  static Optional<ColumnMask> otherPart(Field field, int column, ColumnMask mask) {
    boolean text = field.domain() == Domain.TXT || field.domain() == Domain.CODE;
    return text
        ? Optional.of(text(column, mask.using().equals("last4") ? 4 : 3))
        : Optional.empty();
  }

  private static ColumnMask fitting(Field field, int column, int choice) {
    return switch (field.domain()) {
      case TXT, CODE -> text(column, choice);
      case K -> constant("{constant: 7}", 7);
      case N -> of(column, "{round: -1}", ColumnMask::tens);
      case DEC2 -> rounded(column, 0, 2);
      case DEC4 -> rounded(column, choice % 3, 4);
      case FLAG -> constant("{constant: true}", true);
      case BORN -> truncatedDay(column, choice);
      case MOMENT -> truncated(column, choice < 4);
      case ID, DBL -> constant("redact", null);
    };
  }

  private static ColumnMask constant(String using, @Nullable Object value) {
    return new ColumnMask(using, Strength.CONSTANT, Set.of(), row -> value);
  }

  private static ColumnMask rounded(int column, int digits, int scale) {
    return of(
        column,
        "{round: " + digits + "}",
        value -> ((BigDecimal) value).setScale(digits, RoundingMode.HALF_UP).setScale(scale));
  }

  private static ColumnMask truncatedDay(int column, int choice) {
    return switch (choice) {
      case 2, 3 -> of(column, "{truncate: month}", value -> ((LocalDate) value).withDayOfMonth(1));
      case 4 ->
          of(
              column,
              "{truncate: quarter}",
              value -> {
                LocalDate day = (LocalDate) value;
                return day.with(day.getMonth().firstMonthOfQuarter()).withDayOfMonth(1);
              });
      default -> of(column, "{truncate: year}", value -> ((LocalDate) value).withDayOfYear(1));
    };
  }

  private static ColumnMask truncated(int column, boolean finely) {
    ChronoUnit unit = finely ? ChronoUnit.HOURS : ChronoUnit.DAYS;
    return of(
        column,
        finely ? "{truncate: hour}" : "{truncate: day}",
        value -> ((LocalDateTime) value).truncatedTo(unit));
  }

  private static ColumnMask text(int column, int choice) {
    return switch (choice) {
      case 2 -> constant("redact", "XXXX");
      case 3 -> of(column, "last4", value -> last4((String) value));
      case 4 -> of(column, "first4", value -> first4((String) value));
      case 5 -> constant("{constant: hidden}", "hidden");
      default -> of(column, "{hash: {key: k1}}", value -> hash((String) value));
    };
  }

  private static ColumnMask of(int column, String using, Function<Object, @Nullable Object> image) {
    return new ColumnMask(
        using,
        Strength.PARTIAL,
        Set.of(),
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
