package io.meshgate.connector.testing.query;

import java.util.List;

/** Random expressions over a scope. */
final class Expressions {

  private static final double LARGEST = 1e9;
  private static final int MOST_DIGITS = 4;

  private final Choices choices;
  private final Scope scope;

  Expressions(Choices choices, Scope scope) {
    this.choices = choices;
    this.scope = scope;
  }

  /** A term of any family. */
  Term any(int depth) {
    return term(choices.pick(List.of(Kind.values())), depth);
  }

  /** A term of a family. */
  Term term(Kind kind, int depth) {
    if (depth == 0 || choices.below(3) == 0) {
      return leaf(kind);
    }
    if (scope.risk() == Risk.FAILURE && choices.oneIn(3)) {
      return new Daring(choices, this).term(kind, depth - 1);
    }
    if (choices.oneIn(6)) {
      return chosen(kind, depth - 1);
    }
    return switch (kind) {
      case INTEGER -> integer(depth - 1);
      case DECIMAL, DOUBLE -> number(kind, depth - 1);
      case TEXT -> text(depth - 1);
      case BOOLEAN -> new Predicates(choices, scope).predicate(depth - 1);
      case DATE -> date(depth - 1);
      case TIMESTAMP ->
          choices.oneIn(3)
              ? cast(Kind.TIMESTAMP, term(Kind.DATE, depth - 1))
              : leaf(Kind.TIMESTAMP);
    };
  }

  /** A column, or a constant where there is none or now and then. */
  Term leaf(Kind kind) {
    List<Term> columns = scope.columns(kind);
    int choice = choices.below(20);
    if (choice == 19) {
      return Literals.nothing(kind);
    }
    return columns.isEmpty() || choice >= 15 ? Literals.of(kind, choices) : choices.pick(columns);
  }

  /** A column of the family, or a constant where there is none. */
  Term column(Kind kind) {
    List<Term> columns = scope.columns(kind);
    return columns.isEmpty() ? Literals.of(kind, choices) : choices.pick(columns);
  }

  private Term chosen(Kind kind, int depth) {
    Term first = term(kind, depth);
    Term second = term(kind, depth);
    Bounds bounds = wider(first.bounds(), second.bounds());
    return switch (choices.below(4)) {
      case 0 -> Term.format(kind, bounds, "COALESCE(%s, %s)", first, second);
      case 1 -> Term.format(kind, bounds, "NULLIF(%s, %s)", first, second);
      case 2 ->
          Term.format(
              kind, bounds, "CASE WHEN %s THEN %s ELSE %s END", condition(depth), first, second);
      default ->
          Term.format(
              kind,
              bounds,
              "CASE WHEN %s THEN %s WHEN %s THEN %s END",
              condition(depth),
              first,
              condition(depth),
              second);
    };
  }

  private Term condition(int depth) {
    return new Predicates(choices, scope).simple(depth);
  }

  private static Bounds wider(Bounds a, Bounds b) {
    return new Bounds(Math.max(a.size(), b.size()), Math.max(a.scale(), b.scale()));
  }

  private Term integer(int depth) {
    return switch (choices.below(9)) {
      case 0 ->
          Term.format(
              Kind.INTEGER,
              new Bounds(100, 0),
              "CHAR_LENGTH(%s)",
              "LENGTH(%s)",
              term(Kind.TEXT, depth));
      case 1 -> part(choices.pick(List.of("YEAR", "MONTH", "DAY", "QUARTER")), Kind.DATE, depth);
      case 2 ->
          part(
              choices.pick(List.of("YEAR", "MONTH", "DAY", "QUARTER", "HOUR", "MINUTE")),
              Kind.TIMESTAMP,
              depth);
      case 3 -> quotient(depth);
      case 4 -> remainder(depth);
      default -> number(Kind.INTEGER, depth);
    };
  }

  private Term part(String unit, Kind kind, int depth) {
    Term moment = term(kind, depth);
    return Term.format(
        Kind.INTEGER,
        new Bounds(10_000, 0),
        "EXTRACT(" + unit + " FROM %s)",
        "date_part('" + unit + "', %s)",
        moment);
  }

  private Term quotient(int depth) {
    Term dividend = term(Kind.INTEGER, depth);
    Term divisor = term(Kind.INTEGER, 0);
    return Term.format(
        Kind.INTEGER,
        dividend.bounds(),
        "(%1$s / NULLIF(%2$s, 0))",
        "CAST(trunc(CAST(%1$s AS DOUBLE) / NULLIF(%2$s, 0)) AS BIGINT)",
        dividend,
        divisor);
  }

  private Term remainder(int depth) {
    return Term.format(
        Kind.INTEGER,
        new Bounds(12_345, 0),
        "MOD(%1$s, NULLIF(%2$s, 0))",
        "((%1$s) %% NULLIF(%2$s, 0))",
        term(Kind.INTEGER, depth),
        term(Kind.INTEGER, 0));
  }

  private Term number(Kind kind, int depth) {
    return switch (choices.below(7)) {
      case 0 -> sum("+", kind, depth);
      case 1 -> sum("-", kind, depth);
      case 2 -> product(kind, depth);
      case 3 -> unary("(- %s)", kind, depth);
      case 4 -> unary("ABS(%s)", kind, depth);
      case 5 -> converted(kind, depth);
      default -> kind == Kind.DOUBLE ? ratio(depth) : sum("-", kind, depth);
    };
  }

