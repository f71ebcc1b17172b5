package io.meshgate.server.flight.statement;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Parameters of prepared statements: the types to ask drivers for, and the values they send. */
final class ParameterValues {

  private static final int MAXIMUM_BYTES = 1 << 20;
  // Digits that a double holds for certain.
  private static final int DOUBLE_DIGITS = 15;

  private ParameterValues() {}

  /**
   * The parameters as drivers bind them best.
   *
   * <p>The JDBC driver refuses or mangles values for many types: it sends raw milliseconds for any
   * unit of a timestamp, and a decimal only of exactly the declared scale. All are nullable,
   * because it refuses NULL for the others.
   */
  static Schema forClients(Schema parameters) {
    return new Schema(
        parameters.getFields().stream()
            .map(field -> new Field(field.getName(), bindable(field.getType()), List.of()))
            .toList());
  }

  private static FieldType bindable(ArrowType type) {
    return FieldType.nullable(
        switch (type.getTypeID()) {
          case Bool, Utf8, Binary -> type;
          case Int -> new ArrowType.Int(64, true);
          case FloatingPoint -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
          case Decimal ->
              ((ArrowType.Decimal) type).getPrecision() <= DOUBLE_DIGITS
                  ? new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)
                  : type;
          case Date -> new ArrowType.Date(org.apache.arrow.vector.types.DateUnit.DAY);
          case Time -> new ArrowType.Time(TimeUnit.MILLISECOND, 32);
          case Timestamp -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, null);
          case LargeBinary, BinaryView, FixedSizeBinary -> new ArrowType.Binary();
          default -> new ArrowType.Utf8();
        });
  }

  /** The one row of a batch, as bytes. */
  static byte[] write(VectorSchemaRoot row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowStreamWriter writer = new ArrowStreamWriter(row, null, bytes)) {
      writer.writeBatch();
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory does not fail", e);
    }
    if (bytes.size() > MAXIMUM_BYTES) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The parameters take more than " + MAXIMUM_BYTES + " bytes; join with a table instead");
    }
    return bytes.toByteArray();
  }

  /** The values in bytes that {@link #write} made; none in no bytes. */
  static List<@Nullable Object> read(byte[] bytes, BufferAllocator allocator) {
    List<@Nullable Object> values = new ArrayList<>();
    if (bytes.length == 0) {
      return values;
    }
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
      reader.loadNextBatch();
      for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
        values.add(value(vector, values.size() + 1));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory does not fail", e);
    }
    return values;
  }

  /** Refuses types that have no value here, before they are sealed. */
  static void check(VectorSchemaRoot row) {
    int number = 1;
    for (FieldVector vector : row.getFieldVectors()) {
      value(vector, number++);
    }
  }

  private static @Nullable Object value(FieldVector vector, int number) {
    if (vector.isNull(0)) {
      return null;
    }
    return switch (vector.getField().getType().getTypeID()) {
      case Bool, FloatingPoint, Decimal -> vector.getObject(0);
      case Int -> integer(vector);
      case Utf8, LargeUtf8, Utf8View -> String.valueOf(vector.getObject(0));
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> vector.getObject(0);
      case Date ->
          vector instanceof DateDayVector days
              ? LocalDate.ofEpochDay(days.get(0))
              : LocalDate.ofEpochDay(Math.floorDiv(((DateMilliVector) vector).get(0), 86_400_000L));
      case Time -> LocalTime.ofNanoOfDay(nanoOfDay(vector));
      case Timestamp -> timestamp((TimeStampVector) vector);
      default ->
          throw new QueryException(
              ErrorCode.UNSUPPORTED,
              "Parameter %d has the Arrow type %s; send text instead"
                  .formatted(number, vector.getField().getType()));
    };
  }

  private static Object integer(FieldVector vector) {
    long value = ((BaseIntVector) vector).getValueAsLong(0);
    return vector instanceof UInt8Vector && value < 0
        ? new BigDecimal(new BigInteger(Long.toUnsignedString(value)))
        : (Object) value;
  }

  private static long nanoOfDay(FieldVector vector) {
    if (vector instanceof TimeSecVector seconds) {
      return seconds.get(0) * 1_000_000_000L;
    }
    if (vector instanceof TimeMilliVector millis) {
      return millis.get(0) * 1_000_000L;
    }
    if (vector instanceof TimeMicroVector micros) {
      return micros.get(0) * 1_000L;
    }
    return ((TimeNanoVector) vector).get(0);
  }

  private static Object timestamp(TimeStampVector vector) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    ChronoUnit unit =
        switch (type.getUnit()) {
          case SECOND -> ChronoUnit.SECONDS;
          case MILLISECOND -> ChronoUnit.MILLIS;
          case MICROSECOND -> ChronoUnit.MICROS;
          case NANOSECOND -> ChronoUnit.NANOS;
        };
    Instant instant = Instant.EPOCH.plus(vector.get(0), unit);
    return type.getTimezone() == null
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : (Object) instant;
  }
}
