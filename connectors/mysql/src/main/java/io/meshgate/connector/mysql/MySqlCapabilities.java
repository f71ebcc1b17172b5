package io.meshgate.connector.mysql;

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

/**
 * What MySQL and MariaDB run with the gateway's semantics, and how it is written.
 *
 * <p>No division: by zero it is NULL. No cast to a type with bounds: the servers cut the value off
 * and warn. No concatenation: beyond the largest packet it is NULL.
 */
final class MySqlCapabilities {

  /** Session time is UTC, which is what a literal without an offset is in. */
  private static final Map<TypeKind, String> LITERALS =
      ImmutableMap.<TypeKind, String>builder()
          .put(TypeKind.BINARY, "X'{}'")
          .put(TypeKind.DATE, "DATE '{}'")
          .put(TypeKind.TIME, "TIME '{}'")
          .put(TypeKind.TIMESTAMP, "TIMESTAMP '{}'")
          .put(TypeKind.TIMESTAMP_TZ, "TIMESTAMP '{}'")
          .buildOrThrow();

  /** Zero minus the least number is the least number again in MariaDB, without an error. */
  private static final String SUBTRACTION =
      "IF({1} = -9223372036854775808, {0} + 1 + 9223372036854775807, {0} - {1})";

  /** Kinds that compare as the gateway does. REAL does not: a literal is a double. */
  private static final List<TypeKind> COMPARABLE =
      ImmutableList.of(
          TypeKind.BOOLEAN,
          TypeKind.INTEGER,
          TypeKind.DECIMAL,
          TypeKind.DOUBLE,
          TypeKind.TEXT,
          TypeKind.BINARY,
          TypeKind.DATE,
          TypeKind.TIME,
          TypeKind.TIMESTAMP,
          TypeKind.TIMESTAMP_TZ);

  private MySqlCapabilities() {}

  static Capabilities of(int concurrentScans) {
    // Nothing is cast for transfer: the reader takes any form of a number and checks its range.
    SqlSyntax syntax =
        new SqlSyntax('`', false, NullOrdering.LOWEST, "{}", ImmutableMap.of(), LITERALS);
    EnumSet<Pushdown> pushdowns = EnumSet.complementOf(EnumSet.of(Pushdown.FULL_JOIN));
    return new Capabilities(Optional.of(syntax), pushdowns, functions(), concurrentScans);
  }

  private static List<RemoteFunction> functions() {
    ImmutableList.Builder<RemoteFunction> functions = ImmutableList.builder();
    addLogic(functions);
    addComparisons(functions);
    addArithmetic(functions);
    addText(functions);
    addTime(functions);
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
    functions.add(
        RemoteFunction.of("IS NULL", TypeKind.REAL),
        RemoteFunction.of("IS NOT NULL", TypeKind.REAL));
    for (TypeKind kind : COMPARABLE) {
      functions.add(
          RemoteFunction.of("IS NULL", kind),
          RemoteFunction.of("IS NOT NULL", kind),
          RemoteFunction.variadic("CASE", TypeKind.BOOLEAN, kind),
          RemoteFunction.variadic("COALESCE", kind));
    }
  }

  private static void addComparisons(ImmutableList.Builder<RemoteFunction> functions) {
    for (TypeKind kind : COMPARABLE) {
      addComparisons(functions, kind, kind);
    }
    addComparisons(functions, TypeKind.INTEGER, TypeKind.DECIMAL);
    addComparisons(functions, TypeKind.DECIMAL, TypeKind.INTEGER);
  }

  private static void addComparisons(
      ImmutableList.Builder<RemoteFunction> functions, TypeKind left, TypeKind right) {
    for (String operator : List.of("=", "<>", "<", "<=", ">", ">=")) {
      functions.add(RemoteFunction.of(operator, left, right));
    }
    functions.add(
        RemoteFunction.template("IS NOT DISTINCT FROM", "{0} <=> {1}", left, right),
        RemoteFunction.template("IS DISTINCT FROM", "NOT ({0} <=> {1})", left, right));
  }

