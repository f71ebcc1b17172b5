package io.meshgate.connector.mysql;

import io.meshgate.spi.RemoteColumn.ColumnType;
import io.meshgate.spi.RemoteColumn.Supported;
import io.meshgate.spi.RemoteColumn.Unsupported;
import io.meshgate.spi.ValueType;
import java.util.Set;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** What a column of MySQL or MariaDB is in Arrow, and the SQL that reads it as that. */
final class MySqlTypes {

  private static final int MOST_DIGITS = 38;
  private static final int DEFAULT_PRECISION = 10;
  private static final String PLAIN = "{}";
  private static final String SIGNED = "CAST({} AS SIGNED)";
  private static final String UNSIGNED_LONG = "CAST({} AS DECIMAL(20, 0))";

  /**
   * Overflows, and so fails, on a value other than 0, 1 and NULL: such a column is no boolean, and
   * predicates would treat the value differently from here.
   */
  private static final String STRICT_BOOLEAN =
      "IF({} IN (0, 1), {}, 9223372036854775807 + ABS({}))";

  private static final Set<String> GEOMETRIES =
      Set.of(
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection");

  private final Flavor flavor;
  private final TinyInt tinyInt;

  MySqlTypes(Flavor flavor, TinyInt tinyInt) {
    this.flavor = flavor;
    this.tinyInt = tinyInt;
  }

  /** What {@code tinyint(1)} is: MySQL has no other boolean type. */
  enum TinyInt {
    BOOLEAN,
    INTEGER
  }

  /**
   * An Arrow type and the expressions that read it, with {@code {}} for the column.
   *
   * @param tolerantRead does not fail the statement
   */
  record Reading(ColumnType type, String read, String tolerantRead) {
    Reading(ColumnType type, String read) {
      this(type, read, read);
    }
  }

  Reading reading(SourceColumn column) {
    return switch (column.name()) {
      case "tinyint" -> tinyInt(column);
      case "smallint" -> integer(column, 16, 32);
      case "mediumint" -> integer(column, 32, 32);
      case "int", "integer" -> integer(column, 32, 64);
      case "bigint" -> bigInt(column);
      case "year" -> of(new ArrowType.Int(16, true), SIGNED);
      case "bit" -> bit(column);
      case "decimal", "numeric" -> decimal(column);
      // As text a float loses digits; as a double it does not.
      case "float" ->
          of(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), "CAST({} AS DOUBLE)");
      case "double", "real" ->
          of(
              new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
              column.isUnsigned() ? "CAST({} AS DOUBLE)" : PLAIN);
      case "date" -> of(new ArrowType.Date(DateUnit.DAY), PLAIN);
      case "time" -> of(new ArrowType.Time(TimeUnit.MICROSECOND, 64), PLAIN);
      case "datetime" -> of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), micros(column));
      case "timestamp" -> of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), micros(column));
      default -> bytes(column);
    };
  }

  private Reading tinyInt(SourceColumn column) {
    boolean isBoolean = column.argument(1, 0) == 1 && !column.isUnsigned();
    return isBoolean && tinyInt == TinyInt.BOOLEAN
        ? new Reading(new Supported(ArrowType.Bool.INSTANCE), STRICT_BOOLEAN, PLAIN)
        : integer(column, 8, 16);
  }

  private static Reading integer(SourceColumn column, int bits, int unsignedBits) {
    return column.isUnsigned()
        ? of(new ArrowType.Int(unsignedBits, true), SIGNED)
        : of(new ArrowType.Int(bits, true), PLAIN);
  }

  private static Reading bigInt(SourceColumn column) {
    return column.isUnsigned()
        ? of(new ArrowType.Decimal(20, 0, 128), UNSIGNED_LONG)
        : integer(column, 64, 64);
  }

  private static Reading bit(SourceColumn column) {
    int bits = column.argument(1, 1);
    if (bits == 1) {
      return of(ArrowType.Bool.INSTANCE, SIGNED);
    }
    return bits < Long.SIZE
        ? of(new ArrowType.Int(64, true), SIGNED)
        : of(new ArrowType.Decimal(20, 0, 128), "CAST(CAST({} AS UNSIGNED) AS DECIMAL(20, 0))");
  }

  private Reading decimal(SourceColumn column) {
    int precision = column.argument(1, DEFAULT_PRECISION);
    int scale = column.argument(2, 0);
    if (precision > MOST_DIGITS) {
      return of(ArrowType.Utf8.INSTANCE, collated("CAST({} AS CHAR)"));
    }
    String read =
        column.isUnsigned() ? "CAST({} AS DECIMAL(%d, %d))".formatted(precision, scale) : PLAIN;
    return of(new ArrowType.Decimal(precision, scale, 128), read);
  }

  /** The driver garbles fractions of one to five digits, so the server extends them to six. */
  private static String micros(SourceColumn column) {
    int digits = column.argument(1, 0);
    return digits == 0 || digits == 6 ? PLAIN : "CAST({} AS DATETIME(6))";
  }

  private Reading bytes(SourceColumn column) {
    return switch (column.name()) {
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> text(column);
      case "enum", "set", "inet4", "inet6" -> converted(ValueType.of(ArrowType.Utf8.INSTANCE));
      case "json" -> converted(ValueType.of(ArrowType.Utf8.INSTANCE).named("JSON"));
      case "uuid" -> converted(ValueType.of(ArrowType.Utf8.INSTANCE).named("UUID"));
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          of(ArrowType.Binary.INSTANCE, PLAIN);
      default -> new Reading(new Unsupported(reason(column)), PLAIN);
    };
  }

  private Reading converted(ValueType type) {
    return new Reading(new Supported(type), collated("CONVERT(CAST({} AS CHAR) USING utf8mb4)"));
  }

  private Reading text(SourceColumn column) {
    boolean isUtf8 = column.characterSet().filter("utf8mb4"::equals).isPresent();
    return of(ArrowType.Utf8.INSTANCE, collated(isUtf8 ? PLAIN : "CONVERT({} USING utf8mb4)"));
  }

  private String collated(String expression) {
    return "(" + expression + " COLLATE " + flavor.binaryCollation() + ")";
  }

  private static String reason(SourceColumn column) {
    return GEOMETRIES.contains(column.name())
        ? "Geometries are not read; publish a view with ST_AsText or ST_AsBinary of the column"
        : "Type " + column.text() + " is not known; publish a view that casts the column";
  }

  private static Reading of(ArrowType type, String read) {
    return new Reading(new Supported(type), read);
  }
}
