package io.meshgate.server.flight.metadata;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.flight.service.VisibleTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The metadata that drivers read off the fields of results and tables: type names, precision, and
 * where a column comes from.
 *
 * <p>What a field says already is kept.
 */
public final class ColumnMetadata {

  private static final String PREFIX = "ARROW:FLIGHT:SQL:";

  /** The key of a column's description. */
  public static final String REMARKS = PREFIX + "REMARKS";

  /** The key of the name of a column's table. */
  public static final String TABLE_NAME = PREFIX + "TABLE_NAME";

  /** The key of a column's precision: digits of a number, characters of a text. */
  public static final String PRECISION = PREFIX + "PRECISION";

  private static final String CATALOG_NAME = PREFIX + "CATALOG_NAME";
  // The specification says the second, every implementation reads the first.
  private static final ImmutableList<String> SCHEMA_NAMES =
      ImmutableList.of(PREFIX + "SCHEMA_NAME", PREFIX + "DB_SCHEMA_NAME");
  private static final String TYPE_NAME = PREFIX + "TYPE_NAME";
  private static final String SCALE = PREFIX + "SCALE";
  private static final String IS_AUTO_INCREMENT = PREFIX + "IS_AUTO_INCREMENT";
  private static final String IS_CASE_SENSITIVE = PREFIX + "IS_CASE_SENSITIVE";
  private static final String IS_READ_ONLY = PREFIX + "IS_READ_ONLY";
  private static final String IS_SEARCHABLE = PREFIX + "IS_SEARCHABLE";

  private ColumnMetadata() {}

  /** The schema of a result as clients see it. */
  public static Schema ofResult(Schema schema) {
    return new Schema(
        schema.getFields().stream()
            .map(
                field -> {
                  Map<String, String> metadata = typeMetadata(field);
                  // In a result, drivers would show it in the place of the column's name.
                  metadata.remove(REMARKS);
                  return with(field, metadata);
                })
            .toList());
  }

  /** The schema of a table as clients see it. */
  static Schema ofTable(VisibleTable table) {
    return new Schema(
        table.arrowSchema().getFields().stream()
            .map(
                field -> {
                  Map<String, String> metadata = typeMetadata(field);
                  metadata.putIfAbsent(CATALOG_NAME, table.catalog());
                  SCHEMA_NAMES.forEach(key -> metadata.putIfAbsent(key, table.schema()));
                  metadata.putIfAbsent(TABLE_NAME, table.name());
                  return with(field, metadata);
                })
            .toList());
  }

  private static Field with(Field field, Map<String, String> metadata) {
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), metadata),
        field.getChildren());
  }

  private static Map<String, String> typeMetadata(Field field) {
    Map<String, String> metadata = new LinkedHashMap<>(field.getMetadata());
    ArrowType type = field.getType();
    metadata.putIfAbsent(TYPE_NAME, typeName(type));
    int precision = precision(type);
    if (precision > 0) {
      metadata.putIfAbsent(PRECISION, Integer.toString(precision));
    }
    metadata.putIfAbsent(SCALE, Integer.toString(scale(type)));
    metadata.putIfAbsent(IS_AUTO_INCREMENT, "0");
    metadata.putIfAbsent(IS_CASE_SENSITIVE, type instanceof ArrowType.Utf8 ? "1" : "0");
    metadata.putIfAbsent(IS_READ_ONLY, "1");
    metadata.putIfAbsent(IS_SEARCHABLE, "1");
    return metadata;
  }

  /** The SQL name of a type. */
  static String typeName(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> "BOOLEAN";
      case Int ->
          switch (((ArrowType.Int) type).getBitWidth()) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
          };
      case FloatingPoint -> isSingle(type) ? "REAL" : "DOUBLE";
      case Decimal -> "DECIMAL";
      case Utf8, LargeUtf8, Utf8View -> "VARCHAR";
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> "VARBINARY";
      case Date -> "DATE";
      case Time -> "TIME";
      case Timestamp ->
          ((ArrowType.Timestamp) type).getTimezone() == null
              ? "TIMESTAMP"
              : "TIMESTAMP WITH TIME ZONE";
      case Interval, Duration -> "INTERVAL";
      case List, LargeList, FixedSizeList, ListView, LargeListView -> "ARRAY";
      case Struct -> "ROW";
      case Map -> "MAP";
      default -> type.getTypeID().name();
    };
  }

  private static int precision(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> 1;
      case Int ->
          switch (((ArrowType.Int) type).getBitWidth()) {
            case 8 -> 3;
            case 16 -> 5;
            case 32 -> 10;
            default -> 19;
          };
      case FloatingPoint -> isSingle(type) ? 7 : 15;
      case Decimal -> ((ArrowType.Decimal) type).getPrecision();
      case Date -> "2026-11-22".length();
      case Time -> "23:59:59.999999".length();
      case Timestamp -> "2026-11-22 23:59:59.999999".length();
      default -> 0;
    };
  }

  private static int scale(ArrowType type) {
    return switch (type.getTypeID()) {
      case Decimal -> ((ArrowType.Decimal) type).getScale();
      case Time, Timestamp -> 6;
      default -> 0;
    };
  }

  private static boolean isSingle(ArrowType type) {
    return ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.SINGLE;
  }
}
