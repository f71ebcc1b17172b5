package io.meshgate.connector.duckdb;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** DuckDB's types in Arrow, and the SQL that reads each of them without loss. */
final class DuckDbTypes {

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
  private static final String PLAIN = RemoteColumn.REFERENCE;
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final String JSON = "JSON";
  private static final String MICROSECONDS =
      "CASE WHEN epoch_ns({}) % 1000 <> 0 THEN error('"
          + DuckDbErrors.OWN
          + "column {name} holds a timestamp with nanoseconds.')"
          + " ELSE CAST({} AS TIMESTAMP) END";
  private static final String WHOLE_OR_INFINITE =
      "CASE WHEN epoch_ns({}) % 1000 <> 0 THEN TIMESTAMP 'infinity'"
          + " ELSE CAST({} AS TIMESTAMP) END";

  /**
   * How one type is read.
   *
   * @param pattern DuckDB's type, as {@code DESCRIBE} shows it, or what it looks like
   * @param type the column in Arrow, or why there is none
   * @param read the SQL with {@code {}} for the column and {@code {name}} for its name in a text
   * @param element the type that reads it inside of lists, structs and maps, with {@code {}} for
   *     its own name; empty if it has no such type
   * @param note one line for the documentation
   */
  record Mapping(
      String pattern, RemoteColumn.ColumnType type, String read, String element, String note) {

    /** The SQL that reads it without failing the statement at a value that microseconds lack. */
    String tolerantRead() {
      return read.equals(MICROSECONDS) ? WHOLE_OR_INFINITE : read;
    }
  }

