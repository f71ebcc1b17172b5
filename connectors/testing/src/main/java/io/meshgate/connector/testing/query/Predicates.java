package io.meshgate.connector.testing.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Random conditions over a scope. */
final class Predicates {

  private static final List<String> COMPARISONS = List.of("=", "<", "<>", ">=", "<=", ">");

  private static final List<Kind> JOINED =
      List.of(Kind.INTEGER, Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL, Kind.BOOLEAN);

  private final Choices choices;
  private final Expressions expressions;
  private final Scope scope;

  Predicates(Choices choices, Scope scope) {
    this.choices = choices;
    this.expressions = new Expressions(choices, scope);
    this.scope = scope;
  }

  /** A condition without subqueries. */
  Term predicate(int depth) {
    if (depth == 0) {
      return simple(0);
    }
    return switch (choices.below(8)) {
      case 0 -> truth("(%s AND %s)", predicate(depth - 1), predicate(depth - 1));
      case 1 -> truth("(%s OR %s)", predicate(depth - 1), predicate(depth - 1));
      case 2 -> truth("(NOT %s)", predicate(depth - 1));
      case 3 ->
          truth(
              "(%s IS "
                  + choices.pick(List.of("TRUE", "NOT TRUE", "FALSE", "NOT FALSE", "NULL"))
                  + ")",
              predicate(depth - 1));
      default -> simple(depth);
    };
  }

  /** A condition that is no combination of others. */
  Term simple(int depth) {
    List<Scope.Sampled> sampled = scope.sampled();
    if (!sampled.isEmpty() && choices.below(6) < 5) {
      return likely(choices.pick(sampled));
    }
    return switch (choices.below(9)) {
      case 0, 1, 2 -> comparison(depth);
      case 3 -> truth("(%s IS " + not() + "NULL)", expressions.any(depth));
      case 4 -> between(depth);
      case 5 -> list(depth);
      case 6 ->
          truth(
              "(%s " + not() + "LIKE %s)",
              expressions.term(Kind.TEXT, depth),
              Literals.pattern(choices));
      case 7 -> distinct(depth);
      default -> expressions.leaf(Kind.BOOLEAN);
    };
  }

  // Over values that the column holds, so that some rows pass.
  private Term likely(Scope.Sampled column) {
    Term any = column.term();
    return switch (choices.below(7)) {
      case 0 -> truth("(%s <> %s)", any, sample(column));
      case 1 -> truth("(%s >= %s)", any, sample(column));
      case 2 -> truth("(%s <= %s)", any, sample(column));
      case 3 -> truth("(%s IS NOT NULL)", any);
      case 4 ->
          truth(
              "(%s IN (%s, %s, %s, %s))",
              any, sample(column), sample(column), sample(column), sample(column));
      case 5 -> truth("(%1$s <= %2$s OR %1$s >= %3$s)", any, sample(column), sample(column));
      default -> truth("(%s = %s)", any, sample(column));
    };
  }

  private Term sample(Scope.Sampled column) {
    return Term.same(column.term().kind(), choices.pick(column.samples()), Bounds.NONE);
  }

  /** An equality between columns of two relations, where both have such columns. */
  Term equality(Scope left, Scope right) {
    List<Term> meeting = meeting(left, right);
    if (!meeting.isEmpty() && choices.below(5) < 4) {
      return choices.pick(meeting);
    }
    Kind kind = choices.pick(JOINED);
    return truth(
        "(%s = %s)",
        new Expressions(choices, left).column(kind), new Expressions(choices, right).column(kind));
  }

  // Equalities of columns of which a value is known that both hold.
  private static List<Term> meeting(Scope left, Scope right) {
    List<Term> meeting = new ArrayList<>();
    for (Scope.Sampled one : left.sampled()) {
      for (Scope.Sampled other : right.sampled()) {
        if (one.term().kind() == other.term().kind()
            && !Collections.disjoint(one.samples(), other.samples())) {
          meeting.add(truth("(%s = %s)", one.term(), other.term()));
        }
      }
    }
    return meeting;
  }

  private String not() {
    return choices.oneIn(2) ? "NOT " : "";
  }

  private static Term truth(String pattern, Term... parts) {
    return Term.format(Kind.BOOLEAN, Bounds.NONE, pattern, parts);
  }

  private Term comparison(int depth) {
    Kind left = choices.pick(List.of(Kind.values()));
    return truth(
        "(%s " + choices.pick(COMPARISONS) + " %s)",
        expressions.term(left, depth),
        expressions.term(partner(left), depth));
  }

  // Integers compare with decimals and doubles.
  private Kind partner(Kind kind) {
    return kind.isNumber() && choices.oneIn(4)
        ? choices.pick(
            kind == Kind.DECIMAL
                ? List.of(Kind.INTEGER)
                : kind == Kind.DOUBLE ? List.of(Kind.INTEGER) : List.of(Kind.DECIMAL, Kind.DOUBLE))
        : kind;
  }

  private Term distinct(int depth) {
    Kind kind = choices.pick(List.of(Kind.values()));
    return truth(
        "(%s IS " + not() + "DISTINCT FROM %s)",
        expressions.term(kind, depth),
        expressions.term(kind, depth));
  }

  private Term between(int depth) {
    Kind kind =
        choices.pick(List.of(Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.DATE, Kind.TIMESTAMP));
    return truth(
        "(%s " + not() + "BETWEEN %s AND %s)",
        expressions.term(kind, depth),
        expressions.term(kind, 0),
        expressions.term(kind, 0));
  }

  private Term list(int depth) {
    Kind kind = choices.pick(List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL));
    List<Term> parts = new ArrayList<>();
    parts.add(expressions.term(kind, depth));
    int items = 1 + choices.below(4);
    for (int i = 0; i < items; i++) {
      parts.add(choices.oneIn(12) ? Literals.nothing(kind) : Literals.of(kind, choices));
    }
    String places = "%s" + ", %s".repeat(items - 1);
    return truth("(%s " + not() + "IN (" + places + "))", parts.toArray(Term[]::new));
  }
}
