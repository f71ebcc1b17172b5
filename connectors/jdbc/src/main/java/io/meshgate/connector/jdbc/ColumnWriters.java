package io.meshgate.connector.jdbc;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.BaseVariableWidthVector;
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
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The column writers for drivers that follow JDBC 4.2. */
public final class ColumnWriters {

  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
  private static final int MICRO = 1000;

  private ColumnWriters() {}

  /**
   * The writer for columns of {@code type}.
   *
   * @throws IllegalArgumentException for types that no JDBC source delivers
   */
  public static ColumnWriter of(ArrowType type) {
    return switch (type.getTypeID()) {
      case Bool -> ColumnWriters::writeBoolean;
      case Int -> integer((ArrowType.Int) type);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.SINGLE
              ? ColumnWriters::writeReal
              : ColumnWriters::writeDouble;
      case Decimal -> ColumnWriters::writeDecimal;
      case Utf8, Binary -> ColumnWriters::writeBytes;
      case Date -> ColumnWriters::writeDate;
      case Time -> ColumnWriters::writeTime;
      case Timestamp ->
          ((ArrowType.Timestamp) type).getTimezone() == null
              ? ColumnWriters::writeTimestamp
              : ColumnWriters::writeInstant;
      default -> throw new IllegalArgumentException("No JDBC source delivers " + type);
    };
  }

  private static ColumnWriter integer(ArrowType.Int type) {
    return switch (type.getBitWidth()) {
      case 8 -> ColumnWriters::writeByte;
      case 16 -> ColumnWriters::writeShort;
      case 32 -> ColumnWriters::writeInt;
      default -> ColumnWriters::writeLong;
    };
  }

  private static int writeBoolean(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    boolean value = row.getBoolean(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else {
      ((BitVector) vector).set(index, value ? 1 : 0);
    }
    return 1;
  }

  private static int writeByte(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    int value = row.getInt(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else if (value != (byte) value) {
      throw new ArithmeticException("outside 8 bits");
    } else {
      ((TinyIntVector) vector).set(index, value);
    }
    return Byte.BYTES;
  }

  private static int writeShort(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    int value = row.getInt(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else if (value != (short) value) {
      throw new ArithmeticException("outside 16 bits");
    } else {
      ((SmallIntVector) vector).set(index, value);
    }
    return Short.BYTES;
  }

  private static int writeInt(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    long value = row.getLong(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else {
      ((IntVector) vector).set(index, Math.toIntExact(value));
    }
    return Integer.BYTES;
  }

  private static int writeLong(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    long value = row.getLong(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else {
      ((BigIntVector) vector).set(index, value);
    }
    return Long.BYTES;
  }

  private static int writeReal(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    float value = row.getFloat(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else {
      ((Float4Vector) vector).set(index, value);
    }
    return Float.BYTES;
  }

  private static int writeDouble(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    double value = row.getDouble(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else {
      ((Float8Vector) vector).set(index, value);
    }
    return Double.BYTES;
  }

  private static int writeDecimal(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    BigDecimal value = row.getBigDecimal(column);
    DecimalVector decimals = (DecimalVector) vector;
    if (value == null) {
      decimals.setNull(index);
      return DecimalVector.TYPE_WIDTH;
    }
    BigDecimal exact = value.setScale(decimals.getScale(), RoundingMode.UNNECESSARY);
    if (exact.precision() > decimals.getPrecision()) {
      throw new ArithmeticException("too many digits");
    }
    decimals.set(index, exact);
    return DecimalVector.TYPE_WIDTH;
  }

  private static int writeBytes(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    byte[] value = row.getBytes(column);
    if (value == null) {
      vector.setNull(index);
      return Integer.BYTES;
    }
    ((BaseVariableWidthVector) vector).setSafe(index, value, 0, value.length);
    return Integer.BYTES + value.length;
  }

  private static int writeDate(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    LocalDate value = row.getObject(column, LocalDate.class);
    if (value == null) {
      vector.setNull(index);
    } else {
      ((DateDayVector) vector).set(index, Math.toIntExact(value.toEpochDay()));
    }
    return Integer.BYTES;
  }

  private static int writeTime(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    LocalTime value = row.getObject(column, LocalTime.class);
    if (value == null) {
      vector.setNull(index);
    } else {
      ((TimeMicroVector) vector).set(index, value.toNanoOfDay() / MICRO);
    }
    return Long.BYTES;
  }

  private static int writeTimestamp(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    LocalDateTime value = row.getObject(column, LocalDateTime.class);
    if (value == null) {
      vector.setNull(index);
    } else {
      ((TimeStampVector) vector).set(index, micros(value));
    }
    return Long.BYTES;
  }

  private static int writeInstant(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    if (value == null) {
      vector.setNull(index);
    } else {
      ((TimeStampVector) vector)
          .set(index, micros(value.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()));
    }
    return Long.BYTES;
  }

  private static long micros(LocalDateTime value) {
    return ChronoUnit.MICROS.between(EPOCH, value);
  }
}