  private static final List<Mapping> SCALARS =
      List.of(
          plain("BOOLEAN", ArrowType.Bool.INSTANCE),
          plain("TINYINT", integer(8)),
          plain("SMALLINT", integer(16)),
          plain("INTEGER", integer(32)),
          plain("BIGINT", integer(64)),
          cast("UTINYINT", integer(16), "SMALLINT", "the next wider signed type"),
          cast("USMALLINT", integer(32), "INTEGER", "the next wider signed type"),
          cast("UINTEGER", integer(64), "BIGINT", "the next wider signed type"),
          cast("UBIGINT", decimal(20, 0), "DECIMAL(20, 0)", "every value fits"),
          new Mapping(
              "HUGEINT",
              supported(decimal(38, 0)),
              "CASE WHEN {} NOT BETWEEN -"
                  + "9".repeat(38)
                  + " AND "
                  + "9".repeat(38)
                  + " THEN error('"
                  + DuckDbErrors.OWN
                  + "column {name} holds a HUGEINT of more than 38 digits.')"
                  + " ELSE CAST({} AS DECIMAL(38, 0)) END",
              "DECIMAL(38, 0)",
              "a value of more than 38 digits fails the read"),
          cast("UHUGEINT", TEXT, "VARCHAR", "the digits as text"),
          cast("BIGNUM", TEXT, "VARCHAR", "the digits as text"),
          plain("FLOAT", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
          plain("DOUBLE", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
          plain("VARCHAR", TEXT),
          plain("BLOB", ArrowType.Binary.INSTANCE),
          new Mapping(
              "DATE",
              supported(new ArrowType.Date(DateUnit.DAY)),
              PLAIN,
              PLAIN,
              "`infinity` fails the read"),
          new Mapping(
              "TIME",
              supported(new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
              PLAIN,
              PLAIN,
              "`24:00:00` fails the read"),
          new Mapping(
              "TIMESTAMP", supported(timestamp()), PLAIN, PLAIN, "`infinity` fails the read"),
          cast("TIMESTAMP_S", timestamp(), "TIMESTAMP", "widened to microseconds"),
          cast("TIMESTAMP_MS", timestamp(), "TIMESTAMP", "widened to microseconds"),
          new Mapping(
              "TIMESTAMP_NS",
              supported(timestamp()),
              MICROSECONDS,
              "",
              "a value that microseconds cannot hold fails the read"),
          new Mapping(
              "TIMESTAMP WITH TIME ZONE",
              supported(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
              PLAIN,
              PLAIN,
              "`infinity` fails the read"),
          cast("TIME WITH TIME ZONE", TEXT, "VARCHAR", "as text"),
          cast("TIME_NS", TEXT, "VARCHAR", "as text"),
          named("UUID", "36 characters in lower case"),
          named("INTERVAL", "as text"),
          cast("BIT", TEXT, "VARCHAR", "zeros and ones as text"),
          named("JSON", "the document as it is written"));

  private static final Mapping ENUM =
      cast("ENUM(…)", TEXT, "VARCHAR", "the label; sorts as text, not by position");
  private static final Mapping DOCUMENT =
      new Mapping(
          "UNION(…)",
          new RemoteColumn.Supported(ValueType.of(TEXT).named(JSON)),
          "CAST(to_json({}) AS VARCHAR)",
          "",
          "as a JSON document, and so is a list, struct or map that holds one, or a `TIMESTAMP_NS`");
  private static final List<Mapping> NESTED =
      List.of(
          nested("T[], T[n]", ArrowType.List.INSTANCE, "with elements of the type of `T`"),
          nested("STRUCT(…)", ArrowType.Struct.INSTANCE, "with fields of the types of its fields"),
          nested(
              "MAP(K, V)",
              new ArrowType.Map(false),
              "with keys and values of the types of `K` and `V`"));
  private static final Mapping OTHER =
      new Mapping(
          "anything else",
          new RemoteColumn.Unsupported("no Arrow type; cast it in a view of the database"),
          PLAIN,
          "",
          "can be described, not read");

  private DuckDbTypes() {}

  static Mapping of(String sourceType) {
    String type = sourceType.toUpperCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      return plain(sourceType, decimal(precision, Integer.parseInt(decimal.group(2))));
    }
    if (type.endsWith("]") || type.startsWith("STRUCT(") || type.startsWith("MAP(")) {
      return NestedType.parse(sourceType)
          .map(nested -> mapping(sourceType, nested))
          .orElse(DOCUMENT);
    }
    if (type.startsWith("UNION(")) {
      return DOCUMENT;
    }
    if (type.startsWith("ENUM(")) {
      return ENUM;
    }
    return SCALARS.stream()
        .filter(mapping -> mapping.pattern().equals(type))
        .findFirst()
        .orElse(OTHER);
  }

  /** Every mapping in the order of the documentation. */
  static List<Mapping> all() {
    List<Mapping> all = new ArrayList<>(SCALARS);
    all.add(
        new Mapping(
            "DECIMAL(p,s)",
            supported(decimal(38, 0)),
            PLAIN,
            PLAIN,
            "precision and scale are kept"));
    all.add(ENUM);
    all.addAll(NESTED);
    all.add(DOCUMENT);
    all.add(OTHER);
    return all;
  }

  private static Mapping plain(String pattern, ArrowType type) {
    return new Mapping(pattern, supported(type), PLAIN, PLAIN, "");
  }

  private static Mapping mapping(String sourceType, NestedType nested) {
    String read = nested.sql().equals(sourceType) ? PLAIN : "CAST({} AS " + nested.sql() + ")";
    return new Mapping(
        sourceType, new RemoteColumn.Supported(nested.type()), read, nested.sql(), "");
  }

  /** For the documentation alone: a nested type stands for itself. */
  private static Mapping nested(String pattern, ArrowType type, String note) {
    ValueType shown =
        type instanceof ArrowType.Map
            ? ValueType.map(ValueType.of(TEXT), ValueType.of(TEXT))
            : type instanceof ArrowType.Struct
                ? ValueType.struct(List.of())
                : ValueType.list(ValueType.of(TEXT));
    return new Mapping(pattern, new RemoteColumn.Supported(shown), PLAIN, "", note);
  }

  /** Text that has a name of its own in SQL. */
  private static Mapping named(String name, String note) {
    return new Mapping(
        name,
        new RemoteColumn.Supported(ValueType.of(TEXT).named(name)),
        "CAST({} AS VARCHAR)",
        "VARCHAR",
        note);
  }

  private static Mapping cast(String pattern, ArrowType type, String target, String note) {
    return new Mapping(pattern, supported(type), "CAST({} AS " + target + ")", target, note);
  }

  private static RemoteColumn.ColumnType supported(ArrowType type) {
    return new RemoteColumn.Supported(type);
  }

  private static ArrowType integer(int bits) {
    return new ArrowType.Int(bits, true);
  }

  private static ArrowType decimal(int precision, int scale) {
    return new ArrowType.Decimal(precision, scale, 128);
  }

  private static ArrowType timestamp() {
    return new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  }
}
