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
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
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
  // Each row is a query of its own.
  private static final int MAXIMUM_ROWS = 1000;
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

  /**
   * The rows that a client sends, as bytes; no bytes for no rows.
   *
   * @param stream the rows; stays the caller's
   * @param expected how many parameters the statement has
   * @throws QueryException if the rows do not fit the statement or are too many
   */
  static byte[] write(FlightStream stream, int expected) {
    boolean more = stream.next();
    if (!stream.hasRoot()) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY, "The parameters have no schema; send one field for each");
    }
    checkCount(stream.getRoot().getSchema(), expected);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int rows = 0;
    try (PlainValues values = new PlainValues(stream);
        ArrowStreamWriter writer = new ArrowStreamWriter(values.root(), null, bytes)) {
      for (; more; more = stream.next()) {
        if (stream.getRoot().getRowCount() > 0) {
          values.load();
          rows += values.root().getRowCount();
          checkSize(rows, (long) bytes.size() + bytes(values.root()));
          rows(values.root());
          writer.writeBatch();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory does not fail", e);
    }
    return rows == 0 ? new byte[0] : bytes.toByteArray();
  }

  /** The rows in bytes that {@link #write} made; one row without values in no bytes. */
  static List<List<@Nullable Object>> read(byte[] bytes, BufferAllocator allocator) {
    if (bytes.length == 0) {
      return List.of(List.of());
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(bytes), allocator)) {
      while (reader.loadNextBatch()) {
        rows.addAll(rows(reader.getVectorSchemaRoot()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory does not fail", e);
    }
    return rows;
  }

  private static void checkCount(Schema schema, int expected) {
    int given = schema.getFields().size();
    if (given != expected) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "The statement has %d parameters, but %d were given".formatted(expected, given));
    }
  }

  private static void checkSize(int rows, long bytes) {
    if (rows > MAXIMUM_ROWS) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "A query runs with at most "
              + MAXIMUM_ROWS
              + " rows of parameters; send fewer at a time");
    }
    if (bytes > MAXIMUM_BYTES) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The parameters take more than " + MAXIMUM_BYTES + " bytes; join with a table instead");
    }
  }

  private static long bytes(VectorSchemaRoot root) {
    return root.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  private static List<List<@Nullable Object>> rows(VectorSchemaRoot root) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (FieldVector vector : root.getFieldVectors()) {
        values.add(value(vector, row, values.size() + 1));
      }
      rows.add(values);
    }
    return rows;
  }

  private static @Nullable Object value(FieldVector vector, int row, int number) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector.getField().getType().getTypeID()) {
      case Bool, FloatingPoint, Decimal -> number(vector, row);
      case Int -> integer(vector, row);
      case Utf8, LargeUtf8, Utf8View -> String.valueOf(vector.getObject(row));
      case Binary, LargeBinary, BinaryView, FixedSizeBinary -> vector.getObject(row);
      case Date -> date(vector, row);
      case Time -> LocalTime.ofNanoOfDay(nanoOfDay(vector, row));
      case Timestamp -> timestamp((TimeStampVector) vector, row);
      default ->
          throw new QueryException(
              ErrorCode.UNSUPPORTED,
              "Parameter %d has the Arrow type %s; send text instead"
                  .formatted(number, vector.getField().getType()));
    };
  }

  private static Object number(FieldVector vector, int row) {
    return vector instanceof Float2Vector half
        ? (Object) half.getValueAsFloat(row)
        : vector.getObject(row);
  }

  private static LocalDate date(FieldVector vector, int row) {
    return vector instanceof DateDayVector days
        ? LocalDate.ofEpochDay(days.get(row))
        : LocalDate.ofEpochDay(Math.floorDiv(((DateMilliVector) vector).get(row), 86_400_000L));
  }

  private static Object integer(FieldVector vector, int row) {
    long value = ((BaseIntVector) vector).getValueAsLong(row);
    return vector instanceof UInt8Vector && value < 0
        ? new BigDecimal(new BigInteger(Long.toUnsignedString(value)))
        : (Object) value;
  }

  private static long nanoOfDay(FieldVector vector, int row) {
    if (vector instanceof TimeSecVector seconds) {
      return seconds.get(row) * 1_000_000_000L;
    }
    if (vector instanceof TimeMilliVector millis) {
      return millis.get(row) * 1_000_000L;
    }
    if (vector instanceof TimeMicroVector micros) {
      return micros.get(row) * 1_000L;
    }
    return ((TimeNanoVector) vector).get(row);
  }

  private static Object timestamp(TimeStampVector vector, int row) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    ChronoUnit unit =
        switch (type.getUnit()) {
          case SECOND -> ChronoUnit.SECONDS;
          case MILLISECOND -> ChronoUnit.MILLIS;
          case MICROSECOND -> ChronoUnit.MICROS;
          case NANOSECOND -> ChronoUnit.NANOS;
        };
    Instant instant = Instant.EPOCH.plus(vector.get(row), unit);
    return type.getTimezone() == null
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : (Object) instant;
  }
}
