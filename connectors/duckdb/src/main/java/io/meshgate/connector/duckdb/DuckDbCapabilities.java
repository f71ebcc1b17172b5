package io.meshgate.connector.duckdb;

import static io.meshgate.spi.TypeKind.BINARY;
import static io.meshgate.spi.TypeKind.BOOLEAN;
import static io.meshgate.spi.TypeKind.DATE;
import static io.meshgate.spi.TypeKind.DECIMAL;
import static io.meshgate.spi.TypeKind.DOUBLE;
import static io.meshgate.spi.TypeKind.INTEGER;
import static io.meshgate.spi.TypeKind.REAL;
import static io.meshgate.spi.TypeKind.TEXT;
import static io.meshgate.spi.TypeKind.TIME;
import static io.meshgate.spi.TypeKind.TIMESTAMP;
import static io.meshgate.spi.TypeKind.TIMESTAMP_TZ;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Pushdown;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is pushed into DuckDB: only what gives the gateway's own answer, errors included.
 *
 * <p>Left out on purpose: sums of floating point numbers (they depend on the order), {@code UPPER}
 * and {@code LOWER}, extraction from points in time (depends on the session's zone), conversion of
 * decimals to floating point (not always correctly rounded).
 */
final class DuckDbCapabilities {

  private static final int SCANS = 64;

  private static final List<TypeKind> KINDS =
      List.of(
          BOOLEAN,
          INTEGER,
          DECIMAL,
          REAL,
          DOUBLE,
          TEXT,
          BINARY,
          DATE,
          TIME,
          TIMESTAMP,
          TIMESTAMP_TZ);

  private static final String ON_ZERO =
      "CASE WHEN {1} = 0 AND {0} IS NOT NULL THEN error('" + DuckDbErrors.DIVISION_BY_ZERO + "') ";

  /**
   * DuckDB keeps the result of two decimals of up to 18 digits within 18 digits and fails where
   * that is too few; one operand of more makes it compute with 38.
   */
  private static final String WIDE = "({0} + CAST(0 AS DECIMAL(19, 0))) ";

  /** DuckDB counts from the end for a negative start and backwards for a negative length. */
  private static final String SUBSTRING =
      "CASE WHEN {2} < 0 AND {0} IS NOT NULL AND {1} IS NOT NULL THEN error('"
          + DuckDbErrors.NEGATIVE_LENGTH
          + "') WHEN {1} < 1 THEN SUBSTRING({0}, 1,"
          + " CASE WHEN {1} + {2} < 1 THEN 0 ELSE {1} + {2} - 1 END)"
          + " ELSE SUBSTRING({0}, {1}, {2}) END";

  static final Capabilities CAPABILITIES =
      new Capabilities(Optional.of(syntax()), EnumSet.allOf(Pushdown.class), functions(), SCANS);

  private DuckDbCapabilities() {}

  private static SqlSyntax syntax() {
    return new SqlSyntax(
        '"',
        false,
        SqlSyntax.NullOrdering.EXPLICIT,
        "{}",
        Map.ofEntries(
            Map.entry(BOOLEAN, "BOOLEAN"),
            Map.entry(INTEGER, "{i}"),
            Map.entry(DECIMAL, "DECIMAL({p}, {s})"),
            Map.entry(REAL, "FLOAT"),
            Map.entry(DOUBLE, "DOUBLE"),
            Map.entry(TEXT, "VARCHAR"),
            Map.entry(BINARY, "BLOB"),
            Map.entry(DATE, "DATE"),
            Map.entry(TIME, "TIME"),
            Map.entry(TIMESTAMP, "TIMESTAMP"),
            Map.entry(TIMESTAMP_TZ, "TIMESTAMP WITH TIME ZONE")),
        Map.of(
            BINARY, "unhex('{}')",
            REAL, "CAST('{}' AS FLOAT)",
            DOUBLE, "CAST('{}' AS DOUBLE)",
            TIMESTAMP_TZ, "TIMESTAMPTZ '{}+00'"));
  }

  private static List<RemoteFunction> functions() {
    List<RemoteFunction> functions = new ArrayList<>();
    addLogic(functions);
    for (TypeKind kind : KINDS) {
      addForAnyKind(functions, kind);
    }
    addArithmetic(functions);
    addText(functions);
    addExtracts(functions);
    addCasts(functions);
    functions.add(RemoteFunction.of("COUNT"));
    functions.add(RemoteFunction.of("SUM", INTEGER));
    functions.add(RemoteFunction.of("SUM", DECIMAL));
    return functions;
  }

  private static void addLogic(List<RemoteFunction> functions) {
    functions.add(RemoteFunction.variadic("AND", BOOLEAN));
    functions.add(RemoteFunction.variadic("OR", BOOLEAN));
    for (String test : List.of("NOT", "IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE")) {
      functions.add(RemoteFunction.of(test, BOOLEAN));
    }
  }

  private static void addForAnyKind(List<RemoteFunction> functions, TypeKind kind) {
    for (String comparison :
        List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")) {
      functions.add(RemoteFunction.of(comparison, kind, kind));
    }
    functions.add(RemoteFunction.of("IS NULL", kind));
    functions.add(RemoteFunction.of("IS NOT NULL", kind));
    functions.add(RemoteFunction.variadic("COALESCE", kind));
    functions.add(RemoteFunction.variadic("CASE", BOOLEAN, kind));
    functions.add(RemoteFunction.of("COUNT", kind));
    functions.add(RemoteFunction.of("MIN", kind));
    functions.add(RemoteFunction.of("MAX", kind));
  }

  private static void addArithmetic(List<RemoteFunction> functions) {
    for (TypeKind kind : List.of(INTEGER, DECIMAL, DOUBLE)) {
      for (String operator : List.of("+", "-", "*")) {
        functions.add(
            kind == DECIMAL
                ? RemoteFunction.template(operator, WIDE + operator + " {1}", kind, kind)
                : RemoteFunction.of(operator, kind, kind));
      }
      functions.add(RemoteFunction.of("-", kind));
      functions.add(RemoteFunction.of("ABS", kind));
    }
    functions.add(RemoteFunction.template("/", ON_ZERO + "ELSE {0} // {1} END", INTEGER, INTEGER));
    functions.add(RemoteFunction.template("/", ON_ZERO + "ELSE {0} / {1} END", DOUBLE, DOUBLE));
    functions.add(
        RemoteFunction.template(
            "MOD", ON_ZERO + "WHEN {1} = -1 THEN {0} - {0} ELSE {0} % {1} END", INTEGER, INTEGER));
    functions.add(RemoteFunction.template("MOD", ON_ZERO + "ELSE {0} % {1} END", DECIMAL, DECIMAL));
  }

  private static void addText(List<RemoteFunction> functions) {
    functions.add(RemoteFunction.variadic("||", TEXT));
    functions.add(RemoteFunction.of("LIKE", TEXT, TEXT));
    functions.add(RemoteFunction.template("CHAR_LENGTH", "LENGTH({0})", TEXT));
    functions.add(RemoteFunction.template("SUBSTRING", SUBSTRING, TEXT, INTEGER, INTEGER));
    functions.add(
        RemoteFunction.template(
            "SUBSTRING", "CASE WHEN {1} < 1 THEN {0} ELSE SUBSTRING({0}, {1}) END", TEXT, INTEGER));
  }

  private static void addExtracts(List<RemoteFunction> functions) {
    for (String part : List.of("YEAR", "QUARTER", "MONTH", "DAY")) {
      functions.add(RemoteFunction.of("EXTRACT " + part, DATE));
      functions.add(RemoteFunction.of("EXTRACT " + part, TIMESTAMP));
    }
    for (String part : List.of("HOUR", "MINUTE")) {
      functions.add(RemoteFunction.of("EXTRACT " + part, TIMESTAMP));
      functions.add(RemoteFunction.of("EXTRACT " + part, TIME));
    }
  }

  private static void addCasts(List<RemoteFunction> functions) {
    addCast(functions, INTEGER, INTEGER);
    addCast(functions, INTEGER, DECIMAL);
    addCast(functions, INTEGER, DOUBLE);
    addCast(functions, INTEGER, TEXT);
    addCast(functions, DECIMAL, DECIMAL);
    addCast(functions, DECIMAL, TEXT);
    addCast(functions, REAL, DOUBLE);
    addCast(functions, BOOLEAN, TEXT);
    addCast(functions, TEXT, TEXT);
    addCast(functions, DATE, TEXT);
    addCast(functions, DATE, TIMESTAMP);
    addCast(functions, TIMESTAMP, DATE);
  }

  private static void addCast(List<RemoteFunction> functions, TypeKind from, TypeKind to) {
    functions.add(RemoteFunction.template("CAST " + to, "CAST({0} AS {type})", from));
  }
}
