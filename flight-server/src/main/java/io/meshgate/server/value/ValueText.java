package io.meshgate.server.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Values as text: the same text in tables, CSV and JSON. Nested values are JSON documents. */
public final class ValueText {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd ").append(TIME).toFormatter();

  private ValueText() {}

  /** Whether values of the type are numbers, which tables align at the right. */
  public static boolean isNumber(ArrowType type) {
    return switch (type.getTypeID()) {
      case Int, FloatingPoint, Decimal -> true;
      default -> false;
    };
  }

  /** The text of a value that is not NULL. */
  public static String of(FieldVector vector, int row) {
    if (vector instanceof BitVector bits) {
      return bits.get(row) == 0 ? "false" : "true";
    }
    if (vector instanceof BigIntVector integers) {
      return Long.toString(integers.get(row));
    }
    if (vector instanceof DateDayVector dates) {
      return LocalDate.ofEpochDay(dates.get(row)).toString();
    }
    if (vector instanceof TimeMicroVector times) {
      return TIME.format(LocalTime.ofNanoOfDay(times.get(row) * NANOS_PER_MICRO));
    }
    if (vector instanceof TimeStampMicroVector timestamps) {
      return timestamp(timestamps.get(row));
    }
    if (vector instanceof TimeStampMicroTZVector timestamps) {
      return timestamp(timestamps.get(row)) + "Z";
    }
    if (vector instanceof VarBinaryVector binary) {
      return "\\x" + HexFormat.of().formatHex(binary.get(row));
    }
    if (vector.getField().getType().isComplex()) {
      return ValueJson.of(vector, row);
    }
    return ofObject(vector.getObject(row));
  }

  private static String timestamp(long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    long nanos = Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
    return TIMESTAMP.format(LocalDateTime.ofEpochSecond(seconds, (int) nanos, ZoneOffset.UTC));
  }

  private static String ofObject(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof LocalDateTime timestamp) {
      return TIMESTAMP.format(timestamp);
    }
    if (value instanceof Instant || value instanceof Duration) {
      return value.toString();
    }
    return String.valueOf(value);
  }
}
