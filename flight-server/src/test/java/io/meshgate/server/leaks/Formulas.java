package io.meshgate.server.leaks;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Random conditions of row policies and masks. */
final class Formulas {

  /** The attribute {@code level} of the callers. */
  static final int LEVEL = 4;

  /** The attribute {@code zone} of the callers. */
  static final String ZONE = "a";

  /** An attribute that policies name and no caller has. */
  static final String MISSING = "clearance";

  /** The codes of the zone EU, in the mapping table. */
  static final List<String> EU = List.of("a", "é", "ab");

  /** The codes of the zone US. */
  static final List<String> US = List.of("b", "B");

  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> CODES = List.of("a", "A", "b", "a ", "é", "");

  private final Random random;
  private final RandomTable table;
  private final List<Integer> columns;

  /** Conditions over columns of a contract. */
  Formulas(Random random, RandomTable table, List<Integer> columns) {
    this.random = random;
    this.table = table;
    this.columns = columns;
  }

  Formula condition(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return atom();
    }
    return switch (random.nextInt(3)) {
      case 0 -> condition(depth - 1).and(condition(depth - 1));
      case 1 -> condition(depth - 1).or(condition(depth - 1));
      default -> condition(depth - 1).not();
    };
  }

  /** A condition that may ask the mapping table. */
  Formula mappedCondition(int depth) {
    List<Integer> codes = columns.stream().filter(column -> domain(column) == Domain.CODE).toList();
    if (codes.isEmpty() || random.nextInt(4) != 0) {
      return condition(depth);
    }
    Formula member = member(codes.get(random.nextInt(codes.size())));
    return random.nextBoolean() ? member.or(condition(depth - 1)) : member;
  }

  /** A condition that does not depend on who asks. */
  Formula known() {
    return known(columns.get(random.nextInt(columns.size())));
  }

  /** A condition that needs an attribute which nobody has. */
  Formula missing() {
    int column = columns.get(random.nextInt(columns.size()));
    return new Formula(
        name(column) + " IS NULL OR principal." + MISSING + " > 0",
        row -> Optional.of(true),
        Set.of(MISSING),
        false);
  }

  private Domain domain(int column) {
    return table.fields().get(column).domain();
  }

  private String name(int column) {
    return table.fields().get(column).quoted();
  }

  private Formula atom() {
    int column = columns.get(random.nextInt(columns.size()));
    if (random.nextInt(6) == 0) {
      boolean not = random.nextInt(4) != 0;
      return new Formula(
          name(column) + " IS " + (not ? "NOT " : "") + "NULL",
          row -> Optional.of((row.get(column) != null) == not),
          Set.of(),
          false);
    }
    return switch (domain(column)) {
      case ID, K -> integer(column);
      case N -> compare(column, (Long) pooled(column));
      case DEC2, DEC4 -> decimal(column);
      case TXT -> length(column);
      case CODE -> code(column);
      case FLAG -> flag(column);
      case BORN -> day(column);
      case MOMENT -> moment(column);
      case DBL -> known(column);
    };
  }

  private Object pooled(int column) {
    List<Object> pool = table.fields().get(column).pool();
    return pool.get(random.nextInt(pool.size()));
  }

  private Formula known(int column) {
    return new Formula(
        name(column) + " IS NOT NULL",
        row -> Optional.of(row.get(column) != null),
        Set.of(),
        false);
  }

  private Formula integer(int column) {
    return switch (random.nextInt(5)) {
      case 0 -> comparison(column, "principal.level", LEVEL).naming("level");
      case 1 ->
          new Formula(
              "COALESCE(" + name(column) + ", 0) >= 2",
              row -> Optional.of((row.get(column) instanceof Integer k ? k : 0) >= 2),
              Set.of(),
              false);
      case 2 ->
          test(
              column,
              name(column) + " IN (1, 3, 5, 8)",
              value -> List.of(1, 3, 5, 8).contains((Integer) value));
      default -> compare(column, (Integer) pooled(column));
    };
  }

  private Formula compare(int column, Number bound) {
    return comparison(column, bound.toString(), bound);
  }

  private Formula comparison(int column, String text, Number bound) {
    String operator = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
    return test(
        column,
        name(column) + " " + operator + " " + text,
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
    BigDecimal bound = (BigDecimal) pooled(column);
    return random.nextBoolean()
        ? test(
            column,
            name(column) + " > " + bound.toPlainString(),
            value -> ((BigDecimal) value).compareTo(bound) > 0)
        : test(
            column,
            name(column) + " BETWEEN -50 AND " + bound.toPlainString(),
            value ->
                ((BigDecimal) value).compareTo(new BigDecimal("-50")) >= 0
                    && ((BigDecimal) value).compareTo(bound) <= 0);
  }

  private Formula length(int column) {
    int bound = random.nextInt(3);
    return test(
        column,
        "CHAR_LENGTH(" + name(column) + ") > " + bound,
        value -> ((String) value).codePointCount(0, ((String) value).length()) > bound);
  }

  private Formula code(int column) {
    String code = CODES.get(random.nextInt(CODES.size()));
    String name = name(column);
    return switch (random.nextInt(6)) {
      case 0 -> test(column, name + " = principal.zone", ZONE::equals).naming("zone");
      case 1 -> test(column, name + " <> '" + code + "'", value -> !value.equals(code));
      case 2 -> test(column, name + " LIKE 'a%'", value -> ((String) value).startsWith("a"));
      case 3 ->
          test(
              column,
              "UPPER(" + name + ") = 'A'",
              value -> ((String) value).toUpperCase(Locale.ROOT).equals("A"));
      case 4 ->
          test(
              column,
              name + " IN ('a', 'é', 'b')",
              value -> List.of("a", "é", "b").contains((String) value));
      default -> test(column, name + " = '" + code + "'", code::equals);
    };
  }

  private Formula flag(int column) {
    String name = name(column);
    return switch (random.nextInt(3)) {
      case 0 ->
          new Formula(
              name + " IS NOT FALSE",
              row -> Optional.of(!Boolean.FALSE.equals(row.get(column))),
              Set.of(),
              false);
      case 1 -> test(column, "NOT " + name, value -> !(Boolean) value);
      default -> test(column, name, value -> (Boolean) value);
    };
  }

  private Formula day(int column) {
    LocalDate bound = (LocalDate) pooled(column);
    return random.nextBoolean()
        ? test(
            column,
            name(column) + " <= DATE '" + bound + "'",
            value -> !((LocalDate) value).isAfter(bound))
        : test(
            column,
            "EXTRACT(YEAR FROM " + name(column) + ") = " + bound.getYear(),
            value -> ((LocalDate) value).getYear() == bound.getYear());
  }

  private Formula moment(int column) {
    LocalDateTime bound = (LocalDateTime) pooled(column);
    return test(
        column,
        name(column) + " >= " + Field.literal(bound),
        value -> !((LocalDateTime) value).isBefore(bound));
  }

  private Formula member(int column) {
    boolean eu = random.nextBoolean();
    List<String> codes = eu ? EU : US;
    Formula member =
        test(
            column,
            name(column)
                + " IN (SELECT code FROM shop.maps WHERE zone = '"
                + (eu ? "EU" : "US")
                + "')",
            value -> codes.contains((String) value));
    return new Formula(member.sql(), member.value(), member.attributes(), true);
  }

  /** A condition on one column that is NULL where the column is. */
  private static Formula test(int column, String sql, Predicate<Object> test) {
    Function<List<@Nullable Object>, Optional<Boolean>> value =
        row -> Optional.ofNullable(row.get(column)).map(test::test);
    return new Formula(sql, value, Set.of(), false);
  }
}
