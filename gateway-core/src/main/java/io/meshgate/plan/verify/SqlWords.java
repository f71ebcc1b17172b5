package io.meshgate.plan.verify;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a SQL text, whatever its dialect: quoted names, texts, numbers and everything else.
 *
 * @param words in order
 */
record SqlWords(List<Word> words) {

  private static final Set<String> CLAUSES =
      Set.of(
          "FROM",
          "JOIN",
          "GROUP",
          "ORDER",
          "LIMIT",
          "OFFSET",
          "FETCH",
          "UNION",
          "INTERSECT",
          "EXCEPT");

  private static final Set<String> CONDITIONS = Set.of("WHERE", "HAVING", "ON");

  /** What a word is. */
  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    OTHER
  }

  /**
   * @param text without quotes
   */
  record Word(Kind kind, String text) {

    private boolean starts(String keyword) {
      return kind == Kind.OTHER && text.equalsIgnoreCase(keyword);
    }
  }

  /**
   * Where in a text a word stands.
   *
   * @param query whether in a query, and not in an expression in parentheses
   */
  private record Clause(boolean query, boolean condition) {}

  SqlWords {
    words = ImmutableList.copyOf(words);
  }

  /** Reads a text that a renderer wrote; what does not end is a violation. */
  static SqlWords of(String sql) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int end;
      if (c == '\'' || c == '"' || c == '`') {
        end = quoted(sql, at, words);
      } else if (Character.isDigit(c)) {
        end = run(sql, at, "0123456789.eE");
        words.add(new Word(Kind.NUMBER, sql.substring(at, end)));
      } else if (Character.isJavaIdentifierStart(c)) {
        end = at;
        while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
          end++;
        }
        words.add(new Word(Kind.OTHER, sql.substring(at, end)));
      } else {
        end = at + 1;
        if (!Character.isWhitespace(c)) {
          words.add(new Word(Kind.OTHER, String.valueOf(c)));
        }
      }
      at = end;
    }
    return new SqlWords(words);
  }

  /**
   * The words of its conditions alone: of {@code WHERE}, {@code HAVING} and {@code ON}, with all
   * that stands in parentheses there.
   */
  SqlWords conditions() {
    List<Word> found = new ArrayList<>();
    Deque<Clause> outer = new ArrayDeque<>();
    Clause clause = new Clause(true, false);
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      String text = word.kind() == Kind.OTHER ? word.text().toUpperCase(Locale.ROOT) : "";
      if (text.equals("(")) {
        outer.push(clause);
        boolean query = i + 1 < words.size() && words.get(i + 1).starts("SELECT");
        clause = new Clause(query, clause.condition() && !query);
      } else if (text.equals(")") && !outer.isEmpty()) {
        clause = outer.pop();
      } else if (clause.query() && CONDITIONS.contains(text)) {
        clause = new Clause(true, true);
      } else if (clause.query() && CLAUSES.contains(text) && !isComparison(i)) {
        clause = new Clause(true, false);
      }
      if (clause.condition()) {
        found.add(word);
      }
    }
    return new SqlWords(found);
  }

  // IS DISTINCT FROM
  private boolean isComparison(int word) {
    return word > 0 && words.get(word - 1).starts("DISTINCT");
  }

  private static int run(String sql, int from, String characters) {
    int end = from;
    while (end < sql.length() && characters.indexOf(sql.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private static int quoted(String sql, int from, List<Word> words) {
    char quote = sql.charAt(from);
    StringBuilder text = new StringBuilder();
    int at = from + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c != quote) {
        text.append(c);
        at++;
      } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
        text.append(c);
        at += 2;
      } else {
        words.add(new Word(quote == '\'' ? Kind.TEXT : Kind.NAME, text.toString()));
        return at + 1;
      }
    }
    throw new Violation("a quoted text of a source's SQL does not end");
  }
}
