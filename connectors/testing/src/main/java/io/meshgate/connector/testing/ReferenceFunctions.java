package io.meshgate.connector.testing;

import io.meshgate.spi.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway's scalar operators by name and operand families. */
final class ReferenceFunctions {

  private static final Set<String> COMPARISONS = Set.of("=", "<>", "<", "<=", ">", ">=");

  private ReferenceFunctions() {}

  /** The reference of an operator on operands of these families, if it is known here. */
  static Optional<Reference> find(String operator, List<TypeKind> operands) {
    if (COMPARISONS.contains(operator)) {
      return Optional.of(comparison(test(operator)));
    }
    if (operator.startsWith("CAST ")) {
      TypeKind target = TypeKind.valueOf(operator.substring("CAST ".length()));
      return ReferenceCasts.find(operands.get(0), target);
    }
    if (operator.startsWith("EXTRACT ")) {
      return extract(operator.substring("EXTRACT ".length()));
    }
    return logic(operator)
        .or(() -> choice(operator, operands))
        .or(() -> ReferenceArithmetic.find(operator, operands))
        .or(() -> text(operator));
  }

  private static IntPredicate test(String operator) {
    return switch (operator) {
      case "=" -> order -> order == 0;
      case "<>" -> order -> order != 0;
      case "<" -> order -> order < 0;
      case "<=" -> order -> order <= 0;
      case ">" -> order -> order > 0;
      default -> order -> order >= 0;
    };
  }

  private static Reference comparison(IntPredicate test) {
    return Reference.strict(
        TypeKind.BOOLEAN, o -> Outcome.value(test.test(Values.compare(o[0], o[1]))));
  }

  private static Optional<Reference> logic(String operator) {
    return switch (operator) {
      case "AND" -> truth(o -> decided(o, false));
      case "OR" -> truth(o -> decided(o, true));
      case "NOT" -> truth(o -> o.get(0) == null ? null : Boolean.FALSE.equals(o.get(0)));
      case "IS NULL" -> truth(o -> o.get(0) == null);
      case "IS NOT NULL" -> truth(o -> o.get(0) != null);
      case "IS TRUE" -> truth(o -> Boolean.TRUE.equals(o.get(0)));
      case "IS NOT TRUE" -> truth(o -> !Boolean.TRUE.equals(o.get(0)));
      case "IS FALSE" -> truth(o -> Boolean.FALSE.equals(o.get(0)));
      case "IS NOT FALSE" -> truth(o -> !Boolean.FALSE.equals(o.get(0)));
      case "IS DISTINCT FROM" -> truth(o -> !same(o.get(0), o.get(1)));
      case "IS NOT DISTINCT FROM" -> truth(o -> same(o.get(0), o.get(1)));
      default -> Optional.empty();
    };
  }

