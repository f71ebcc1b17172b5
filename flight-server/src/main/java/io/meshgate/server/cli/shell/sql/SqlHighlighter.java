package io.meshgate.server.cli.shell.sql;

import java.util.Locale;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colors what is typed by the kinds of its tokens. */
public final class SqlHighlighter implements Highlighter {

  /** Keeps nothing between two lines. */
  public SqlHighlighter() {}

  private static final AttributedStyle KEYWORD = AttributedStyle.DEFAULT.bold();
  private static final AttributedStyle STRING =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle NUMBER =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
  private static final AttributedStyle COMMENT =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.BRIGHT);

  @Override
  public AttributedString highlight(LineReader reader, String buffer) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    boolean behindPoint = false;
    for (SqlToken token : SqlToken.of(buffer)) {
      line.append(token.text(), behindPoint ? AttributedStyle.DEFAULT : style(token));
      behindPoint = token.isSymbol('.');
    }
    return line.toAttributedString();
  }

  private static AttributedStyle style(SqlToken token) {
    return switch (token.kind()) {
      case WORD -> isKeyword(token.text()) ? KEYWORD : AttributedStyle.DEFAULT;
      case STRING, OPEN_STRING -> STRING;
      case NUMBER -> NUMBER;
      case COMMENT, OPEN_COMMENT -> COMMENT;
      case SPACE, NAME, OPEN_NAME, SYMBOL -> AttributedStyle.DEFAULT;
    };
  }

  private static boolean isKeyword(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return SqlWords.RESERVED.contains(upper) || SqlWords.PROPOSED.contains(upper);
  }
}
