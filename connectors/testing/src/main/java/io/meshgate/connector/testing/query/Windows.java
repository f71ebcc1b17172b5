package io.meshgate.connector.testing.query;

import java.util.List;

/** Random window functions whose values do not depend on the order of equal rows. */
final class Windows {

  private final Choices choices;
  private final Scope scope;
  private final Expressions expressions;

  Windows(Choices choices, Scope scope) {
    this.choices = choices;
    this.scope = scope;
    this.expressions = new Expressions(choices, scope);
  }

  Term term() {
    List<Term> key = scope.key();
    Term number = expressions.column(Kind.INTEGER);
    Term ordered = expressions.column(choices.pick(List.of(Kind.TEXT, Kind.DATE, Kind.INTEGER)));
    String partition = choices.oneIn(2) ? "PARTITION BY " + partition() + " " : "";
    String unique =
        "ORDER BY " + String.join(", ", key.stream().map(k -> k.sql() + " NULLS LAST").toList());
    return switch (choices.below(key.isEmpty() ? 3 : 6)) {
      case 0 -> over("COUNT(*)", partition);
      case 1 -> over("SUM(" + number.sql() + ")", partition);
      case 2 -> ranked(ordered, partition);
      case 3 -> over("ROW_NUMBER()", partition + unique);
      case 4 -> over("LAG(" + number.sql() + ")", partition + unique);
      default -> over("SUM(" + number.sql() + ")", partition + unique);
    };
  }

  private String partition() {
    return expressions.column(choices.pick(List.of(Kind.BOOLEAN, Kind.TEXT, Kind.INTEGER))).sql();
  }

  private static Term over(String function, String window) {
    return Term.same(Kind.INTEGER, function + " OVER (" + window.strip() + ")", Bounds.LARGE);
  }

  private Term ranked(Term ordered, String partition) {
    boolean descending = choices.oneIn(2);
    String function = choices.oneIn(2) ? "DENSE_RANK()" : "RANK()";
    String order = ordered.sql() + (descending ? " DESC" : "");
    String head = function + " OVER (" + partition + "ORDER BY " + order;
    return new Term(
        Kind.INTEGER,
        head + ")",
        head + (descending ? " NULLS FIRST)" : " NULLS LAST)"),
        Bounds.LARGE);
  }
}
