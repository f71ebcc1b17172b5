package io.meshgate.plan.place;

import com.google.common.collect.ImmutableMap;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.SqlSyntax.NullOrdering;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the residual engine, DuckDB, runs and how it writes it, as data.
 *
 * <p>An operator that is not here is refused when a query is planned. None reads files, settings or
 * statistics. Where DuckDB answers what the gateway calls an error, the template raises it.
 */
public final class ResidualDialect {

  /** What the engine's error text holds where a template found a division by zero. */
  public static final String DIVISION_BY_ZERO = "meshgate:division_by_zero";

  /** What the engine's error text holds where a scalar subquery gave several rows. */
  public static final String SEVERAL_ROWS = "meshgate:several_rows";

  /**
   * What the engine's error text holds where somebody would see a value that was not delivered,
   * before the name of the column in quotes.
   */
  public static final String MISFIT = "meshgate:misfit in ";

  private static final String ZERO_CHECK =
      "CASE WHEN {1} = 0 AND {0} IS NOT NULL THEN error('" + DIVISION_BY_ZERO + "') ELSE ";

  public static final SqlSyntax SYNTAX =
      new SqlSyntax(
          '"',
          false,
          NullOrdering.EXPLICIT,
          "{}",
          ImmutableMap.<TypeKind, String>builder()
              .put(TypeKind.BOOLEAN, "BOOLEAN")
              .put(TypeKind.INTEGER, "{i}")
              .put(TypeKind.DECIMAL, "DECIMAL({p}, {s})")
              .put(TypeKind.REAL, "REAL")
              .put(TypeKind.DOUBLE, "DOUBLE")
              .put(TypeKind.TEXT, "VARCHAR")
              .put(TypeKind.BINARY, "BLOB")
              .put(TypeKind.DATE, "DATE")
              .put(TypeKind.TIME, "TIME")
              .put(TypeKind.TIMESTAMP, "TIMESTAMP")
              .put(TypeKind.TIMESTAMP_TZ, "TIMESTAMPTZ")
              .put(TypeKind.OTHER, "{nested}")
              .buildOrThrow(),
          Map.of(
              TypeKind.BINARY, "unhex('{}')",
              TypeKind.TIMESTAMP_TZ, "TIMESTAMPTZ '{}+00'"));

  private static final List<String> STANDARD =
      List.of(
          "=",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "AND",
          "OR",
          "NOT",
          "IS NULL",
          "IS NOT NULL",
          "IS TRUE",
          "IS NOT TRUE",
          "IS FALSE",
          "IS NOT FALSE",
          "IS DISTINCT FROM",
          "IS NOT DISTINCT FROM",
          "+",
          "-",
          "*",
          "LIKE",
          "CASE",
          "COALESCE",
          "||",
          "UPPER",
          "LOWER",
          "ABS",
          "EXP",
          "SIGN",
          "ROUND",
          "FLOOR",
          "CEIL",
          "GREATEST",
          "LEAST",
          "REPLACE",
          "REVERSE",
          "LEFT",
          "RIGHT",
          "ASCII",
          "SIN",
          "COS",
          "TAN",
          "ATAN",
          "DEGREES",
          "RADIANS",
          "PI",
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "ANY_VALUE",
          "BOOL_AND",
          "BOOL_OR",
          "STDDEV_POP",
          "STDDEV_SAMP",
          "STDDEV",
          "VAR_POP",
          "VAR_SAMP",
          "VARIANCE",
          "CORR",
          "COVAR_POP",
          "COVAR_SAMP",
          "ROW_NUMBER",
          "RANK",
          "DENSE_RANK",
          "PERCENT_RANK",
          "CUME_DIST",
          "NTILE",
          "LAG",
          "LEAD",
          "FIRST_VALUE",
          "LAST_VALUE",
          "NTH_VALUE",
          "AVG",
          "GROUPING",
          "ARRAY",
          "MAP",
          "ROW");

  private static final Map<String, String> TEMPLATES =
      ImmutableMap.<String, String>builder()
          .put("/", ZERO_CHECK + "{0} / {1} END")
          .put("MOD", ZERO_CHECK + "{0} % {1} END")
          .put("CHAR_LENGTH", "LENGTH({0})")
          .put("LENGTH", "LENGTH({0})")
          .put("OCTET_LENGTH", "strlen({0})")
          .put("POSITION", "instr({1}, {0})")
          .put("STRPOS", "instr({0}, {1})")
          .put("TRIM BOTH", "trim({1}, {0})")
          .put("TRIM LEADING", "ltrim({1}, {0})")
          .put("TRIM TRAILING", "rtrim({1}, {0})")
          .put("LTRIM", "ltrim({0})")
          .put("RTRIM", "rtrim({0})")
          .put(
              "INITCAP",
              "array_to_string(list_transform(string_split(lower({0}), ' '), "
                  + "lambda w: upper(w[1]) || w[2:]), ' ')")
          .put("CONCAT", "({0} || {1})")
          .put("POWER", "pow(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))")
          .put("SQRT", "sqrt(CAST({0} AS DOUBLE))")
          .put("LN", "ln(CAST({0} AS DOUBLE))")
          .put("LOG10", "log10(CAST({0} AS DOUBLE))")
          .put("TRUNCATE", "trunc({0})")
          .put("TRUNC", "trunc({0})")
          .put("SUM0", "COALESCE(SUM({0}), 0)")
          .put("$SUM0", "COALESCE(SUM({0}), 0)")
          .put(
              "SINGLE_VALUE",
              "CASE WHEN COUNT(*) > 1 THEN error('" + SEVERAL_ROWS + "') ELSE FIRST({0}) END")
          .put("MINUS_DATE", "({0} - {1})")
          // The engine counts from the end below zero, where the standard has nothing.
          .put("ITEM ARRAY", "CASE WHEN {1} > 0 THEN list_extract({0}, {1}) END")
          .put("ITEM MAP", "map_extract_value({0}, {1})")
          .put("DOT", "struct_extract({0}, {1})")
          .put("CARDINALITY ARRAY", "CAST(len({0}) AS INTEGER)")
          .put("CARDINALITY MAP", "CAST(cardinality({0}) AS INTEGER)")
          .buildOrThrow();

