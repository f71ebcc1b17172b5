package io.meshgate.server.attacks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of the estate, of which each twin and each store takes its part.
 *
 * <p>A line that begins with {@code @} and words stays if all its words fit: {@code clean} or
 * {@code poisoned} for the twin, {@code pg}, {@code maria} or {@code lake} for the store. {@code
 * {{x|y}}} is {@code x} in the clean twin and {@code y} in the poisoned one. {@code ${name}} is a
 * value.
 */
final class Template {

  private static final Pattern EITHER = Pattern.compile("\\{\\{(.*?)\\|(.*?)\\}\\}");
  private static final Set<String> STORES = Set.of("pg", "maria", "lake");

  private Template() {}

  /** A resource as it stands. */
  static String resource(String name) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream("/attacks/" + name)) {
      if (in == null) {
        throw new IOException("No resource /attacks/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The part of a text that is for a twin and a store. */
  static String part(String text, Side side, String store, Map<String, String> values) {
    StringBuilder part = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String rest = line;
      boolean fits = true;
      if (line.startsWith("@")) {
        int end = line.indexOf(' ');
        rest = line.substring(end + 1);
        for (String word : line.substring(1, end).split(",", -1)) {
          fits &= fits(word, side, store);
        }
      }
      if (fits) {
        part.append(rest).append('\n');
      }
    }
    String chosen = EITHER.matcher(part).replaceAll(m -> quoted(m, side));
    for (Map.Entry<String, String> value : values.entrySet()) {
      chosen = chosen.replace("${" + value.getKey() + "}", value.getValue());
    }
    return chosen;
  }

  private static String quoted(MatchResult match, Side side) {
    return Matcher.quoteReplacement(match.group(side == Side.CLEAN ? 1 : 2));
  }

  private static boolean fits(String word, Side side, String store) {
    if (STORES.contains(word)) {
      return word.equals(store);
    }
    return Side.valueOf(word.toUpperCase(Locale.ROOT)) == side;
  }

  /** The statements of a script: what stands before a semicolon at the end of a line. */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    for (String statement : script.split(";\\s*\n", -1)) {
      if (!statement.isBlank()) {
        statements.add(statement.strip());
      }
    }
    return statements;
  }
}