  private static void addArithmetic(ImmutableList.Builder<RemoteFunction> functions) {
    for (String operator : List.of("+", "-", "*")) {
      for (TypeKind kind : List.of(TypeKind.DECIMAL, TypeKind.DOUBLE)) {
        functions.add(RemoteFunction.of(operator, kind, kind));
      }
      functions.add(
          RemoteFunction.of(operator, TypeKind.INTEGER, TypeKind.DECIMAL),
          RemoteFunction.of(operator, TypeKind.DECIMAL, TypeKind.INTEGER));
    }
    functions.add(
        RemoteFunction.of("+", TypeKind.INTEGER, TypeKind.INTEGER),
        RemoteFunction.template("-", SUBTRACTION, TypeKind.INTEGER, TypeKind.INTEGER),
        RemoteFunction.of("*", TypeKind.INTEGER, TypeKind.INTEGER));
    for (TypeKind kind : List.of(TypeKind.INTEGER, TypeKind.DECIMAL, TypeKind.DOUBLE)) {
      functions.add(RemoteFunction.of("-", kind), RemoteFunction.of("ABS", kind));
    }
  }

  private static void addText(ImmutableList.Builder<RemoteFunction> functions) {
    functions.add(
        // MariaDB knows no LIKE without an escape character, so there is one that stands for
        // itself.
        RemoteFunction.template(
            "LIKE", "{0} LIKE REPLACE({1}, '|', '||') ESCAPE '|'", TypeKind.TEXT, TypeKind.TEXT),
        RemoteFunction.of("CHAR_LENGTH", TypeKind.TEXT),
        // Position 0 would give an empty text and a negative one would count from the end.
        RemoteFunction.template(
            "SUBSTRING", "SUBSTRING({0}, GREATEST({1}, 1))", TypeKind.TEXT, TypeKind.INTEGER),
        // A negative length would give an empty text; the last term overflows, and so fails.
        RemoteFunction.template(
            "SUBSTRING",
            "SUBSTRING({0}, GREATEST({1}, 1),"
                + " GREATEST(LEAST(GREATEST({2}, -1), 4294967296)"
                + " + GREATEST(LEAST({1}, 1), -4294967296) - 1, 0)"
                + " + IF({2} < 0 AND {1} IS NOT NULL AND {0} IS NOT NULL,"
                + " 9223372036854775807 - {2}, 0))",
            TypeKind.TEXT,
            TypeKind.INTEGER,
            TypeKind.INTEGER));
  }

  private static void addTime(ImmutableList.Builder<RemoteFunction> functions) {
    for (TypeKind kind : List.of(TypeKind.DATE, TypeKind.TIMESTAMP)) {
      for (String part : List.of("YEAR", "QUARTER", "MONTH", "DAY")) {
        functions.add(RemoteFunction.of("EXTRACT " + part, kind));
      }
    }
    for (TypeKind kind : List.of(TypeKind.TIME, TypeKind.TIMESTAMP)) {
      for (String part : List.of("HOUR", "MINUTE")) {
        functions.add(RemoteFunction.of("EXTRACT " + part, kind));
      }
    }
    functions.add(
        RemoteFunction.template("CAST DATE", "DATE({0})", TypeKind.TIMESTAMP),
        RemoteFunction.template("CAST TIMESTAMP", "TIMESTAMP({0})", TypeKind.DATE));
  }

  private static void addAggregates(ImmutableList.Builder<RemoteFunction> functions) {
    functions.add(
        RemoteFunction.of("COUNT"),
        RemoteFunction.of("COUNT", TypeKind.REAL),
        RemoteFunction.of("SUM", TypeKind.INTEGER),
        RemoteFunction.of("SUM", TypeKind.DECIMAL));
    for (TypeKind kind : COMPARABLE) {
      functions.add(
          RemoteFunction.of("COUNT", kind),
          RemoteFunction.of("MIN", kind),
          RemoteFunction.of("MAX", kind));
    }
  }
}
