package io.meshgate.server.cli.output;

import java.util.function.IntPredicate;
import org.jline.utils.WCWidth;

/** Texts as they stand on a screen: harmless, and as wide as they look. */
public final class DisplayText {
  private static final String CUT = "…";

  private DisplayText() {}

  /** Control characters are spelled out: a value must not move the cursor of a terminal. */
  public static String oneLine(String text) {
    IntPredicate unsafe = DisplayText::isUnsafe;
    if (text.codePoints().noneMatch(unsafe)) {
      return text;
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(c -> line.append(unsafe.test(c) ? escaped(c) : Character.toString(c)));
    return line.toString();
  }

  // Marks that turn the direction of text around would let a value rewrite its line, too.
  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  private static String escaped(int control) {
    return switch (control) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", control);
    };
  }

  /** The columns of a screen that a text takes. */
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      width += Math.max(0, WCWidth.wcwidth(text.codePointAt(i)));
    }
    return width;
  }

  /** The beginning of a text that is no wider, with a mark if something is missing. */
  static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      used += Math.max(0, WCWidth.wcwidth(c));
      if (used > width - 1) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept + CUT;
  }
}
