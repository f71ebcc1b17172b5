package io.meshgate.connector.testing.query;

import io.meshgate.connector.testing.query.Query.Sql;
import java.util.ArrayList;
import java.util.List;

/** Random grouping keys and aggregates over a scope. */
final class Groups {

  private static final Bounds COUNTS = new Bounds(1e6, 0);

  private final Choices choices;
  private final Expressions expressions;
  private final Scope scope;
  private final List<Term> keys = new ArrayList<>();
  private final String form;

  Groups(Choices choices, Scope scope) {
    this.choices = choices;
    this.scope = scope;
    this.expressions = new Expressions(choices, scope);
    int count = choices.below(3);
    for (int i = 0; i < count; i++) {
      Kind kind = choices.pick(List.of(Kind.values()));
      Term column = expressions.column(kind);
      Term key = choices.oneIn(3) ? expressions.term(kind, 1) : column;
      // A constant would be taken for the position of a column.
      if (!key.isConstant() && keys.stream().noneMatch(k -> k.sql().equals(key.sql()))) {
        keys.add(key);
      }
    }
    boolean columnsOnly = keys.stream().allMatch(key -> scope.columns().contains(key));
    form = columnsOnly && keys.size() == 2 && choices.oneIn(5) ? "ROLLUP(%s)" : "%s";
  }

  /** The GROUP BY clause. */
  Sql clause() {
    if (keys.isEmpty()) {
      return Sql.same("");
    }
    Sql list = Sql.join(", ", keys);
    return new Sql(
        " GROUP BY " + String.format(form, list.gateway()),
        " GROUP BY " + String.format(form, list.reference()));
  }

  /** The keys. */
  List<Term> keys() {
    return List.copyOf(keys);
  }

  /**
   * A count, a sum or an average of a column.
   *
   * @param rows how many rows of a group it stands on
   */
  record Total(Term value, Term rows) {}

  /** A random count, sum or average of a column. */
  Total total() {
    Term number = expressions.column(choices.oneIn(2) ? Kind.DECIMAL : Kind.INTEGER);
    Term any = expressions.any(0);
    return switch (choices.below(5)) {
      case 0 -> {
        Term count = count("COUNT(*)" + filter().replace("%", "%%"));
        yield new Total(count, count);
      }
      case 1 -> new Total(count("COUNT(%s)", any), count("COUNT(%s)", any));
      case 2 -> new Total(count("COUNT(DISTINCT %s)", any), count("COUNT(%s)", any));
      case 3 -> new Total(sum(number), count("COUNT(%s)", number));
      default -> new Total(average(number), count("COUNT(%s)", number));
    };
  }

  private static Term count(String pattern, Term... parts) {
    return Term.format(Kind.INTEGER, COUNTS, pattern, parts);
  }

  /** A key or an aggregate of a family. */
  Term item(Kind kind) {
    List<Term> fitting = keys.stream().filter(key -> key.kind() == kind).toList();
    return !fitting.isEmpty() && choices.below(3) < 2 ? choices.pick(fitting) : aggregate(kind);
  }

  /** A condition for HAVING. */
  Term condition() {
    Kind kind = choices.pick(List.of(Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.DATE));
    String comparison = choices.pick(List.of(">", "<=", "<>", "="));
    return Term.format(
        Kind.BOOLEAN,
        Bounds.NONE,
        "%s " + comparison + " %s",
        aggregate(kind),
        Literals.of(kind, choices));
  }

  private Term aggregate(Kind kind) {
    Term argument = expressions.term(kind, choices.below(2));
    return switch (kind) {
      case INTEGER -> integer(argument);
      case DECIMAL -> choices.oneIn(3) ? extreme(argument) : sum(argument);
      case DOUBLE -> floating(argument);
      case BOOLEAN ->
          Term.format(kind, Bounds.NONE, "(COUNT(*) > %s)", Literals.of(Kind.INTEGER, choices));
      default -> extreme(argument);
    };
  }

  private Term integer(Term argument) {
    Term any = expressions.any(1);
    return switch (choices.below(6)) {
      case 0 -> Term.format(Kind.INTEGER, COUNTS, "COUNT(*)" + filter().replace("%", "%%"));
      case 1 -> Term.format(Kind.INTEGER, COUNTS, "COUNT(%s)", any);
      case 2 -> Term.format(Kind.INTEGER, COUNTS, "COUNT(DISTINCT %s)", any);
      case 3 -> Term.format(Kind.INTEGER, Bounds.LARGE, "SUM(DISTINCT %s)", argument);
      case 4 -> extreme(argument);
      default -> sum(argument);
    };
  }

  private String filter() {
    List<Term> columns = scope.columns(Kind.BOOLEAN);
    return !columns.isEmpty() && choices.oneIn(3)
        ? " FILTER (WHERE " + choices.pick(columns).sql() + ")"
        : "";
  }

  private Term sum(Term argument) {
    return Term.format(argument.kind(), Bounds.LARGE, "SUM(%s)", argument);
  }

  private Term extreme(Term argument) {
    String name = choices.oneIn(2) ? "MAX" : "MIN";
    return Term.format(argument.kind(), argument.bounds(), name + "(%s)", argument);
  }

  // Sums of fractions that doubles do not hold depend on the order of the rows.
  private Term floating(Term argument) {
    int choice = choices.below(4);
    if (choice == 0) {
      return extreme(argument);
    }
    if (choice == 1 && argument.bounds().scale() == 0) {
      return sum(argument);
    }
    return average(expressions.column(choices.oneIn(2) ? Kind.INTEGER : Kind.DECIMAL));
  }

  private static Term average(Term exact) {
    return Term.format(
        Kind.DOUBLE, Bounds.LARGE, "AVG(%1$s)", "(CAST(SUM(%1$s) AS DOUBLE) / COUNT(%1$s))", exact);
  }
}
