package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Text as it was typed or read, cut into what is run one after another. Statements end with a
 * semicolon outside of quotes and comments; a line that begins with a backslash is a meta command,
 * also in the middle of a statement.
 *
 * @param pieces what is complete
 * @param rest what follows and is not complete; blank if there is nothing
 * @param restLine the line on which the rest begins, from 1
 * @param open whether the text ends inside of quotes or a comment
 */
public record Script(List<Piece> pieces, String rest, int restLine, boolean open) {

  /**
   * One thing to run.
   *
   * @param kind how
   * @param text the statement without its semicolon, or the command with its backslash
   * @param line the line on which it begins, from 1
   */
  public record Piece(Kind kind, String text, int line) {}

  /** Ways to run something. */
  public enum Kind {
    STATEMENT,
    META_COMMAND
  }

  public Script {
    pieces = ImmutableList.copyOf(pieces);
  }

  /** Cuts a text. */
  public static Script of(String text) {
    return new Cutter(text).cut();
  }

  /** Whether there is nothing that waits for more. */
  public boolean isComplete() {
    return !open && isBlank(rest);
  }

  /** Whether a text says nothing. */
  public static boolean isBlank(String text) {
    return SqlToken.of(text).stream().allMatch(SqlToken::isBlank);
  }

  /** Reads a text once. */
  private static final class Cutter {
    private final String text;
    private final ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
    private final StringBuilder pending = new StringBuilder();
    private int pendingStart = -1;
    private boolean open;

    Cutter(String text) {
      this.text = text;
    }

    Script cut() {
      int position = 0;
      while (position < text.length()) {
        position = next(position);
      }
      String rest = pending.toString().stripTrailing();
      return new Script(pieces.build(), rest, line(Math.max(0, pendingStart)), open);
    }

    /** Takes what begins here; where the next thing begins. */
    private int next(int position) {
      for (SqlToken token : SqlToken.of(text.substring(position))) {
        int start = position + token.start();
        if (token.isSymbol('\\') && isAtLineStart(start)) {
          int end = text.indexOf('\n', start);
          int stop = end < 0 ? text.length() : end;
          String command = text.substring(start, stop).strip();
          pieces.add(new Piece(Kind.META_COMMAND, command, line(start)));
          return stop;
        }
        if (token.isSymbol(';')) {
          finish();
        } else {
          take(token, start);
        }
      }
      return text.length();
    }

    private void take(SqlToken token, int start) {
      open = token.isOpen();
      if (pending.isEmpty() && token.kind() == SqlToken.Kind.SPACE) {
        return;
      }
      if (pending.isEmpty()) {
        pendingStart = start;
      }
      pending.append(token.text());
    }

    private void finish() {
      if (!isBlank(pending.toString())) {
        pieces.add(
            new Piece(Kind.STATEMENT, pending.toString().stripTrailing(), line(pendingStart)));
      }
      pending.setLength(0);
    }

    private boolean isAtLineStart(int position) {
      int lineStart = text.lastIndexOf('\n', position) + 1;
      return text.substring(lineStart, position).isBlank();
    }

    private int line(int position) {
      return 1 + (int) text.substring(0, position).chars().filter(c -> c == '\n').count();
    }
  }
}
