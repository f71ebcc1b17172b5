package io.meshgate.connector.testing.query;

import io.meshgate.connector.testing.query.Query.Sql;
import io.meshgate.connector.testing.query.Sources.From;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Random queries. */
public final class Queries {

  private static final List<String> SET_OPERATIONS =
      List.of("UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL");

  private final Choices choices;
  private final Sources sources;

  private final Size size;

  private Queries(Choices choices, List<QueriedTable> tables, Risk risk, Size size) {
    this.choices = choices;
    this.sources = new Sources(choices, this, tables, new Sources.Manner(risk, size));
    this.size = size;
  }

  /** One query over all tables, made from the choices alone. */
  public static Query make(Choices choices) {
    return make(
        choices, Tables.ALL.stream().map(Tables.Table::queried).toList(), Risk.NONE, Size.LARGE);
  }

  /** One query over these tables, made from the choices alone. */
  public static Query make(Choices choices, List<QueriedTable> tables, Risk risk, Size size) {
    return new Queries(choices, tables, risk, size).statement();
  }

  /**
   * One query that has no fewer rows over more: inner joins, conditions on rows, and no more than
   * that.
   */
  public static Query monotone(Choices choices, List<QueriedTable> tables) {
    Queries queries = new Queries(choices, tables, Risk.NONE, Size.SMALL);
    From from = queries.sources.joined();
    Sql where = Sql.same(" WHERE ").plus(new Predicates(choices, from.scope()).predicate(1));
    List<Term> items = new ArrayList<>();
    for (Kind kind : queries.wanted(Optional.empty(), from.scope())) {
      items.add(new Expressions(choices, from.scope()).term(kind, choices.below(2)));
    }
    Sql sql = Sql.same("SELECT ").plus(list(items)).plus(" FROM ").plus(from.sql()).plus(where);
    return new Query(sql, columns(items, from.scope()), false);
  }

  /**
   * One query over a table of which only groups are shown: keys, counts, sums and averages. Its
   * reference leaves groups out that are too small, unless the table is joined with itself.
   *
   * @param smallest how many rows each value has to stand on
   */
  public static Query counted(Choices choices, QueriedTable table, int smallest) {
    Queries queries = new Queries(choices, List.of(table), Risk.NONE, Size.SMALL);
    From from = choices.oneIn(4) ? queries.sources.joined() : queries.sources.table();
    Sql where =
        choices.oneIn(2)
            ? Sql.same(" WHERE ").plus(new Predicates(choices, from.scope()).predicate(1))
            : Sql.same("");
    Groups groups = new Groups(choices, from.scope());
    List<Term> items = new ArrayList<>(groups.keys());
    Sql large = new Sql("", " HAVING COUNT(*) >= " + smallest);
    int totals = 1 + choices.below(2);
    for (int i = 0; i < totals; i++) {
      Groups.Total total = groups.total();
      items.add(total.value());
      large = large.plus(new Sql("", " AND " + total.rows().reference() + " >= " + smallest));
    }
    Sql sql = Sql.same("SELECT ").plus(list(items)).plus(" FROM ").plus(from.sql()).plus(where);
    sql = sql.plus(groups.clause());
    return new Query(isJoined(from) ? sql : sql.plus(large), columns(items, from.scope()), false);
  }

  private static boolean isJoined(From from) {
    return from.scope().relations().size() > 1;
  }

  private Query statement() {
    Sql with = Sql.same("");
    if (choices.oneIn(7)) {
      Query query = body(1, Optional.empty());
      with = Sql.same("WITH w0 AS (").plus(query.sql()).plus(") ");
      sources.declare("w0", query.columns());
    }
    Query body = body(size.depth(), Optional.empty());
    Query query = choices.below(5) >= 3 ? limited(body) : body;
    return new Query(with.plus(query.sql()), query.columns(), query.ordered());
  }

  /** A query with all its columns in its ORDER BY, and a LIMIT or an OFFSET or both. */
  Query limited(Query query) {
    List<String> keys = new ArrayList<>();
    List<String> referenceKeys = new ArrayList<>();
    int first = choices.below(query.columns().size());
    for (int i = 0; i < query.columns().size(); i++) {
      int column = (first + i) % query.columns().size() + 1;
      boolean descending = choices.oneIn(2);
      int nulls = choices.below(4);
      boolean last = nulls == 2 || (nulls != 3 && !descending);
      String key = column + (descending ? " DESC" : "");
      keys.add(key + (nulls < 2 ? "" : last ? " NULLS LAST" : " NULLS FIRST"));
      referenceKeys.add(key + (descending ? "" : " ASC") + (last ? " NULLS LAST" : " NULLS FIRST"));
    }
    String bound = choices.oneIn(4) ? "" : " LIMIT " + choices.below(30);
    bound += choices.oneIn(size == Size.SMALL ? 6 : 3) ? " OFFSET " + choices.below(6) : "";
    Sql order =
        new Sql(
            " ORDER BY " + String.join(", ", keys) + bound,
            " ORDER BY " + String.join(", ", referenceKeys) + bound);
    return new Query(query.sql().plus(order), query.columns(), true);
  }

