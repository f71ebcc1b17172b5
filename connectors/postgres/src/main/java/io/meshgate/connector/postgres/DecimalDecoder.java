package io.meshgate.connector.postgres;

import io.meshgate.spi.ConnectorException.Kind;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Exact decimals: the server's digits in base 10000 become one 128-bit integer, counted in units of
 * the field's scale.
 *
 * <p>A value with more digits than the field has, on either side of the point, is refused: nothing
 * is rounded.
 */
final class DecimalDecoder extends FieldDecoders.Fixed {

  private static final int HEADER = 8;
  private static final int POSITIVE = 0x0000;
  private static final int NEGATIVE = 0x4000;
  private static final int WIDTH = 16;
  private static final int BASE = 10_000;
  private static final int BASE_DIGITS = 4;
  private static final int LONG_DIGITS = 18;
  private static final long FULL_CHUNK = 10_000_000_000_000_000L;
  private static final long[] POWERS = powers();

  private final int precision;
  private final int scale;
  // The value so far as an unsigned 128-bit number, and the digits that are not yet part of it.
  private long high;
  private long low;
  private long chunk;
  private long chunkUnit;

  DecimalDecoder(Field field, String source) {
    super(field, source);
    ArrowType.Decimal type = (ArrowType.Decimal) field.getType();
    this.precision = type.getPrecision();
    this.scale = type.getScale();
  }

  private static long[] powers() {
    long[] powers = new long[LONG_DIGITS + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  @Override
  void decode(byte[] bytes, int offset, int length, int row) {
    if (length < HEADER) {
      expectLength(length, HEADER);
    }
    int count = BigEndian.shortAt(bytes, offset) & 0xffff;
    int weight = BigEndian.shortAt(bytes, offset + 2);
    int sign = BigEndian.shortAt(bytes, offset + 4) & 0xffff;
    expectLength(length, HEADER + count * Short.BYTES);
    if (sign != POSITIVE && sign != NEGATIVE) {
      throw misfit(Kind.DATA, "NaN or an infinite value");
    }
    read(bytes, offset + HEADER, count, weight);
    if (sign == NEGATIVE) {
      low = -low;
      high = low == 0 ? -high : ~high;
    }
    long address = values() + (long) row * WIDTH;
    MemoryUtil.putLong(address, low);
    MemoryUtil.putLong(address + Long.BYTES, high);
    setValid(row);
  }

  private void read(byte[] bytes, int offset, int count, int weight) {
    high = 0;
    low = 0;
    chunk = 0;
    chunkUnit = 1;
    int first = 0;
    while (first < count && digit(bytes, offset, first) == 0) {
      first++;
    }
    int last = count - 1;
    while (last >= first && digit(bytes, offset, last) == 0) {
      last--;
    }
    if (last < first) {
      return;
    }
    // Power of ten, in units of the field's scale, at which the last digit's ones stand.
    int exponent = BASE_DIGITS * (weight - last) + scale;
    int size = decimals(digit(bytes, offset, first)) + BASE_DIGITS * (last - first) + exponent;
    if (size > precision) {
      throw misfit(Kind.NUMERIC_OVERFLOW, "a number with too many digits");
    }
    for (int i = first; i < last; i++) {
      append(digit(bytes, offset, i), BASE);
    }
    appendLast(digit(bytes, offset, last), exponent);
  }

  private void append(int digits, int unit) {
    if (chunkUnit == FULL_CHUNK) {
      fold();
    }
    chunk = chunk * unit + digits;
    chunkUnit *= unit;
  }

  /** Appends the last digit, without those of its decimals that are zeros below the scale. */
  private void appendLast(int digits, int exponent) {
    if (exponent >= 0) {
      append(digits, BASE);
      fold();
      raise(exponent);
      return;
    }
    int dropped = -exponent;
    if (dropped >= BASE_DIGITS || digits % (int) POWERS[dropped] != 0) {
      throw misfit(Kind.DATA, "a number with too many decimals");
    }
    append(digits / (int) POWERS[dropped], BASE / (int) POWERS[dropped]);
    fold();
  }

  private void raise(int exponent) {
    int left = exponent;
    while (left > 0) {
      int step = Math.min(left, LONG_DIGITS);
      multiplyAdd(POWERS[step], 0);
      left -= step;
    }
  }

  private void fold() {
    multiplyAdd(chunkUnit, chunk);
    chunk = 0;
    chunkUnit = 1;
  }

  /**
   * The number times a positive factor plus a positive addend; the digit count rules out overflow.
   */
  private void multiplyAdd(long factor, long addend) {
    long carry = Math.multiplyHigh(low, factor) + (low >> 63 & factor);
    long product = low * factor;
    long sum = product + addend;
    if (Long.compareUnsigned(sum, product) < 0) {
      carry++;
    }
    high = high * factor + carry;
    low = sum;
  }

  private static int digit(byte[] bytes, int offset, int index) {
    return BigEndian.shortAt(bytes, offset + index * Short.BYTES);
  }

  private static int decimals(int digit) {
    if (digit >= 100) {
      return digit >= 1000 ? 4 : 3;
    }
    return digit >= 10 ? 2 : 1;
  }
}
