package io.meshgate.connector.testing.query;

import java.util.List;
import java.util.stream.Stream;

/** The relations whose columns an expression may name, and what such expressions may risk. */
record Scope(List<Relation> relations, Risk risk) {

  Scope {
    relations = List.copyOf(relations);
  }

  /**
   * A relation under its alias.
   *
   * @param keyed whether its column {@code id} is unique
   */
  record Relation(String alias, List<Column> columns, boolean keyed) {
    Relation {
      columns = List.copyOf(columns);
    }

    Term term(Column column) {
      return Term.same(column.kind(), alias + ".\"" + column.name() + "\"", column.bounds());
    }

    List<Term> terms() {
      return columns.stream().map(this::term).toList();
    }
  }

  /** A scope of one relation. */
  static Scope of(Relation relation, Risk risk) {
    return new Scope(List.of(relation), risk);
  }

  /** This scope and one more relation. */
  Scope with(Relation relation) {
    return new Scope(Stream.concat(relations.stream(), Stream.of(relation)).toList(), risk);
  }

  /** All columns. */
  List<Term> columns() {
    return relations.stream().flatMap(r -> r.terms().stream()).toList();
  }

  /** All columns of a family. */
  List<Term> columns(Kind kind) {
    return columns().stream().filter(c -> c.kind() == kind).toList();
  }

  /** All columns of which values are known. */
  List<Sampled> sampled() {
    return relations.stream()
        .flatMap(r -> r.columns().stream().map(c -> new Sampled(r.term(c), c.samples())))
        .filter(column -> !column.samples().isEmpty())
        .toList();
  }

  /** Literals of values that a term has, if it is a column of which some are known. */
  List<String> samples(Term term) {
    return sampled().stream()
        .filter(column -> column.term().sql().equals(term.sql()))
        .findFirst()
        .map(Sampled::samples)
        .orElse(List.of());
  }

  /** The families of its columns if values of them are known, else all. */
  List<Kind> kinds() {
    List<Kind> kinds = sampled().stream().map(column -> column.term().kind()).distinct().toList();
    return kinds.isEmpty() ? List.of(Kind.values()) : kinds;
  }

  /** A column with literals of values that it holds. */
  record Sampled(Term term, List<String> samples) {}

  /** Columns that are different in every row, together; empty if that is not known. */
  List<Term> key() {
    boolean keyed = relations.stream().allMatch(Relation::keyed);
    return keyed ? columns().stream().filter(c -> c.sql().endsWith(".\"id\"")).toList() : List.of();
  }
}
