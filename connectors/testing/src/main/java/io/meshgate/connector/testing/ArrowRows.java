package io.meshgate.connector.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Arrow batches as plain Java rows, for comparison in tests.
 *
 * <p>A value is a Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String,
 * LocalDate, LocalTime, LocalDateTime, Instant (timestamps with a zone), ByteBuffer (binary, so
 * that equals compares contents) or null; a list comes as a {@link List}, a struct or map as a
 * {@link Map}.
 */
public final class ArrowRows {

  private ArrowRows() {}

  /** Reads the rest of {@code reader} into rows and closes it, whatever happens. */
  public static List<List<@Nullable Object>> drain(ArrowReader reader) {
    try (reader) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the rows failed", e);
    }
  }

  /** Reads the rest of {@code reader} into rows; the caller still owns the reader. */
  public static List<List<@Nullable Object>> read(ArrowReader reader) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (reader.loadNextBatch()) {
      rows.addAll(of(reader.getVectorSchemaRoot()));
    }
    return rows;
  }

  /** The rows of one batch. */
  public static List<List<@Nullable Object>> of(VectorSchemaRoot root) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        values.add(value(vector, row));
      }
      rows.add(values);
    }
    return rows;
  }

  /** The values of one column of {@code rows}. */
  public static List<@Nullable Object> column(List<List<@Nullable Object>> rows, int column) {
    List<@Nullable Object> values = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      values.add(row.get(column));
    }
    return values;
  }

  /** One value of {@code vector}. */
  public static @Nullable Object value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    if (vector instanceof MapVector maps) {
      return map(maps, row);
    }
    if (vector instanceof ListVector lists) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
        values.add(value(lists.getDataVector(), i));
      }
      return values;
    }
    if (vector instanceof StructVector structs) {
      Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
      for (FieldVector child : structs.getChildrenFromFields()) {
        values.put(child.getName(), value(child, row));
      }
      return values;
    }
    return plain(vector.getField(), vector.getObject(row));
  }

  private static Map<@Nullable Object, @Nullable Object> map(MapVector vector, int row) {
    List<FieldVector> entry = vector.getDataVector().getChildrenFromFields();
    Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
      values.put(value(entry.get(0), i), value(entry.get(1), i));
    }
    return values;
  }

  private static Object plain(Field field, Object value) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8) {
      return value.toString();
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (type instanceof ArrowType.Date date) {
      return day(date, value);
    }
    if (type instanceof ArrowType.Time time) {
      return LocalTime.ofNanoOfDay(number(value) * nanosPer(time.getUnit()));
    }
    if (type instanceof ArrowType.Timestamp timestamp) {
      return moment(timestamp, value);
    }
    return value;
  }

  private static Object day(ArrowType.Date type, Object value) {
    if (value instanceof LocalDateTime dateTime) {
      return dateTime.toLocalDate();
    }
    return type.getUnit() == DateUnit.DAY
        ? LocalDate.ofEpochDay(number(value))
        : LocalDate.ofEpochDay(Math.floorDiv(number(value), 86_400_000L));
  }

  private static Object moment(ArrowType.Timestamp type, Object value) {
    if (value instanceof LocalDateTime dateTime) {
      return type.getTimezone() == null ? dateTime : dateTime.toInstant(ZoneOffset.UTC);
    }
    return Instant.EPOCH.plus(number(value), chronoUnit(type.getUnit()));
  }

  private static long number(Object value) {
    if (value instanceof LocalDateTime dateTime) { // Time of milliseconds comes as a date and time.
      return ChronoUnit.MILLIS.between(dateTime.toLocalDate().atStartOfDay(), dateTime);
    }
    return ((Number) value).longValue();
  }

  private static long nanosPer(TimeUnit unit) {
    return chronoUnit(unit).getDuration().toNanos();
  }

  private static ChronoUnit chronoUnit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> ChronoUnit.SECONDS;
      case MILLISECOND -> ChronoUnit.MILLIS;
      case MICROSECOND -> ChronoUnit.MICROS;
      case NANOSECOND -> ChronoUnit.NANOS;
    };
  }

  /** The UTF-8 bytes of {@code text}, as binary values appear in rows. */
  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number written in {@code text}, with its scale. */
  public static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }
}
