package io.meshgate.server.audit.record;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in the one form that RFC 8785 (JCS) gives to a value, for the values of the trail: objects,
 * lists, texts, truth values, and whole numbers that a double holds exactly.
 */
public final class CanonicalJson {

  private static final long LARGEST = (1L << 53) - 1;
  private static final String SHORT_ESCAPES = "btnvfr";

  private CanonicalJson() {}

  /**
   * The UTF-8 bytes of a value. Half of a surrogate pair, which has no UTF-8, becomes a question
   * mark.
   *
   * @param value a {@link Map} with texts as keys, {@link List}, {@link String}, {@link Boolean},
   *     {@link Long} or {@link Integer}, to any depth
   * @throws IllegalArgumentException if there is another value in it
   */
  public static byte[] bytes(Object value) {
    StringBuilder json = new StringBuilder(512);
    write(json, value);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(StringBuilder json, Object value) {
    if (value instanceof String text) {
      text(json, text);
    } else if (value instanceof Map<?, ?> map) {
      object(json, map);
    } else if (value instanceof List<?> list) {
      list(json, list);
    } else if (value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof Long || value instanceof Integer) {
      json.append(exact(((Number) value).longValue()));
    } else {
      throw new IllegalArgumentException("No value of the trail: " + value.getClass());
    }
  }

  private static long exact(long number) {
    if (Math.abs(number) > LARGEST) {
      throw new IllegalArgumentException("No double holds this number exactly");
    }
    return number;
  }

  // The order of Java's texts is that of their UTF-16 units, which is the order of the RFC.
  private static void object(StringBuilder json, Map<?, ?> map) {
    Map<?, ?> sorted = isSorted(map) ? map : new TreeMap<>(map);
    json.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = sorted.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      text(json, (String) entry.getKey());
      json.append(':');
      write(json, entry.getValue());
      if (entries.hasNext()) {
        json.append(',');
      }
    }
    json.append('}');
  }

  // What was read from a trail is.
  private static boolean isSorted(Map<?, ?> map) {
    String last = "";
    for (Object key : map.keySet()) {
      String next = (String) key;
      if (next.compareTo(last) < 0) {
        return false;
      }
      last = next;
    }
    return true;
  }

  private static void list(StringBuilder json, List<?> list) {
    json.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      write(json, list.get(i));
    }
    json.append(']');
  }

  private static void text(StringBuilder json, String text) {
    json.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        json.append(text, written, i);
        written = i + 1;
        if (c < ' ') {
          control(json, c);
        } else {
          json.append('\\').append(c);
        }
      }
    }
    json.append(text, written, text.length()).append('"');
  }

  private static void control(StringBuilder json, char c) {
    // From 8 to 13, of which 11 has no short form.
    int position = c - '\b';
    if (position >= 0 && position < SHORT_ESCAPES.length() && c != 0x0b) {
      json.append('\\').append(SHORT_ESCAPES.charAt(position));
    } else {
      json.append(String.format("\\u%04x", (int) c));
    }
  }
}
