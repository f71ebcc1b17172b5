package io.meshgate.connector.testing;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Plain Java rows, as {@link ArrowRows} makes them, as an Arrow batch. Under NULLs of fixed width
 * stand bytes that are not zero, as drivers and engines leave them.
 */
public final class RowWriter {

  private RowWriter() {}

  /** Replaces the contents of {@code root} by {@code rows}. */
  public static void write(List<List<@Nullable Object>> rows, VectorSchemaRoot root) {
    root.clear();
    for (int column = 0; column < root.getFieldVectors().size(); column++) {
      FieldVector vector = root.getVector(column);
      vector.setInitialCapacity(rows.size());
      vector.allocateNew();
      for (int row = 0; row < rows.size(); row++) {
        Object value = rows.get(row).get(column);
        if (value != null) {
          set(vector, row, value);
        } else if (vector instanceof BaseFixedWidthVector numbers
            && !(vector instanceof BitVector)) {
          leaveBytes(numbers, row);
        }
      }
    }
    root.setRowCount(rows.size());
  }

  private static void leaveBytes(BaseFixedWidthVector vector, int row) {
    int width = vector.getTypeWidth();
    vector.setNull(row);
    vector.getDataBuffer().setOne((long) row * width, width);
  }

  private static void set(FieldVector vector, int row, Object value) {
    if (value instanceof Number number) {
      setNumber(vector, row, number);
    } else if (vector instanceof BitVector bits) {
      bits.setSafe(row, (Boolean) value ? 1 : 0);
    } else if (vector instanceof VarCharVector texts) {
      texts.setSafe(row, ((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (vector instanceof VarBinaryVector bytes) {
      bytes.setSafe(row, Values.bytes((ByteBuffer) value));
    } else {
      setMoment(vector, row, value);
    }
  }

  private static void setNumber(FieldVector vector, int row, Number value) {
    if (vector instanceof TinyIntVector numbers) {
      numbers.setSafe(row, value.byteValue());
    } else if (vector instanceof SmallIntVector numbers) {
      numbers.setSafe(row, value.shortValue());
    } else if (vector instanceof IntVector numbers) {
      numbers.setSafe(row, value.intValue());
    } else if (vector instanceof BigIntVector numbers) {
      numbers.setSafe(row, value.longValue());
    } else if (vector instanceof Float4Vector numbers) {
      numbers.setSafe(row, value.floatValue());
    } else if (vector instanceof Float8Vector numbers) {
      numbers.setSafe(row, value.doubleValue());
    } else if (vector instanceof DecimalVector numbers) {
      numbers.setSafe(row, ((BigDecimal) value).setScale(numbers.getScale()));
    } else {
      throw unknown(vector, value);
    }
  }

  private static void setMoment(FieldVector vector, int row, Object value) {
    if (vector instanceof DateDayVector days) {
      days.setSafe(row, (int) ((LocalDate) value).toEpochDay());
    } else if (vector instanceof TimeMicroVector times) {
      times.setSafe(row, ((LocalTime) value).toNanoOfDay() / 1000);
    } else if (vector instanceof TimeStampMicroVector times) {
      times.setSafe(row, micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
    } else if (vector instanceof TimeStampMicroTZVector times) {
      times.setSafe(row, micros((Instant) value));
    } else {
      throw unknown(vector, value);
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static IllegalArgumentException unknown(FieldVector vector, Object value) {
    return new IllegalArgumentException(
        "A " + value.getClass().getSimpleName() + " does not go into " + vector.getField());
  }
}
