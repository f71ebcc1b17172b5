package io.meshgate.server.flight.metadata;

import java.util.regex.Pattern;

/**
 * A search pattern of a metadata command: {@code %} stands for any text, {@code _} for one
 * character, and a backslash takes the meaning off the character after it.
 */
final class NamePattern {

  private final Pattern pattern;

  NamePattern(String text) {
    StringBuilder regex = new StringBuilder();
    boolean escaped = false;
    for (int codePoint : text.codePoints().toArray()) {
      if (!escaped && codePoint == '\\') {
        escaped = true;
        continue;
      }
      if (!escaped && codePoint == '%') {
        regex.append(".*");
      } else if (!escaped && codePoint == '_') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(Character.toString(codePoint)));
      }
      escaped = false;
    }
    this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Whether the whole name fits. */
  boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
