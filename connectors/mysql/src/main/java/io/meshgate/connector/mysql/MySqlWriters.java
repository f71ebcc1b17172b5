package io.meshgate.connector.mysql;

import io.meshgate.connector.jdbc.ColumnWriter;
import io.meshgate.connector.jdbc.ColumnWriters;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.function.Supplier;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Column writers for the text protocol.
 *
 * <p>Dates and times are parsed here: the driver would take a zero date for NULL. Numbers are
 * checked here: sums of integers come as decimals, and the driver would cut off what does not fit.
 */
final class MySqlWriters {

  private static final long SECOND_MICROS = 1_000_000;
  private static final long MINUTE_MICROS = 60 * SECOND_MICROS;
  private static final long HOUR_MICROS = 60 * MINUTE_MICROS;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;
  private static final int DATE_LENGTH = 10;
  private static final int TIME_LENGTH = 8;
  private static final int SECONDS_LENGTH = DATE_LENGTH + 1 + TIME_LENGTH;
  private static final int MICROS_LENGTH = SECONDS_LENGTH + 7;

  private MySqlWriters() {}

  /** The writer for a column of the field's type. */
  static ColumnWriter of(Field field, String source) {
    ArrowType type = field.getType();
    Supplier<ConnectorException> overflow = () -> overflow(field, source);
    return switch (type.getTypeID()) {
      case Bool -> new IntegerWriter(0, 1, overflow, MySqlWriters::setBoolean);
      case Decimal -> new DecimalWriter((ArrowType.Decimal) type, overflow);
      case Int -> integer((ArrowType.Int) type, overflow);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.SINGLE
              ? MySqlWriters::writeReal
              : ColumnWriters.of(type);
      case Date -> MySqlWriters::writeDate;
      case Time -> MySqlWriters::writeTime;
      case Timestamp -> MySqlWriters::writeTimestamp;
      default -> ColumnWriters.of(type);
    };
  }

  private static ColumnWriter integer(ArrowType.Int type, Supplier<ConnectorException> overflow) {
    return switch (type.getBitWidth()) {
      case 8 ->
          new IntegerWriter(
              Byte.MIN_VALUE,
              Byte.MAX_VALUE,
              overflow,
              (vector, index, value) -> ((TinyIntVector) vector).set(index, (byte) value));
      case 16 ->
          new IntegerWriter(
              Short.MIN_VALUE,
              Short.MAX_VALUE,
              overflow,
              (vector, index, value) -> ((SmallIntVector) vector).set(index, (short) value));
      case 32 ->
          new IntegerWriter(
              Integer.MIN_VALUE,
              Integer.MAX_VALUE,
              overflow,
              (vector, index, value) -> ((IntVector) vector).set(index, (int) value));
      default ->
          new IntegerWriter(
              Long.MIN_VALUE,
              Long.MAX_VALUE,
              overflow,
              (vector, index, value) -> ((BigIntVector) vector).set(index, value));
    };
  }

  private static void setBoolean(FieldVector vector, int index, long value) {
    ((BitVector) vector).set(index, (int) value);
  }

  /** Puts a value that was checked. */
  @FunctionalInterface
  private interface LongSetter {
    void set(FieldVector vector, int index, long value);
  }

  /** Whole numbers in a range, from integer columns and from decimals without a fraction. */
  private static final class IntegerWriter implements ColumnWriter {

    private final long least;
    private final long most;
    private final Supplier<ConnectorException> overflow;
    private final LongSetter setter;
    private int sourceType = Types.OTHER;

    IntegerWriter(long least, long most, Supplier<ConnectorException> overflow, LongSetter setter) {
      this.least = least;
      this.most = most;
      this.overflow = overflow;
      this.setter = setter;
    }

    @Override
    public int write(ResultSet row, int column, FieldVector vector, int index) throws SQLException {
      if (sourceType == Types.OTHER) {
        sourceType = row.getMetaData().getColumnType(column);
      }
      boolean isInteger =
          sourceType == Types.INTEGER
              || sourceType == Types.SMALLINT
              || sourceType == Types.TINYINT
              || (sourceType == Types.BIGINT && row.getMetaData().isSigned(column));
      return isInteger ? writeLong(row, column, vector, index) : parse(row, column, vector, index);
    }

    private int writeLong(ResultSet row, int column, FieldVector vector, int index)
        throws SQLException {
      long value = row.getLong(column);
      if (value == 0 && row.wasNull()) {
        vector.setNull(index);
      } else {
        set(vector, index, value);
      }
      return Long.BYTES;
    }

