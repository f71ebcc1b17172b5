package io.meshgate.connector.postgres;

import io.meshgate.spi.ConnectorException.Kind;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The decoders of every Arrow type that a PostgreSQL column can have. */
final class FieldDecoders {

  private static final int EPOCH_2000_DAYS = 10_957;
  private static final long EPOCH_2000_MICROS = EPOCH_2000_DAYS * 86_400_000_000L;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final String INFINITE = "an infinite value";

  private FieldDecoders() {}

  /**
   * The decoder of a field.
   *
   * @throws IllegalArgumentException if PostgreSQL has no binary form for its type
   */
  static FieldDecoder of(Field field, String source) {
    return switch (field.getType().getTypeID()) {
      case Bool -> new Bool(field, source);
      case Int -> integer(field, source);
      case FloatingPoint ->
          ((ArrowType.FloatingPoint) field.getType()).getPrecision()
                  == FloatingPointPrecision.SINGLE
              ? new Int32(field, source)
              : new Int64(field, source);
      case Decimal -> new DecimalDecoder(field, source);
      case Utf8, Binary -> new BytesDecoder(field, source);
      case Date -> new Date(field, source);
      case Time -> new Time(field, source);
      case Timestamp -> new Timestamp(field, source);
      case List -> new ArrayDecoder(field, source);
      default ->
          throw new IllegalArgumentException("PostgreSQL has no binary form of " + field.getType());
    };
  }

  private static FieldDecoder integer(Field field, String source) {
    return switch (((ArrowType.Int) field.getType()).getBitWidth()) {
      case 8 -> new Int8(field, source);
      case 16 -> new Int16(field, source);
      case 32 -> new Int32(field, source);
      default -> new Int64(field, source);
    };
  }

  /** Decoders of values with one width. */
  abstract static class Fixed extends FieldDecoder {
    private long values;

    Fixed(Field field, String source) {
      super(field, source);
    }

    @Override
    void bind(FieldVector vector) {
      super.bind(vector);
      values = vector.getDataBufferAddress();
    }

    /** Address of the first value. */
    final long values() {
      return values;
    }
  }

  private static final class Bool extends Fixed {
    Bool(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Byte.BYTES);
      if (bytes[offset] != 0) {
        long address = values() + (row >>> 3);
        MemoryUtil.putByte(address, (byte) (MemoryUtil.getByte(address) | 1 << (row & 7)));
      }
      setValid(row);
    }
  }

  /** Eight bits, for which PostgreSQL has no type: a smallint in range. */
  private static final class Int8 extends Fixed {
    Int8(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Short.BYTES);
      short value = BigEndian.shortAt(bytes, offset);
      if (value != (byte) value) {
        throw misfit(Kind.NUMERIC_OVERFLOW, "a number of more than 8 bits");
      }
      MemoryUtil.putByte(values() + row, (byte) value);
      setValid(row);
    }
  }

  private static final class Int16 extends Fixed {
    Int16(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Short.BYTES);
      MemoryUtil.putShort(values() + (long) row * Short.BYTES, BigEndian.shortAt(bytes, offset));
      setValid(row);
    }
  }

  /** Integers, and single precision numbers by their bits. */
  private static final class Int32 extends Fixed {
    Int32(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Integer.BYTES);
      MemoryUtil.putInt(values() + (long) row * Integer.BYTES, BigEndian.intAt(bytes, offset));
      setValid(row);
    }
  }

  /** Long integers, and double precision numbers by their bits. */
  private static final class Int64 extends Fixed {
    Int64(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Long.BYTES);
      MemoryUtil.putLong(values() + (long) row * Long.BYTES, BigEndian.longAt(bytes, offset));
      setValid(row);
    }
  }

  /** Days since 2000. */
  private static final class Date extends Fixed {
    Date(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Integer.BYTES);
      int days = BigEndian.intAt(bytes, offset);
      if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
        throw misfit(Kind.DATA, INFINITE);
      }
      // The last date, in the year 5874897, leaves room for the shift.
      MemoryUtil.putInt(values() + (long) row * Integer.BYTES, days + EPOCH_2000_DAYS);
      setValid(row);
    }
  }

  /** Microseconds since midnight; PostgreSQL alone knows an hour 24. */
  private static final class Time extends Fixed {
    Time(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Long.BYTES);
      long micros = BigEndian.longAt(bytes, offset);
      if (micros < 0 || micros >= DAY_MICROS) {
        throw misfit(Kind.DATA, "the time 24:00");
      }
      MemoryUtil.putLong(values() + (long) row * Long.BYTES, micros);
      setValid(row);
    }
  }

  /** Microseconds since 2000, in UTC if the type has a zone. */
  private static final class Timestamp extends Fixed {
    Timestamp(Field field, String source) {
      super(field, source);
    }

    @Override
    void decode(byte[] bytes, int offset, int length, int row) {
      expectLength(length, Long.BYTES);
      long micros = BigEndian.longAt(bytes, offset);
      if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
        throw misfit(Kind.DATA, INFINITE);
      }
      if (micros > Long.MAX_VALUE - EPOCH_2000_MICROS) {
        throw misfit(Kind.DATA, "a time after the year 294246");
      }
      MemoryUtil.putLong(values() + (long) row * Long.BYTES, micros + EPOCH_2000_MICROS);
      setValid(row);
    }
  }
}
