package io.meshgate.connector.testing.query;

import io.meshgate.connector.testing.query.Sources.From;
import java.util.List;

/** Random conditions and values that subqueries give. */
final class Subqueries {

  private final Choices choices;
  private final Sources sources;
  private final Scope scope;

  Subqueries(Choices choices, Sources sources, Scope scope) {
    this.choices = choices;
    this.sources = sources;
    this.scope = scope;
  }

  /** A condition. */
  Term condition() {
    return switch (choices.below(5)) {
      case 0 -> exists("EXISTS");
      case 1 -> exists("NOT EXISTS");
      case 2 -> in("IN");
      case 3 -> in("NOT IN");
      default -> {
        String comparison = choices.pick(List.of("=", "<", ">="));
        yield truth(
            "(%s " + comparison + " %s)",
            new Expressions(choices, scope).column(Kind.INTEGER),
            value());
      }
    };
  }

  /** An integer. */
  Term value() {
    From from = sources.table();
    Expressions inner = new Expressions(choices, from.scope());
    String function = choices.pick(List.of("COUNT", "MAX", "MIN", "SUM"));
    return Term.format(
        Kind.INTEGER,
        Bounds.LARGE,
        "(SELECT " + function + "(%s) FROM %s WHERE %s)",
        inner.column(Kind.INTEGER),
        text(from),
        inside(from.scope()));
  }

  private Term exists(String quantifier) {
    From from = sources.table();
    return truth(quantifier + " (SELECT 1 FROM %s WHERE %s)", text(from), inside(from.scope()));
  }

  private Term in(String operator) {
    From from = sources.table();
    Kind kind = choices.pick(List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE));
    return truth(
        "(%s " + operator + " (SELECT %s FROM %s WHERE %s))",
        new Expressions(choices, scope).term(kind, choices.below(2)),
        new Expressions(choices, from.scope()).term(kind, choices.below(2)),
        text(from),
        inside(from.scope()));
  }

  private Term inside(Scope inner) {
    Predicates predicates = new Predicates(choices, inner);
    return switch (choices.below(4)) {
      case 0 -> predicates.predicate(1);
      case 1 -> truth("%s AND %s", correlation(inner), predicates.predicate(1));
      default -> correlation(inner);
    };
  }

  private Term correlation(Scope inner) {
    return new Predicates(choices, inner).equality(inner, scope);
  }

  private static Term text(From from) {
    return Term.of(Kind.TEXT, from.sql().gateway(), from.sql().reference());
  }

  private static Term truth(String pattern, Term... parts) {
    return Term.format(Kind.BOOLEAN, Bounds.NONE, pattern, parts);
  }
}