  /** AND is decided by a false operand, OR by a true one; otherwise NULL leaves it open. */
  private static @Nullable Boolean decided(List<@Nullable Object> operands, boolean by) {
    if (operands.contains(by)) {
      return by;
    }
    return operands.contains(null) ? null : Boolean.valueOf(!by);
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return left == right;
    }
    return Values.compare(left, right) == 0;
  }

  private interface Truth {
    @Nullable Boolean of(List<@Nullable Object> operands);
  }

  private static Optional<Reference> truth(Truth truth) {
    return Optional.of(
        new Reference(TypeKind.BOOLEAN, operands -> Outcome.value(truth.of(operands))));
  }

  private static Optional<Reference> choice(String operator, List<TypeKind> operands) {
    return switch (operator) {
      case "CASE" ->
          Optional.of(
              new Reference(
                  operands.get(1),
                  o -> Outcome.value(Boolean.TRUE.equals(o.get(0)) ? o.get(1) : o.get(2))));
      case "COALESCE" ->
          Optional.of(
              new Reference(
                  operands.get(0),
                  o ->
                      Outcome.value(o.stream().filter(Objects::nonNull).findFirst().orElse(null))));
      case "NULLIF" ->
          Optional.of(
              new Reference(
                  operands.get(0),
                  o ->
                      Outcome.value(
                          o.get(0) != null && o.get(1) != null && same(o.get(0), o.get(1))
                              ? null
                              : o.get(0))));
      default -> Optional.empty();
    };
  }

  private static Optional<Reference> text(String operator) {
    return switch (operator) {
      case "||" ->
          strict(
              TypeKind.TEXT,
              o -> Arrays.stream(o).map(String::valueOf).collect(Collectors.joining()));
      case "LIKE" -> strict(TypeKind.BOOLEAN, o -> Values.like((String) o[0], (String) o[1]));
      case "NOT LIKE" -> strict(TypeKind.BOOLEAN, o -> !Values.like((String) o[0], (String) o[1]));
      case "CHAR_LENGTH", "CHARACTER_LENGTH" ->
          strict(TypeKind.INTEGER, o -> ((String) o[0]).codePoints().count());
      case "UPPER" -> strict(TypeKind.TEXT, o -> ((String) o[0]).toUpperCase(Locale.ROOT));
      case "LOWER" -> strict(TypeKind.TEXT, o -> ((String) o[0]).toLowerCase(Locale.ROOT));
      case "REPLACE" ->
          Optional.of(
              Reference.strict(
                  TypeKind.TEXT,
                  o ->
                      ((String) o[1]).isEmpty()
                          ? Outcome.unspecified()
                          : Outcome.value(((String) o[0]).replace((String) o[1], (String) o[2]))));
      case "SUBSTRING" ->
          Optional.of(Reference.strict(TypeKind.TEXT, ReferenceFunctions::substring));
      default -> Optional.empty();
    };
  }

  private interface Plain {
    Object of(Object[] operands);
  }

  private static Optional<Reference> strict(TypeKind result, Plain function) {
    return Optional.of(Reference.strict(result, o -> Outcome.value(function.of(o))));
  }

  /** Positions before the first character count as empty, as the standard says. */
  private static Outcome substring(Object[] operands) {
    int[] characters = ((String) operands[0]).codePoints().toArray();
    long start = (Long) operands[1];
    long length = operands.length == 3 ? (Long) operands[2] : Integer.MAX_VALUE - 8L;
    if (start > 1000 || start < -1000 || length < 0 || (operands.length == 3 && length > 1000)) {
      return Outcome.unspecified();
    }
    int from = (int) Math.min(Math.max(start, 1), characters.length + 1L) - 1;
    int to = (int) Math.min(Math.max(start + length - 1, from), characters.length);
    return Outcome.value(new String(characters, from, to - from));
  }

  private static Optional<Reference> extract(String unit) {
    return switch (unit) {
      case "YEAR" -> field(t -> t.get(ChronoField.YEAR));
      case "MONTH" -> field(t -> t.get(ChronoField.MONTH_OF_YEAR));
      case "DAY" -> field(t -> t.get(ChronoField.DAY_OF_MONTH));
      case "QUARTER" -> field(t -> t.get(IsoFields.QUARTER_OF_YEAR));
      case "DOY" -> field(t -> t.get(ChronoField.DAY_OF_YEAR));
      case "DOW" -> field(t -> t.get(ChronoField.DAY_OF_WEEK) % 7);
      case "ISODOW" -> field(t -> t.get(ChronoField.DAY_OF_WEEK));
      case "WEEK" -> field(t -> t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case "HOUR" -> field(t -> clock(t).getHour());
      case "MINUTE" -> field(t -> clock(t).getMinute());
      default -> Optional.empty();
    };
  }

  private static LocalTime clock(TemporalAccessor moment) {
    return moment instanceof LocalDate ? LocalTime.MIDNIGHT : LocalTime.from(moment);
  }

  private interface Part {
    int of(TemporalAccessor moment);
  }

  private static Optional<Reference> field(Part part) {
    return strict(
        TypeKind.INTEGER,
        o ->
            (long)
                part.of(
                    o[0] instanceof Instant instant
                        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                        : (TemporalAccessor) o[0]));
  }

  /** {@code value} with the scale in which results of this family are compared. */
  static @Nullable Object normalized(TypeKind kind, @Nullable Object value) {
    return kind == TypeKind.DECIMAL && value instanceof BigDecimal number
        ? number.setScale(Values.RESULT_SCALE, RoundingMode.UNNECESSARY)
        : value;
  }
}
