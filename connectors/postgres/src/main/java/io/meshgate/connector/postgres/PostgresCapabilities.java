package io.meshgate.connector.postgres;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Pushdown;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.SqlSyntax.NullOrdering;
import io.meshgate.spi.TypeKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What PostgreSQL runs with the gateway's semantics, and how it is written. */
final class PostgresCapabilities {

  private static final String TEXT_ORDER = "{} COLLATE \"C\"";

  private static final Map<TypeKind, String> TYPE_NAMES =
      ImmutableMap.<TypeKind, String>builder()
          .put(TypeKind.BOOLEAN, "boolean")
          .put(TypeKind.INTEGER, "{i16}")
          .put(TypeKind.DECIMAL, "numeric({p}, {s})")
          .put(TypeKind.REAL, "real")
          .put(TypeKind.DOUBLE, "double precision")
          .put(TypeKind.TEXT, "text")
          .put(TypeKind.BINARY, "bytea")
          .put(TypeKind.DATE, "date")
          .put(TypeKind.TIME, "time")
          .put(TypeKind.TIMESTAMP, "timestamp")
          .put(TypeKind.TIMESTAMP_TZ, "timestamptz")
          .buildOrThrow();

  /** A number with an exponent would be an exact numeric, X'00' a bit string. */
  private static final Map<TypeKind, String> LITERALS =
      ImmutableMap.<TypeKind, String>builder()
          .put(TypeKind.REAL, "CAST('{}' AS real)")
          .put(TypeKind.DOUBLE, "CAST('{}' AS double precision)")
          .put(TypeKind.BINARY, "CAST('\\x{}' AS bytea)")
          .put(TypeKind.DATE, "DATE '{}'")
          .put(TypeKind.TIME, "TIME '{}'")
          .put(TypeKind.TIMESTAMP, "TIMESTAMP '{}'")
          .put(TypeKind.TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE '{}'")
          .buildOrThrow();

  private static final List<TypeKind> NUMBERS =
      List.of(TypeKind.INTEGER, TypeKind.DECIMAL, TypeKind.REAL, TypeKind.DOUBLE);

  /** Kinds whose order is the gateway's; text needs a collation. */
  private static final List<TypeKind> ORDERED =
      ImmutableList.<TypeKind>builder()
          .addAll(NUMBERS)
          .add(TypeKind.DATE, TypeKind.TIME, TypeKind.TIMESTAMP, TypeKind.TIMESTAMP_TZ)
          .build();

  private static final List<TypeKind> ALL =
      ImmutableList.<TypeKind>builder()
          .add(TypeKind.BOOLEAN, TypeKind.TEXT, TypeKind.BINARY)
          .addAll(ORDERED)
          .build();

  private PostgresCapabilities() {}

  static Capabilities of(int concurrentScans) {
    SqlSyntax syntax =
        new SqlSyntax('"', false, NullOrdering.EXPLICIT, TEXT_ORDER, TYPE_NAMES, LITERALS);
    return new Capabilities(
        Optional.of(syntax), EnumSet.allOf(Pushdown.class), functions(), concurrentScans);
  }

  private static List<RemoteFunction> functions() {
    ImmutableList.Builder<RemoteFunction> functions = ImmutableList.builder();
    addLogic(functions);
    addComparisons(functions);
    addArithmetic(functions);
    addText(functions);
    addTime(functions);
    addCasts(functions);
    addAggregates(functions);
    return functions.build();
  }

  private static void addLogic(ImmutableList.Builder<RemoteFunction> functions) {
    functions.add(
        RemoteFunction.variadic("AND", TypeKind.BOOLEAN),
        RemoteFunction.variadic("OR", TypeKind.BOOLEAN),
        RemoteFunction.of("NOT", TypeKind.BOOLEAN));
    for (String test : List.of("IS TRUE", "IS FALSE", "IS NOT TRUE", "IS NOT FALSE")) {
      functions.add(RemoteFunction.of(test, TypeKind.BOOLEAN));
    }
    for (TypeKind kind : ALL) {
      functions.add(
          RemoteFunction.of("IS NULL", kind),
          RemoteFunction.of("IS NOT NULL", kind),
          RemoteFunction.variadic("CASE", TypeKind.BOOLEAN, kind),
          RemoteFunction.variadic("COALESCE", kind));
    }
  }

  private static void addComparisons(ImmutableList.Builder<RemoteFunction> functions) {
    List<String> equalities = List.of("=", "<>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM");
    List<String> orders = List.of("<", "<=", ">", ">=");
    for (String operator : equalities) {
      ALL.forEach(kind -> functions.add(RemoteFunction.of(operator, kind, kind)));
      addExactMixes(functions, operator);
    }
    for (String operator : orders) {
      ORDERED.forEach(kind -> functions.add(RemoteFunction.of(operator, kind, kind)));
      addExactMixes(functions, operator);
      functions.add(
          RemoteFunction.of(operator, TypeKind.BOOLEAN, TypeKind.BOOLEAN),
          RemoteFunction.of(operator, TypeKind.BINARY, TypeKind.BINARY),
          RemoteFunction.template(
              operator, "({0}) COLLATE \"C\" " + operator + " {1}", TypeKind.TEXT, TypeKind.TEXT));
    }
  }

  private static void addExactMixes(
      ImmutableList.Builder<RemoteFunction> functions, String operator) {
    functions.add(
        RemoteFunction.of(operator, TypeKind.INTEGER, TypeKind.DECIMAL),
        RemoteFunction.of(operator, TypeKind.DECIMAL, TypeKind.INTEGER));
  }

  private static void addArithmetic(ImmutableList.Builder<RemoteFunction> functions) {
    List<TypeKind> kinds = List.of(TypeKind.INTEGER, TypeKind.DECIMAL, TypeKind.DOUBLE);
    for (TypeKind kind : kinds) {
      for (String operator : List.of("+", "-", "*")) {
        functions.add(RemoteFunction.of(operator, kind, kind));
      }
      functions.add(RemoteFunction.of("-", kind), RemoteFunction.of("ABS", kind));
    }
    for (String operator : List.of("+", "-", "*")) {
      addExactMixes(functions, operator);
    }
    functions.add(
        RemoteFunction.of("/", TypeKind.INTEGER, TypeKind.INTEGER),
        RemoteFunction.of("/", TypeKind.DOUBLE, TypeKind.DOUBLE),
        RemoteFunction.template("MOD", "{0} % {1}", TypeKind.INTEGER, TypeKind.INTEGER));
  }

  private static void addText(ImmutableList.Builder<RemoteFunction> functions) {
    functions.add(
        // Without the clause a backslash would escape, as in no other engine.
        RemoteFunction.template("LIKE", "{0} LIKE {1} ESCAPE ''", TypeKind.TEXT, TypeKind.TEXT),
        RemoteFunction.of("||", TypeKind.TEXT, TypeKind.TEXT),
        RemoteFunction.of("CHAR_LENGTH", TypeKind.TEXT),
        RemoteFunction.template(
            "SUBSTRING",
            "SUBSTRING({0} FROM %s)".formatted(position("{1}")),
            TypeKind.TEXT,
            TypeKind.INTEGER),
        RemoteFunction.template(
            "SUBSTRING",
            "SUBSTRING({0} FROM %s FOR %s)".formatted(position("{1}"), position("{2}")),
            TypeKind.TEXT,
            TypeKind.INTEGER,
            TypeKind.INTEGER));
  }

  /** Positions are 32 bits wide at the server; no text is longer, and constants fold away. */
  private static String position(String operand) {
    String form =
        "CASE WHEN %1$s > 2147483647 THEN 2147483647"
            + " WHEN %1$s < -2147483648 THEN -2147483648"
            + " ELSE CAST(%1$s AS integer) END";
    return form.formatted(operand);
  }

  private static void addTime(ImmutableList.Builder<RemoteFunction> functions) {
    for (String part : List.of("YEAR", "QUARTER", "MONTH", "DAY")) {
      addExtract(functions, part, TypeKind.DATE);
      addExtract(functions, part, TypeKind.TIMESTAMP);
    }
    for (String part : List.of("HOUR", "MINUTE")) {
      addExtract(functions, part, TypeKind.TIME);
      addExtract(functions, part, TypeKind.TIMESTAMP);
    }
  }

  private static void addExtract(
      ImmutableList.Builder<RemoteFunction> functions, String part, TypeKind kind) {
    functions.add(
        RemoteFunction.template(
            "EXTRACT " + part, "CAST(EXTRACT(" + part + " FROM {0}) AS bigint)", kind));
  }

  private static void addCasts(ImmutableList.Builder<RemoteFunction> functions) {
    addCast(functions, TypeKind.INTEGER, TypeKind.INTEGER);
    addCast(functions, TypeKind.INTEGER, TypeKind.DECIMAL);
    addCast(functions, TypeKind.INTEGER, TypeKind.DOUBLE);
    addCast(functions, TypeKind.REAL, TypeKind.DOUBLE);
    addCast(functions, TypeKind.DATE, TypeKind.TIMESTAMP);
  }

  private static void addCast(
      ImmutableList.Builder<RemoteFunction> functions, TypeKind from, TypeKind to) {
    functions.add(RemoteFunction.template("CAST " + to, "CAST({0} AS {type})", from));
  }

  private static void addAggregates(ImmutableList.Builder<RemoteFunction> functions) {
    functions.add(RemoteFunction.of("COUNT"));
    ALL.forEach(kind -> functions.add(RemoteFunction.of("COUNT", kind)));
    for (String extreme : List.of("MIN", "MAX")) {
      ORDERED.forEach(kind -> functions.add(RemoteFunction.of(extreme, kind)));
      functions.add(
          RemoteFunction.template(extreme, extreme + "(({0}) COLLATE \"C\")", TypeKind.TEXT));
    }
    functions.add(
        RemoteFunction.of("SUM", TypeKind.INTEGER),
        // Sums of floating numbers depend on the order of rows, which no two engines share.
        RemoteFunction.of("SUM", TypeKind.DECIMAL));
  }
}
