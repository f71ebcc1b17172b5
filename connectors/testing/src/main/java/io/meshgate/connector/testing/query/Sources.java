package io.meshgate.connector.testing.query;

import io.meshgate.connector.testing.query.Query.Sql;
import io.meshgate.connector.testing.query.Scope.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Random FROM clauses: tables, derived tables, common table expressions, and joins of them. */
final class Sources {

  private static final List<String> JOINS =
      List.of("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");

  private final Choices choices;
  private final Queries queries;
  private final List<QueriedTable> tables;
  private final Manner manner;
  private final List<Named> named = new ArrayList<>();
  private int aliases;

  Sources(Choices choices, Queries queries, List<QueriedTable> tables, Manner manner) {
    this.choices = choices;
    this.queries = queries;
    this.tables = tables;
    this.manner = manner;
  }

  /** What queries may risk, and how large they are. */
  record Manner(Risk risk, Size size) {}

  /** A FROM clause and the relations that it brings. */
  record From(Sql sql, Scope scope) {}

  private record Named(String name, List<Column> columns) {}

  private record Source(Sql sql, Relation relation) {}

  /** Makes a common table expression known. */
  void declare(String name, List<Column> columns) {
    named.add(new Named(name, columns));
  }

  /** One table. */
  From table() {
    Source source = base(alias());
    return new From(source.sql(), Scope.of(source.relation(), manner.risk()));
  }

  /** A FROM clause of one or two tables whose rows are joined where they fit. */
  From joined() {
    From from = table();
    return choices.oneIn(2) ? joined(from, base(alias()), "JOIN") : from;
  }

  /** A FROM clause of up to three relations. */
  From from(int depth) {
    Source first = source(depth);
    From from = new From(first.sql(), Scope.of(first.relation(), manner.risk()));
    int more = choices.below(manner.size().relations());
    for (int i = 0; i < more; i++) {
      from = joined(from, source(depth), choices.pick(JOINS));
    }
    return from;
  }

  private From joined(From from, Source next, String join) {
    Scope right = Scope.of(next.relation(), manner.risk());
    Scope both = from.scope().with(next.relation());
    Sql sql = from.sql().plus(" " + join + " ").plus(next.sql()).plus(" ON ");
    sql = sql.plus(new Predicates(choices, both).equality(from.scope(), right));
    if (!join.equals("FULL JOIN") && choices.oneIn(3)) {
      sql = sql.plus(" AND ").plus(new Predicates(choices, both).predicate(1));
    }
    return new From(sql, both);
  }

  private Source source(int depth) {
    String alias = alias();
    int choice = choices.below(8);
    if (!named.isEmpty() && choice >= 4) {
      Named expression = choices.pick(named);
      return new Source(
          Sql.same(expression.name() + " AS " + alias),
          new Relation(alias, expression.columns(), false));
    }
    if (depth > 0 && choice >= (manner.size() == Size.SMALL ? 7 : 6)) {
      Query query =
          choice == 6
              ? queries.body(depth - 1, Optional.empty())
              : queries.limited(queries.body(depth - 1, Optional.empty()));
      return new Source(
          Sql.same("(").plus(query.sql()).plus(") AS " + alias),
          new Relation(alias, query.columns(), false));
    }
    return base(alias);
  }

  private Source base(String alias) {
    QueriedTable table = choices.pick(tables);
    return new Source(
        new Sql(table.sql() + " AS " + alias, table.reference() + " AS " + alias),
        new Relation(alias, table.columns(), table.keyed()));
  }

  private String alias() {
    return "t" + aliases++;
  }
}
