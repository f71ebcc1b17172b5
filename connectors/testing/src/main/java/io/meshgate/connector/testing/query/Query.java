package io.meshgate.connector.testing.query;

import java.util.List;

/**
 * A query in the gateway's SQL and in DuckDB's.
 *
 * @param columns its result's columns
 * @param ordered whether the order of its rows is settled
 */
public record Query(Sql sql, List<Column> columns, boolean ordered) {

  /** Copies the columns. */
  public Query {
    columns = List.copyOf(columns);
  }

  /** A piece of text for the gateway and one for DuckDB. */
  public record Sql(String gateway, String reference) {

    static Sql same(String text) {
      return new Sql(text, text);
    }

    static Sql of(Term term) {
      return new Sql(term.sql(), term.reference());
    }

    Sql plus(String text) {
      return plus(same(text));
    }

    Sql plus(Term term) {
      return plus(of(term));
    }

    Sql plus(Sql next) {
      return new Sql(gateway + next.gateway, reference + next.reference);
    }

    /** The terms with a separator between them. */
    static Sql join(String separator, List<Term> terms) {
      return new Sql(
          String.join(separator, terms.stream().map(Term::sql).toList()),
          String.join(separator, terms.stream().map(Term::reference).toList()));
    }
  }
}
