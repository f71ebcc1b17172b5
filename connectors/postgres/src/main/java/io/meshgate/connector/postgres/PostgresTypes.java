package io.meshgate.connector.postgres;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.ValueType;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Which Arrow type carries a PostgreSQL type without loss, and how a column of it is read. */
final class PostgresTypes {

  private static final int MAX_DIGITS = 38;
  private static final String AS_TEXT = "CAST(" + RemoteColumn.REFERENCE + " AS text)";
  private static final String AS_TEXTS = "CAST(" + RemoteColumn.REFERENCE + " AS text[])";
  // How the server's catalog marks arrays of its own types.
  private static final String ARRAY = "_";

  private PostgresTypes() {}

  /** What values are in Arrow and the SQL that reads them as that. */
  record Mapping(ValueType type, String read) {}

  /**
   * The mapping of one column.
   *
   * @param type name of the built-in type, domains resolved; empty for types of extensions and
   *     users
   * @param modifier the type modifier as the catalog stores it, -1 for none
   * @param ownCollation whether text of the column has a collation that may differ from other text
   */
  static Mapping map(Optional<String> type, int modifier, boolean ownCollation) {
    Mapping mapping =
        type.filter(name -> name.startsWith(ARRAY))
            .map(name -> array(name.substring(ARRAY.length()), modifier))
            .orElseGet(() -> scalar(type, modifier));
    if (ownCollation) {
      // Texts of two collations cannot be compared, and some collations call different texts equal.
      return new Mapping(mapping.type(), mapping.read() + " COLLATE \"C\"");
    }
    return mapping;
  }

  private static Mapping scalar(Optional<String> type, int modifier) {
    return type.flatMap(name -> direct(name, modifier))
        .map(arrow -> new Mapping(ValueType.of(arrow), RemoteColumn.REFERENCE))
        .orElseGet(() -> new Mapping(text(type.orElse("")), AS_TEXT));
  }

  /** Elements that have no Arrow type of their own become text within the array. */
  private static Mapping array(String element, int modifier) {
    return direct(element, modifier)
        .map(arrow -> new Mapping(ValueType.list(ValueType.of(arrow)), RemoteColumn.REFERENCE))
        .orElseGet(() -> new Mapping(ValueType.list(text(element)), AS_TEXTS));
  }

  private static ValueType text(String type) {
    ValueType text = ValueType.of(ArrowType.Utf8.INSTANCE);
    return switch (type) {
      case "uuid" -> text.named("UUID");
      case "json", "jsonb" -> text.named("JSON");
      case "xml" -> text.named("XML");
      case "interval" -> text.named("INTERVAL");
      default -> text;
    };
  }

  private static Optional<ArrowType> direct(String type, int modifier) {
    return switch (type) {
      case "bool" -> Optional.of(ArrowType.Bool.INSTANCE);
      case "int2" -> Optional.of(new ArrowType.Int(Short.SIZE, true));
      case "int4" -> Optional.of(new ArrowType.Int(Integer.SIZE, true));
      case "int8" -> Optional.of(new ArrowType.Int(Long.SIZE, true));
      case "float4" -> Optional.of(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
      case "float8" -> Optional.of(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
      case "numeric" -> decimal(modifier);
      case "text", "varchar" -> Optional.of(ArrowType.Utf8.INSTANCE);
      case "bytea" -> Optional.of(ArrowType.Binary.INSTANCE);
      case "date" -> Optional.of(new ArrowType.Date(DateUnit.DAY));
      case "time" -> Optional.of(new ArrowType.Time(TimeUnit.MICROSECOND, Long.SIZE));
      case "timestamp" -> Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
      case "timestamptz" -> Optional.of(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
      default -> Optional.empty();
    };
  }

  /**
   * Decimals of at most 38 digits. Precision sits in the modifier's upper half, scale in its lowest
   * eleven bits as a signed number: scales below zero and above the precision exist.
   */
  private static Optional<ArrowType> decimal(int modifier) {
    if (modifier < 4) {
      return Optional.empty();
    }
    int packed = modifier - 4;
    int scale = ((packed & 0x7ff) ^ 0x400) - 0x400;
    int precision = packed >> 16 & 0xffff;
    int digits = scale < 0 ? precision - scale : Math.max(precision, scale);
    return digits <= MAX_DIGITS
        ? Optional.of(new ArrowType.Decimal(digits, Math.max(scale, 0), 128))
        : Optional.empty();
  }
}