    private int parse(ResultSet row, int column, FieldVector vector, int index)
        throws SQLException {
      BigDecimal value = row.getBigDecimal(column);
      if (value == null) {
        vector.setNull(index);
      } else if (value.compareTo(BigDecimal.valueOf(least)) < 0
          || value.compareTo(BigDecimal.valueOf(most)) > 0) {
        throw overflow.get();
      } else {
        set(vector, index, value.longValueExact());
      }
      return Long.BYTES;
    }

    private void set(FieldVector vector, int index, long value) {
      if (value < least || value > most) {
        throw overflow.get();
      }
      setter.set(vector, index, value);
    }
  }

  /** Decimals of at most the promised digits, which no stored value exceeds but a result may. */
  private record DecimalWriter(ArrowType.Decimal type, Supplier<ConnectorException> overflow)
      implements ColumnWriter {

    @Override
    public int write(ResultSet row, int column, FieldVector vector, int index) throws SQLException {
      BigDecimal value = row.getBigDecimal(column);
      if (value == null) {
        vector.setNull(index);
        return DecimalVector.TYPE_WIDTH;
      }
      BigDecimal exact = value.setScale(type.getScale(), RoundingMode.UNNECESSARY);
      if (exact.precision() > type.getPrecision()) {
        throw overflow.get();
      }
      ((DecimalVector) vector).set(index, exact);
      return DecimalVector.TYPE_WIDTH;
    }
  }

  private static ConnectorException overflow(Field field, String source) {
    return new ConnectorException(
        Kind.NUMERIC_OVERFLOW,
        "Column '%s' from source '%s' holds a number that is too large for %s"
            .formatted(field.getName(), source, field.getType()));
  }

  private static int writeReal(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    double value = row.getDouble(column);
    if (row.wasNull()) {
      vector.setNull(index);
    } else if ((float) value != value) {
      throw new ArithmeticException("not of single precision");
    } else {
      ((Float4Vector) vector).set(index, (float) value);
    }
    return Float.BYTES;
  }

  private static int writeDate(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      vector.setNull(index);
    } else if (text.length() != DATE_LENGTH) {
      throw new DateTimeException("not a date");
    } else {
      ((DateDayVector) vector).set(index, (int) epochDay(text));
    }
    return Integer.BYTES;
  }

  private static int writeTimestamp(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      vector.setNull(index);
      return Long.BYTES;
    }
    long micros = epochDay(text) * DAY_MICROS;
    if (text.length() > DATE_LENGTH) {
      if (text.length() != SECONDS_LENGTH && text.length() != MICROS_LENGTH) {
        // The driver garbles such fractions; reads extend them to six digits.
        throw new DateTimeException("a fraction of another precision than six digits");
      }
      expect(text, DATE_LENGTH, ' ');
      micros += timeOfDay(text, DATE_LENGTH + 1);
    }
    ((TimeStampVector) vector).set(index, micros);
    return Long.BYTES;
  }

  private static int writeTime(ResultSet row, int column, FieldVector vector, int index)
      throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      vector.setNull(index);
    } else {
      ((TimeMicroVector) vector).set(index, timeOfDay(text, 0));
    }
    return Long.BYTES;
  }

  /** Days of a date, which is not valid if its year, month or day is zero. */
  private static long epochDay(String text) {
    if (text.length() < DATE_LENGTH) {
      throw new DateTimeException("not a date");
    }
    expect(text, 4, '-');
    expect(text, 7, '-');
    int year = digits(text, 0, 4);
    if (year == 0) {
      throw new DateTimeException("a date without a year");
    }
    return LocalDate.of(year, digits(text, 5, 7), digits(text, 8, DATE_LENGTH)).toEpochDay();
  }

  /** Microseconds of hh:mm:ss with up to six further digits; a longer or negative time fails. */
  private static long timeOfDay(String text, int from) {
    int end = text.length();
    if (end - from < TIME_LENGTH) {
      throw new DateTimeException("not a time of day");
    }
    expect(text, from + 2, ':');
    expect(text, from + 5, ':');
    int hour = digits(text, from, from + 2);
    if (hour > 23) {
      throw new DateTimeException("a duration of a day or more");
    }
    long micros =
        hour * HOUR_MICROS
            + digits(text, from + 3, from + 5) * MINUTE_MICROS
            + digits(text, from + 6, from + TIME_LENGTH) * SECOND_MICROS;
    if (end == from + TIME_LENGTH) {
      return micros;
    }
    expect(text, from + TIME_LENGTH, '.');
    int fraction = digits(text, from + TIME_LENGTH + 1, end);
    for (int place = end - from - TIME_LENGTH - 1; place < 6; place++) {
      fraction *= 10;
    }
    return micros + fraction;
  }

  private static void expect(String text, int at, char wanted) {
    if (text.charAt(at) != wanted) {
      throw new DateTimeException("not a date or time of day");
    }
  }

  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("not a date or time of day");
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
