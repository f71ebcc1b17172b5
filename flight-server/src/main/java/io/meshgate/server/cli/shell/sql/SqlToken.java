package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of SQL text, cut so far as a shell needs it: nothing here decides what is valid.
 *
 * @param kind what it is
 * @param start its first character
 * @param end behind its last character
 * @param text its characters
 */
record SqlToken(Kind kind, int start, int end, String text) {

  /** Kinds of tokens; the open ones reach the end of the text without their closing mark. */
  enum Kind {
    SPACE,
    COMMENT,
    OPEN_COMMENT,
    WORD,
    NUMBER,
    NAME,
    OPEN_NAME,
    STRING,
    OPEN_STRING,
    SYMBOL
  }

  /** The tokens of a text; together they are the text. */
  static List<SqlToken> of(String text) {
    ImmutableList.Builder<SqlToken> tokens = ImmutableList.builder();
    int start = 0;
    while (start < text.length()) {
      SqlToken token = at(text, start);
      tokens.add(token);
      start = token.end();
    }
    return tokens.build();
  }

  private static SqlToken at(String text, int start) {
    char c = text.charAt(start);
    if (Character.isWhitespace(c)) {
      return run(Kind.SPACE, text, start, Character::isWhitespace);
    }
    if (c == '\'') {
      return quoted(text, start, Kind.STRING, Kind.OPEN_STRING);
    }
    if (c == '"') {
      return quoted(text, start, Kind.NAME, Kind.OPEN_NAME);
    }
    if (text.startsWith("--", start)) {
      int end = text.indexOf('\n', start);
      return token(Kind.COMMENT, text, start, end < 0 ? text.length() : end);
    }
    if (text.startsWith("/*", start)) {
      int end = text.indexOf("*/", start + 2);
      return end < 0
          ? token(Kind.OPEN_COMMENT, text, start, text.length())
          : token(Kind.COMMENT, text, start, end + 2);
    }
    if (Character.isDigit(c)) {
      return run(Kind.NUMBER, text, start, SqlToken::isNumberPart);
    }
    if (isWordPart(c)) {
      return run(Kind.WORD, text, start, SqlToken::isWordPart);
    }
    return token(Kind.SYMBOL, text, start, start + 1);
  }

  private static SqlToken quoted(String text, int start, Kind closed, Kind open) {
    char quote = text.charAt(start);
    int i = start + 1;
    while (i < text.length()) {
      if (text.charAt(i) != quote) {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return token(closed, text, start, i + 1);
      }
    }
    return token(open, text, start, text.length());
  }

  /** What letters of one kind of token are. */
  private interface Part {
    boolean test(char c);
  }

  private static SqlToken run(Kind kind, String text, int start, Part part) {
    int end = start + 1;
    while (end < text.length() && part.test(text.charAt(end))) {
      end++;
    }
    return token(kind, text, start, end);
  }

  private static SqlToken token(Kind kind, String text, int start, int end) {
    return new SqlToken(kind, start, end, text.substring(start, end));
  }

  private static boolean isNumberPart(char c) {
    return Character.isLetterOrDigit(c) || c == '.';
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
  }

  /** Whether it says nothing: space or a comment. */
  boolean isBlank() {
    return kind == Kind.SPACE || kind == Kind.COMMENT || kind == Kind.OPEN_COMMENT;
  }

  /** Whether a closing mark is missing. */
  boolean isOpen() {
    return kind == Kind.OPEN_COMMENT || kind == Kind.OPEN_NAME || kind == Kind.OPEN_STRING;
  }

  /** Whether what is typed behind it belongs to it: in open quotes, or in a comment. */
  boolean continues() {
    return isOpen() || (kind == Kind.COMMENT && text.startsWith("--"));
  }

  /** Whether it is this symbol. */
  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  /** Whether it is a name or a part of one. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.NAME || kind == Kind.OPEN_NAME;
  }

  /** A word in capitals; nothing for what is no word. */
  String keyword() {
    return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
  }

  /** The name that it stands for, without its quotes. */
  String name() {
    if (kind == Kind.NAME) {
      return text.substring(1, text.length() - 1).replace("\"\"", "\"");
    }
    return kind == Kind.OPEN_NAME ? text.substring(1).replace("\"\"", "\"") : text;
  }
}
