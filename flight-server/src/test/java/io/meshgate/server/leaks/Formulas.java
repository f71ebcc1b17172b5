package io.meshgate.server.leaks;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Random conditions of row policies and masks. */
final class Formulas {

  /** The attribute {@code level} of the callers. */
  static final int LEVEL = 4;

  /** The attribute {@code zone} of the callers. */
  static final String ZONE = "a";

  /** The codes of the zone EU, in the mapping table. */
  static final List<String> EU = List.of("a", "é", "ab");

  /** The codes of the zone US. */
  static final List<String> US = List.of("b", "B");

  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> CODES = List.of("a", "A", "b", "a ", "é", "");

  private final Random random;
  private final List<Integer> columns;

  /** Conditions over columns of a contract. */
  Formulas(Random random, List<Integer> columns) {
    this.random = random;
    this.columns = columns;
  }

  Formula condition(int depth, boolean mapping) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return mapping && random.nextInt(4) == 0 && columns.contains(Cells.CODE) ? member() : atom();
    }
    return switch (random.nextInt(3)) {
      case 0 -> condition(depth - 1, mapping).and(condition(depth - 1, mapping));
      case 1 -> condition(depth - 1, mapping).or(condition(depth - 1, mapping));
      default -> condition(depth - 1, false).not();
    };
  }

  private Formula atom() {
    int column = columns.get(random.nextInt(columns.size()));
    if (random.nextInt(6) == 0) {
      boolean not = random.nextBoolean();
      return new Formula(
          Cells.name(column) + " IS " + (not ? "NOT " : "") + "NULL",
          row -> Optional.of((row.get(column) != null) == not),
          List.of(column),
          false);
    }
    return switch (column) {
      case Cells.ID, Cells.K -> integer(column);
      case Cells.N -> compare(column, random.nextInt(3) - 1L);
      case Cells.DEC2, Cells.DEC4 -> decimal(column);
      case Cells.TXT -> length();
      case Cells.CODE -> code();
      case Cells.FLAG -> flag();
      case Cells.BORN -> day();
      case Cells.MOMENT -> moment();
      default -> known(column);
    };
  }

  private Formula known(int column) {
    return new Formula(
        Cells.name(column) + " IS NOT NULL",
        row -> Optional.of(row.get(column) != null),
        List.of(column),
        false);
  }

  private Formula integer(int column) {
    return switch (random.nextInt(5)) {
      case 0 -> comparison(column, "principal.level", LEVEL);
      case 1 ->
          new Formula(
              "COALESCE(" + Cells.name(column) + ", 0) >= 2",
              row -> Optional.of((row.get(column) instanceof Integer k ? k : 0) >= 2),
              List.of(column),
              false);
      case 2 ->
          test(
              column,
              Cells.name(column) + " IN (1, 3, 5, 8)",
              value -> List.of(1, 3, 5, 8).contains((Integer) value));
      default -> compare(column, random.nextInt(column == Cells.ID ? 40 : 8));
    };
  }

  private Formula compare(int column, Number bound) {
    return comparison(column, bound.toString(), bound);
  }

  private Formula comparison(int column, String text, Number bound) {
    String operator = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
    return test(
        column,
        Cells.name(column) + " " + operator + " " + text,
        value -> fits(operator, Long.compare(((Number) value).longValue(), bound.longValue())));
  }

  private static boolean fits(String operator, int order) {
    return switch (operator) {
      case "=" -> order == 0;
      case "<>" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private Formula decimal(int column) {
    return random.nextBoolean()
        ? test(
            column,
            Cells.name(column) + " > 0.5",
            value -> ((BigDecimal) value).compareTo(new BigDecimal("0.5")) > 0)
        : test(
            column,
            Cells.name(column) + " BETWEEN -50 AND 50.25",
            value ->
                ((BigDecimal) value).compareTo(new BigDecimal("-50")) >= 0
                    && ((BigDecimal) value).compareTo(new BigDecimal("50.25")) <= 0);
  }

  private Formula length() {
    int bound = random.nextInt(4);
    return test(
        Cells.TXT,
        "CHAR_LENGTH(txt) > " + bound,
        value -> ((String) value).codePointCount(0, ((String) value).length()) > bound);
  }

  private Formula code() {
    String code = CODES.get(random.nextInt(CODES.size()));
    return switch (random.nextInt(6)) {
      case 0 -> test(Cells.CODE, "code = principal.zone", ZONE::equals);
      case 1 -> test(Cells.CODE, "code <> '" + code + "'", value -> !value.equals(code));
      case 2 -> test(Cells.CODE, "code LIKE 'a%'", value -> ((String) value).startsWith("a"));
      case 3 ->
          test(
              Cells.CODE,
              "UPPER(code) = 'A'",
              value -> ((String) value).toUpperCase(Locale.ROOT).equals("A"));
      case 4 ->
          test(
              Cells.CODE,
              "code IN ('a', 'é', 'b')",
              value -> List.of("a", "é", "b").contains((String) value));
      default -> test(Cells.CODE, "code = '" + code + "'", code::equals);
    };
  }

  private Formula flag() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Formula(
              "flag IS NOT FALSE",
              row -> Optional.of(!Boolean.FALSE.equals(row.get(Cells.FLAG))),
              List.of(Cells.FLAG),
              false);
      case 1 -> test(Cells.FLAG, "NOT flag", value -> !(Boolean) value);
      default -> test(Cells.FLAG, "flag", value -> (Boolean) value);
    };
  }

  private Formula day() {
    LocalDate bound = LocalDate.of(1970 + 10 * random.nextInt(6), 1, 1);
    return random.nextBoolean()
        ? test(
            Cells.BORN, "born < DATE '" + bound + "'", value -> ((LocalDate) value).isBefore(bound))
        : test(
            Cells.BORN,
            "EXTRACT(YEAR FROM born) = 2020",
            value -> ((LocalDate) value).getYear() == 2020);
  }

  private Formula moment() {
    return test(
        Cells.MOMENT,
        "moment >= TIMESTAMP '2000-01-01 00:00:00'",
        value -> !((LocalDateTime) value).isBefore(LocalDate.of(2000, 1, 1).atStartOfDay()));
  }

  private Formula member() {
    boolean eu = random.nextBoolean();
    List<String> codes = eu ? EU : US;
    Formula member =
        test(
            Cells.CODE,
            "code IN (SELECT code FROM shop.maps WHERE zone = '" + (eu ? "EU" : "US") + "')",
            value -> codes.contains((String) value));
    return new Formula(member.sql(), member.value(), member.columns(), true);
  }

  /** A condition on one column that is NULL where the column is. */
  private static Formula test(int column, String sql, Predicate<Object> test) {
    Function<List<@Nullable Object>, Optional<Boolean>> value =
        row -> Optional.ofNullable(row.get(column)).map(test::test);
    return new Formula(sql, value, List.of(column), false);
  }
}
