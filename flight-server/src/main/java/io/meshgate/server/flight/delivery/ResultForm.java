package io.meshgate.server.flight.delivery;

import io.meshgate.server.session.SessionOptions;
import io.meshgate.spi.ValueType;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How results are sent to clients that cannot read some types.
 *
 * <p>The names of SQL types, which fields carry in their metadata, stay what they were.
 *
 * @param timestamps what becomes of timestamps with a time zone, inside of nested values too
 * @param nested what becomes of lists, structs and maps
 * @param zone the zone of wall clocks; of no meaning while timestamps are {@link Timestamps#ZONED}
 */
public record ResultForm(Timestamps timestamps, Nested nested, ZoneId zone) {

  /** The form of clients that have asked for none. */
  public static final ResultForm DEFAULT =
      new ResultForm(Timestamps.ZONED, Nested.ARROW, ZoneId.of("UTC"));

  private static final ArrowType NAIVE = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);

  /** What becomes of timestamps with a time zone. */
  public enum Timestamps {
    /** Points in time, in UTC. */
    ZONED,
    /** The wall clock of the session's zone, without a zone. */
    NAIVE,
    /** The wall clock of the session's zone with its offset, as text. */
    TEXT
  }

  /** What becomes of lists, structs and maps. */
  public enum Nested {
    /** Arrow's own types. */
    ARROW,
    /** JSON documents, as text. */
    JSON
  }

  public ResultForm {
    Objects.requireNonNull(timestamps, "timestamps");
    Objects.requireNonNull(nested, "nested");
    Objects.requireNonNull(zone, "zone");
  }

  /** The form that the options of a session ask for. */
  public static ResultForm of(SessionOptions options) {
    return new ResultForm(
        options.timestamps().map(text -> Timestamps.valueOf(name(text))).orElse(Timestamps.ZONED),
        options.nested().map(text -> Nested.valueOf(name(text))).orElse(Nested.ARROW),
        options.timeZone().orElse(DEFAULT.zone()));
  }

  private static String name(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** Whether everything is sent as it is. */
  boolean isDefault() {
    return timestamps == Timestamps.ZONED && nested == Nested.ARROW;
  }

  /** The schema of a result in this form. */
  public Schema schema(Schema schema) {
    return isDefault()
        ? schema
        : new Schema(
            schema.getFields().stream().map(this::field).toList(), schema.getCustomMetadata());
  }

  /** A field in this form. */
  Field field(Field field) {
    ArrowType type = field.getType();
    if (nested == Nested.JSON && ValueType.isNested(type)) {
      return with(field, ArrowType.Utf8.INSTANCE, List.of());
    }
    if (isZoned(type)) {
      return switch (timestamps) {
        case ZONED -> field;
        case NAIVE -> with(field, NAIVE, List.of());
        case TEXT -> with(field, ArrowType.Utf8.INSTANCE, List.of());
      };
    }
    return with(field, type, field.getChildren().stream().map(this::field).toList());
  }

  /** Whether a type is a point in time. */
  static boolean isZoned(ArrowType type) {
    return type instanceof ArrowType.Timestamp timestamp && timestamp.getTimezone() != null;
  }

  private static Field with(Field field, ArrowType type, List<Field> children) {
    Map<String, String> metadata = field.getMetadata();
    return new Field(
        field.getName(), new FieldType(field.isNullable(), type, null, metadata), children);
  }
}
