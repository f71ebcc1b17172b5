package io.meshgate.connector.duckdb;

import io.meshgate.spi.RemoteColumn;
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

  /**
   * How one type is read.
   *
   * @param pattern DuckDB's type, as {@code DESCRIBE} shows it, or what it looks like
   * @param type the column in Arrow, or why there is none
   * @param read the SQL with {@code {}} for the column and {@code {name}} for its name in a text
   * @param note one line for the documentation
   */
  record Mapping(String pattern, RemoteColumn.ColumnType type, String read, String note) {}

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
              "`infinity` fails the read"),
          new Mapping(
              "TIME",
              supported(new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
              PLAIN,
              "`24:00:00` fails the read"),
          new Mapping("TIMESTAMP", supported(timestamp()), PLAIN, "`infinity` fails the read"),
          cast("TIMESTAMP_S", timestamp(), "TIMESTAMP", "widened to microseconds"),
          cast("TIMESTAMP_MS", timestamp(), "TIMESTAMP", "widened to microseconds"),
          new Mapping(
              "TIMESTAMP_NS",
              supported(timestamp()),
              "CASE WHEN epoch_ns({}) % 1000 <> 0 THEN error('"
                  + DuckDbErrors.OWN
                  + "column {name} holds a timestamp with nanoseconds.')"
                  + " ELSE CAST({} AS TIMESTAMP) END",
              "a value that microseconds cannot hold fails the read"),
          new Mapping(
              "TIMESTAMP WITH TIME ZONE",
              supported(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")),
              PLAIN,
              "`infinity` fails the read"),
          cast("TIME WITH TIME ZONE", TEXT, "VARCHAR", "as text"),
          cast("TIME_NS", TEXT, "VARCHAR", "as text"),
          cast("UUID", TEXT, "VARCHAR", "36 characters in lower case"),
          cast("INTERVAL", TEXT, "VARCHAR", "as text"),
          cast("BIT", TEXT, "VARCHAR", "zeros and ones as text"),
          cast("JSON", TEXT, "VARCHAR", "the document as it is written"));

  private static final Mapping ENUM =
      cast("ENUM(…)", TEXT, "VARCHAR", "the label; sorts as text, not by position");
  private static final Mapping NESTED =
      new Mapping(
          "T[], T[n], STRUCT(…), MAP(…), UNION(…)",
          supported(TEXT),
          "CAST(to_json({}) AS VARCHAR)",
          "as a JSON document");
  private static final Mapping OTHER =
      new Mapping(
          "anything else",
          new RemoteColumn.Unsupported("no Arrow type; cast it in a view of the database"),
          PLAIN,
          "can be described, not read");

  private DuckDbTypes() {}

  static Mapping of(String sourceType) {
    String type = sourceType.toUpperCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      return plain(sourceType, decimal(precision, Integer.parseInt(decimal.group(2))));
    }
    if (type.endsWith("]")
        || type.startsWith("STRUCT(")
        || type.startsWith("MAP(")
        || type.startsWith("UNION(")) {
      return NESTED;
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
            "DECIMAL(p,s)", supported(decimal(38, 0)), PLAIN, "precision and scale are kept"));
    all.add(ENUM);
    all.add(NESTED);
    all.add(OTHER);
    return all;
  }

  private static Mapping plain(String pattern, ArrowType type) {
    return new Mapping(pattern, supported(type), PLAIN, "");
  }

  private static Mapping cast(String pattern, ArrowType type, String target, String note) {
    return new Mapping(pattern, supported(type), "CAST({} AS " + target + ")", note);
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