  /**
   * A query without an order.
   *
   * @param kinds what its columns must be; empty if that is free
   */
  Query body(int depth, Optional<List<Kind>> kinds) {
    return depth > 0 && choices.oneIn(8) ? setOperation(depth - 1) : select(depth, kinds);
  }

  private Query setOperation(int depth) {
    Query left = select(depth, Optional.empty());
    Query right = select(depth, Optional.of(left.columns().stream().map(Column::kind).toList()));
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      Column column = left.columns().get(i);
      columns.add(new Column(column.name(), column.kind(), Bounds.LARGE));
    }
    Sql sql = left.sql().plus(" " + choices.pick(SET_OPERATIONS) + " ").plus(right.sql());
    return new Query(sql, columns, false);
  }

  private Query select(int depth, Optional<List<Kind>> kinds) {
    From from = sources.from(depth);
    Sql where = where(from.scope(), depth);
    int form = choices.below(6);
    return switch (form) {
      case 3, 4 -> grouped(from, where, wanted(kinds, from.scope()));
      default -> plain(new Plain(from, where, form, depth), kinds);
    };
  }

  private List<Kind> wanted(Optional<List<Kind>> kinds, Scope scope) {
    return kinds.orElseGet(
        () -> {
          List<Kind> all = scope.kinds();
          List<Kind> chosen = new ArrayList<>();
          int items = 1 + choices.below(4);
          for (int i = 0; i < items; i++) {
            chosen.add(choices.pick(all));
          }
          return chosen;
        });
  }

  private Sql where(Scope scope, int depth) {
    int conjuncts = choices.below(size.conjuncts());
    Sql sql = Sql.same("");
    for (int i = 0; i < conjuncts; i++) {
      sql = sql.plus(i == 0 ? " WHERE " : " AND ");
      sql =
          choices.oneIn(5)
              ? sql.plus(new Subqueries(choices, sources, scope).condition())
              : sql.plus(new Predicates(choices, scope).predicate(depthOf(scope, depth)));
    }
    return sql;
  }

  // The deeper a condition, the fewer rows pass.
  private static int depthOf(Scope scope, int depth) {
    return scope.sampled().isEmpty() ? 1 + Math.min(depth, 1) : 1;
  }

  private record Plain(From from, Sql where, int form, int depth) {}

  private Query plain(Plain parts, Optional<List<Kind>> kinds) {
    Scope scope = parts.from().scope();
    List<Term> items = new ArrayList<>();
    for (Kind kind : wanted(kinds, scope)) {
      boolean subquery = kind == Kind.INTEGER && choices.oneIn(8);
      items.add(
          subquery
              ? new Subqueries(choices, sources, scope).value()
              : new Expressions(choices, scope).term(kind, choices.below(size.items())));
    }
    if (parts.form() == 5 && kinds.isEmpty()) {
      items.add(new Windows(choices, scope).term());
    }
    String distinct = parts.form() == 2 ? "DISTINCT " : "";
    Sql sql =
        Sql.same("SELECT " + distinct)
            .plus(list(items))
            .plus(" FROM ")
            .plus(parts.from().sql())
            .plus(parts.where());
    return new Query(sql, columns(items, scope), false);
  }

  private Query grouped(From from, Sql where, List<Kind> kinds) {
    Groups groups = new Groups(choices, from.scope());
    List<Term> items = new ArrayList<>();
    for (Kind kind : kinds) {
      items.add(groups.item(kind));
    }
    Sql sql =
        Sql.same("SELECT ")
            .plus(list(items))
            .plus(" FROM ")
            .plus(from.sql())
            .plus(where)
            .plus(groups.clause());
    if (choices.oneIn(from.scope().sampled().isEmpty() ? 4 : 8)) {
      sql = sql.plus(" HAVING ").plus(groups.condition());
    }
    return new Query(sql, columns(items, from.scope()), false);
  }

  private static Sql list(List<Term> items) {
    List<Term> named = new ArrayList<>();
    for (Term item : items) {
      named.add(Term.format(item.kind(), item.bounds(), "%s AS c" + named.size(), item));
    }
    return Sql.join(", ", named);
  }

  private static List<Column> columns(List<Term> items, Scope scope) {
    List<Column> columns = new ArrayList<>();
    for (Term item : items) {
      String name = "c" + columns.size();
      columns.add(new Column(name, item.kind(), item.bounds(), scope.samples(item)));
    }
    return columns;
  }
}
