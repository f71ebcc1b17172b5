package io.meshgate.connector.testing;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** The gateway's order of values and matching of text. */
final class Values {

  static final int RESULT_PRECISION = 30;
  static final int RESULT_SCALE = 4;

  private Values() {}

  /** Text by code point without padding, binary by unsigned byte, numbers by value. */
  static int compare(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      // The order of UTF-8 bytes is the order of code points.
      return Arrays.compareUnsigned(
          a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof ByteBuffer a && right instanceof ByteBuffer b) {
      return Arrays.compareUnsigned(bytes(a), bytes(b));
    }
    if (left instanceof Number a && right instanceof Number b) {
      return exact(a).compareTo(exact(b));
    }
    if (left.getClass() != right.getClass()) {
      return compare(midnight(left), midnight(right));
    }
    return compareSame(left, right);
  }

  @SuppressWarnings("unchecked") // Both are of one class, and every value class orders itself.
  private static int compareSame(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  private static Object midnight(Object value) {
    return value instanceof LocalDate date ? date.atStartOfDay() : value;
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static BigDecimal exact(Object number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    return number instanceof Float || number instanceof Double
        ? new BigDecimal(((Number) number).doubleValue())
        : BigDecimal.valueOf(((Number) number).longValue());
  }

  /** LIKE without an escape character. */
  static boolean like(String text, String pattern) {
    return like(text.codePoints().toArray(), 0, pattern.codePoints().toArray(), 0);
  }

  private static boolean like(int[] text, int at, int[] pattern, int next) {
    if (next == pattern.length) {
      return at == text.length;
    }
    if (pattern[next] == '%') {
      return like(text, at, pattern, next + 1)
          || (at < text.length && like(text, at + 1, pattern, next));
    }
    return at < text.length
        && (pattern[next] == '_' || pattern[next] == text[at])
        && like(text, at + 1, pattern, next + 1);
  }
}