  private Term unary(String pattern, Kind kind, int depth) {
    Term operand = term(kind, depth);
    return Term.format(kind, operand.bounds(), pattern, operand);
  }

  // Now and then of mixed families, where the wider one is the result's.
  private Term operand(Kind kind, int depth) {
    boolean mixed = kind != Kind.INTEGER && choices.oneIn(3);
    return term(mixed ? Kind.INTEGER : kind, depth);
  }

  private Term sum(String operator, Kind kind, int depth) {
    Term left = term(kind, depth);
    Term right = operand(kind, depth);
    Bounds bounds =
        new Bounds(
            left.bounds().size() + right.bounds().size(),
            Math.max(left.bounds().scale(), right.bounds().scale()));
    return bounds.size() > LARGEST
        ? left
        : Term.format(kind, bounds, "(%s " + operator + " %s)", left, right);
  }

  private Term product(Kind kind, int depth) {
    Term left = term(kind, depth);
    Term right = operand(kind, depth);
    double size = left.bounds().size() * right.bounds().size();
    boolean precise = left.bounds().scale() <= MOST_DIGITS && right.bounds().scale() <= MOST_DIGITS;
    Bounds bounds = new Bounds(size, left.bounds().scale() + right.bounds().scale());
    return size > LARGEST || !precise ? left : Term.format(kind, bounds, "(%s * %s)", left, right);
  }

  private Term ratio(int depth) {
    Kind kind = choices.oneIn(2) ? Kind.DECIMAL : Kind.DOUBLE;
    return Term.format(
        Kind.DOUBLE,
        Bounds.LARGE,
        "(%s / NULLIF(%s, 0))",
        "(CAST(%s AS DOUBLE) / CAST(NULLIF(%s, 0) AS DOUBLE))",
        term(kind, depth),
        column(kind));
  }

  private Term converted(Kind kind, int depth) {
    return switch (kind) {
      case INTEGER -> unary("(+ %s)", kind, depth);
      case DECIMAL -> cast(kind, small(term(Kind.INTEGER, depth)));
      default -> {
        Term operand = term(choices.oneIn(2) ? Kind.DECIMAL : Kind.INTEGER, depth);
        boolean exact = operand.kind() == Kind.INTEGER;
        yield Term.format(
            Kind.DOUBLE, exact ? operand.bounds() : Bounds.LARGE, "CAST(%s AS DOUBLE)", operand);
      }
    };
  }

  private Term small(Term term) {
    return term.bounds().size() <= LARGEST ? term : leaf(term.kind());
  }

  private Term cast(Kind target, Term operand) {
    Bounds bounds =
        target == Kind.DECIMAL ? new Bounds(operand.bounds().size(), 2) : operand.bounds();
    return Term.format(target, bounds, "CAST(%s AS " + target.type() + ")", operand);
  }

  private Term date(int depth) {
    return switch (choices.below(4)) {
      case 0 -> cast(Kind.DATE, term(Kind.TIMESTAMP, depth));
      case 1 -> {
        int days = choices.below(100);
        yield Term.format(
            Kind.DATE,
            Bounds.NONE,
            "(%s + INTERVAL '" + days + "' DAY)",
            "CAST(%s + to_days(" + days + ") AS DATE)",
            term(Kind.DATE, depth));
      }
      default -> leaf(Kind.DATE);
    };
  }

  private Term text(int depth) {
    return switch (choices.below(6)) {
      case 0 ->
          Term.format(
              Kind.TEXT, Bounds.NONE, "(%s || %s)", term(Kind.TEXT, depth), term(Kind.TEXT, depth));
      case 1 ->
          Term.format(
              Kind.TEXT,
              Bounds.NONE,
              choices.oneIn(2) ? "UPPER(%s)" : "LOWER(%s)",
              term(Kind.TEXT, depth));
      case 2 -> substring(depth);
      case 3 -> prefix(depth);
      case 4 ->
          cast(
              Kind.TEXT, term(choices.pick(List.of(Kind.INTEGER, Kind.BOOLEAN, Kind.DATE)), depth));
      default -> leaf(Kind.TEXT);
    };
  }

  // The standard counts positions before the first; DuckDB counts them from the end.
  private Term substring(int depth) {
    int start = choices.below(7) - 2;
    int length = choices.below(5);
    int from = Math.max(start, 1);
    int to = Math.max(start + length, from);
    return Term.format(
        Kind.TEXT,
        Bounds.NONE,
        "SUBSTRING(%s FROM " + start + " FOR " + length + ")",
        "substring(%s, " + from + ", " + (to - from) + ")",
        term(Kind.TEXT, depth));
  }

  private Term prefix(int depth) {
    return Term.format(
        Kind.TEXT,
        Bounds.NONE,
        "SUBSTRING(%1$s FROM %2$s)",
        "substring(%1$s, greatest(%2$s, 1))",
        term(Kind.TEXT, depth),
        Term.format(Kind.INTEGER, Bounds.NONE, "COALESCE(%s, 1)", column(Kind.INTEGER)));
  }
}
