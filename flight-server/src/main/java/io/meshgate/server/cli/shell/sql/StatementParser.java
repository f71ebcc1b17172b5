package io.meshgate.server.cli.shell.sql;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor when what is typed is complete, and which word the cursor is in. */
public final class StatementParser implements Parser {

  /** Keeps nothing between two lines. */
  public StatementParser() {}

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !isAcceptable(line)) {
      throw new EOFError(-1, -1, "The statement goes on until ;");
    }
    return TypedLine.of(line, Math.min(cursor, line.length()));
  }

  /** Complete, or with a meta command as its last line, which runs at once. */
  private static boolean isAcceptable(String line) {
    Script script = Script.of(line);
    String last = line.substring(line.lastIndexOf('\n') + 1).strip();
    return script.isComplete() || (!script.open() && last.startsWith("\\"));
  }

  @Override
  public boolean isEscapeChar(char ch) {
    return false;
  }
}
