package io.meshgate.server.cli.shell.sql;

import io.meshgate.server.cli.output.DisplayText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error with the line of the statement that it speaks of, and a mark below the place. */
public final class ErrorReport {
  private static final Pattern PLACE =
      Pattern.compile("\\b[Ll]ine (\\d{1,7}), column (\\d{1,7})\\b");
  private static final int BEFORE = 50;
  private static final int LONGEST = 74;
  private static final String MORE = "...";

  private ErrorReport() {}

  /** The lines to print for a message about a statement. */
  public static List<String> lines(String message, String statement) {
    String first = DisplayText.oneLine(message.strip());
    return place(message, statement)
        .map(excerpt -> List.of(first, excerpt.line(), excerpt.mark()))
        .orElseGet(() -> List.of(first));
  }

  /** A part of a line and what stands below it. */
  private record Excerpt(String line, String mark) {}

  private static Optional<Excerpt> place(String message, String statement) {
    Matcher matcher = PLACE.matcher(message);
    if (!matcher.find()) {
      return Optional.empty();
    }
    List<String> lines = statement.lines().toList();
    int line = Integer.parseInt(matcher.group(1));
    int column = Integer.parseInt(matcher.group(2));
    if (line < 1 || line > lines.size() || column < 1) {
      return Optional.empty();
    }
    // One column for each character, as the gateway counts; a tab would move the mark away.
    String text = lines.get(line - 1).replace('\t', ' ');
    return column > text.length() + 1 ? Optional.empty() : Optional.of(excerpt(text, column - 1));
  }

  private static Excerpt excerpt(String text, int at) {
    int start = at <= BEFORE ? 0 : boundary(text, at - BEFORE);
    int end = boundary(text, Math.min(text.length(), start + LONGEST));
    String before = (start > 0 ? MORE : "") + DisplayText.oneLine(text.substring(start, at));
    String after = DisplayText.oneLine(text.substring(at, end)) + (end < text.length() ? MORE : "");
    return new Excerpt(before + after, " ".repeat(DisplayText.width(before)) + "^");
  }

  private static int boundary(String text, int index) {
    return index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index))
        ? index - 1
        : index;
  }
}
