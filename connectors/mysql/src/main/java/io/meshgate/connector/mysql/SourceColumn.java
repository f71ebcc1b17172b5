package io.meshgate.connector.mysql;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column's type as information_schema tells it.
 *
 * @param name type name in lower case, for example {@code bigint}
 * @param text full type, for example {@code bigint(20) unsigned}
 * @param characterSet character set of text types
 */
record SourceColumn(String name, String text, Optional<String> characterSet) {

  private static final Pattern ARGUMENTS = Pattern.compile("\\((\\d+)(?:,\\s*(\\d+))?\\)");

  static SourceColumn of(String name, String text, Optional<String> characterSet) {
    return new SourceColumn(
        name.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT), characterSet);
  }

  boolean isUnsigned() {
    return text.contains(" unsigned");
  }

  /** The n-th number in parentheses, from 1, or the default. */
  int argument(int n, int defaultValue) {
    Matcher matcher = ARGUMENTS.matcher(text);
    return matcher.find() && matcher.group(n) != null
        ? Integer.parseInt(matcher.group(n))
        : defaultValue;
  }
}
