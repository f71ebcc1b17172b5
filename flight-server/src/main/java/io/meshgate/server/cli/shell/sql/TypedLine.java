package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/**
 * A line as completion sees it: the word before the cursor, with its points and quotes.
 *
 * @param line all that is typed
 * @param cursor where the cursor is
 * @param start where the word begins; the cursor, if there is none
 */
record TypedLine(String line, int cursor, int start) implements CompletingParsedLine {

  /** The line with its cursor. */
  static TypedLine of(String line, int cursor) {
    String before = line.substring(0, cursor);
    List<SqlToken> tokens = SqlToken.of(before);
    int start = cursor;
    for (int i = tokens.size() - 1; i >= 0; i--) {
      SqlToken token = tokens.get(i);
      boolean belongs = token.isName() || token.isSymbol('.') || token.isSymbol('\\');
      if (!belongs) {
        break;
      }
      start = token.start();
    }
    return new TypedLine(line, cursor, start);
  }

  @Override
  public String word() {
    return line.substring(start, cursor);
  }

  @Override
  public int wordCursor() {
    return cursor - start;
  }

  @Override
  public int wordIndex() {
    return 0;
  }

  @Override
  public List<String> words() {
    return ImmutableList.of(word());
  }

  @Override
  public CharSequence escape(CharSequence candidate, boolean complete) {
    return candidate;
  }

  @Override
  public int rawWordCursor() {
    return wordCursor();
  }

  @Override
  public int rawWordLength() {
    return wordCursor();
  }
}
