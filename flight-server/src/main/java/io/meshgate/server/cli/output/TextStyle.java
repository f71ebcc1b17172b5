package io.meshgate.server.cli.output;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How texts for people look.
 *
 * @param width the columns of the screen that tables are cut to; empty if there is no end
 * @param nullText what stands for NULL
 * @param emphasis how NULL is told from a text that reads the same
 */
public record TextStyle(OptionalInt width, String nullText, Emphasis emphasis) {

  /** For files and pipes. */
  public static final TextStyle PLAIN =
      new TextStyle(OptionalInt.empty(), "NULL", TextStyle.Emphasis.NONE);

  /** Whether escape sequences of terminals may be written. */
  public enum Emphasis {
    /** None at all. */
    NONE,
    /** ANSI sequences, which terminals with colors know. */
    ANSI
  }

  public TextStyle {
    Objects.requireNonNull(width, "width");
    Objects.requireNonNull(nullText, "nullText");
    Objects.requireNonNull(emphasis, "emphasis");
  }

  /** A text that steps back. */
  String dim(String text) {
    return emphasis == Emphasis.ANSI ? "\u001b[2m" + text + "\u001b[0m" : text;
  }
}