  private static final List<String> UNITS =
      List.of(
          "YEAR",
          "QUARTER",
          "MONTH",
          "WEEK",
          "DAY",
          "HOUR",
          "MINUTE",
          "SECOND",
          "DOW",
          "DOY",
          "ISODOW",
          "ISOYEAR",
          "CENTURY",
          "DECADE",
          "MILLENNIUM",
          "EPOCH");

  public static final FunctionTable FUNCTIONS = FunctionTable.of(typed(), any());

  /** The placement of the residual engine. */
  public static final Placement PLACEMENT = Placement.residual(SYNTAX, FUNCTIONS);

  private ResidualDialect() {}

  /** The error text of a value of a column that was not delivered. */
  public static String misfitIn(String column) {
    return MISFIT + '"' + column + '"';
  }

  private static List<RemoteFunction> typed() {
    TypeKind integer = TypeKind.INTEGER;
    TypeKind decimal = TypeKind.DECIMAL;
    List<RemoteFunction> functions = new ArrayList<>();
    functions.add(RemoteFunction.template("/", ZERO_CHECK + "{0} // {1} END", integer, integer));
    functions.add(
        RemoteFunction.template(
            "/", ZERO_CHECK + "CAST({0} AS DOUBLE) / CAST({1} AS DOUBLE) END", decimal, decimal));
    functions.add(RemoteFunction.template("MOD", ZERO_CHECK + "{0} % {1} END", integer, integer));
    functions.add(RemoteFunction.template("MOD", ZERO_CHECK + "{0} % {1} END", decimal, decimal));
    // The engine drops digits of the type together with those of the value.
    functions.add(RemoteFunction.template("ROUND", "CAST(round({0}) AS {type})", decimal));
    functions.add(
        RemoteFunction.template("ROUND", "CAST(round({0}, {1}) AS {type})", decimal, integer));
    for (TypeKind day : List.of(TypeKind.DATE)) {
      functions.add(RemoteFunction.template("+", "CAST({0} + {1} AS DATE)", day, TypeKind.OTHER));
      functions.add(RemoteFunction.template("-", "CAST({0} - {1} AS DATE)", day, TypeKind.OTHER));
    }
    // DuckDB makes a timestamp of a date.
    for (String unit : UNITS) {
      functions.add(
          RemoteFunction.template(
              "FLOOR " + unit, "CAST(date_trunc('" + unit + "', {0}) AS DATE)", TypeKind.DATE));
    }
    functions.addAll(texts());
    return functions;
  }

  private static List<RemoteFunction> texts() {
    TypeKind integer = TypeKind.INTEGER;
    // Sums have 128 bits there, which it does not take for positions.
    return List.of(
        RemoteFunction.template(
            "SUBSTRING",
            "substring({0}, CAST(greatest({1}, 1) AS BIGINT))",
            TypeKind.TEXT,
            integer),
        RemoteFunction.template(
            "SUBSTRING",
            "CASE WHEN {1} < 1 THEN substring({0}, 1, CAST(greatest({1} + {2} - 1, 0) AS BIGINT))"
                + " ELSE substring({0}, CAST({1} AS BIGINT), CAST({2} AS BIGINT)) END",
            TypeKind.TEXT,
            integer,
            integer),
        RemoteFunction.template(
            "LIKE", "{0} LIKE {1} ESCAPE {2}", TypeKind.TEXT, TypeKind.TEXT, TypeKind.TEXT));
  }

  private static Map<String, String> any() {
    ImmutableMap.Builder<String, String> functions = ImmutableMap.builder();
    for (String standard : STANDARD) {
      functions.put(standard, "");
    }
    for (TypeKind kind : TypeKind.values()) {
      functions.put("CAST " + kind.name(), "");
    }
    for (String unit : UNITS) {
      functions.put("EXTRACT " + unit, "CAST(date_part('" + unit + "', {0}) AS BIGINT)");
      functions.put("FLOOR " + unit, "CAST(date_trunc('" + unit + "', {0}) AS {type})");
    }
    TEMPLATES.forEach(functions::put);
    return functions.buildOrThrow();
  }
}
