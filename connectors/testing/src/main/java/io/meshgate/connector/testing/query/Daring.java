package io.meshgate.connector.testing.query;

/**
 * Random expressions that some rows make fail. DuckDB alone would fail at others or have other
 * values, so that their text for it stands for nothing.
 */
final class Daring {

  private final Choices choices;
  private final Expressions expressions;

  Daring(Choices choices, Expressions expressions) {
    this.choices = choices;
    this.expressions = expressions;
  }

  /** A term of a family. */
  Term term(Kind kind, int depth) {
    return switch (kind) {
      case INTEGER -> integer(depth);
      case DECIMAL -> decimal(depth);
      case DOUBLE -> number(depth);
      case TEXT ->
          of(
              kind,
              "SUBSTRING(%s FROM 1 FOR %s)",
              expressions.term(Kind.TEXT, depth),
              expressions.column(Kind.INTEGER));
      case BOOLEAN ->
          choices.oneIn(2)
              ? of(kind, "CAST(%s AS BOOLEAN)", expressions.column(Kind.TEXT))
              : of(kind, "(%s > 0)", term(Kind.INTEGER, depth));
      case DATE -> of(kind, "CAST(%s AS DATE)", expressions.column(Kind.TEXT));
      case TIMESTAMP -> of(kind, "CAST(%s AS TIMESTAMP)", expressions.column(Kind.TEXT));
    };
  }

  private Term integer(int depth) {
    Term first = expressions.term(Kind.INTEGER, depth);
    Term column = expressions.column(Kind.INTEGER);
    return switch (choices.below(7)) {
      case 0 -> of(Kind.INTEGER, "(%s / %s)", first, column);
      case 1 -> of(Kind.INTEGER, "MOD(%s, %s)", first, column);
      case 2 -> of(Kind.INTEGER, "CAST(%s AS INTEGER)", expressions.column(Kind.TEXT));
      case 3 -> of(Kind.INTEGER, "CAST(%s AS SMALLINT)", column);
      case 4 -> of(Kind.INTEGER, "CAST(%s AS BIGINT)", expressions.column(Kind.DOUBLE));
      case 5 -> of(Kind.INTEGER, "(%1$s * %1$s * %1$s * %1$s)", column);
      default -> of(Kind.INTEGER, "(1 / %s)", column);
    };
  }

  private Term decimal(int depth) {
    return choices.oneIn(2)
        ? of(Kind.DECIMAL, "CAST(%s AS DECIMAL(5, 2))", expressions.column(Kind.TEXT))
        : of(Kind.DECIMAL, "CAST(%s AS DECIMAL(4, 2))", expressions.term(Kind.DECIMAL, depth));
  }

  private Term number(int depth) {
    Term column = expressions.column(choices.oneIn(2) ? Kind.DOUBLE : Kind.DECIMAL);
    return switch (choices.below(6)) {
      case 0 -> of(Kind.DOUBLE, "SQRT(%s)", column);
      case 1 -> of(Kind.DOUBLE, "LN(%s)", column);
      case 2 -> of(Kind.DOUBLE, "EXP(%s)", column);
      case 3 -> of(Kind.DOUBLE, "POWER(%s, %s)", column, expressions.column(Kind.INTEGER));
      case 4 -> of(Kind.DOUBLE, "(%s / %s)", expressions.term(Kind.DOUBLE, depth), column);
      default -> of(Kind.DOUBLE, "CAST(%s AS DOUBLE)", expressions.column(Kind.TEXT));
    };
  }

  private static Term of(Kind kind, String pattern, Term... parts) {
    return Term.format(kind, Bounds.LARGE, pattern, parts);
  }
}
