package io.meshgate.monitor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of statements as others than their authors may read it. */
public final class StatementText {

  // A quoted text that does not end runs to the end: what may be a value never stays.
  private static final Pattern TOKENS =
      Pattern.compile(
          "(?<comment>--[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+(?:\\*/)?+)"
              + "|(?<text>'(?:[^']|'')*+'?+)"
              + "|(?<name>\"(?:[^\"]|\"\")*+\"?+|[\\p{L}_][\\p{L}\\p{N}_$]*+)"
              + "|(?<number>\\.?\\d[\\p{L}\\p{N}_.]*+)"
              + "|(?<space>\\s++)");

  private StatementText() {}

  /**
   * A statement with a question mark in the place of each literal, without comments, on one line.
   * Works on any text, SQL or not.
   */
  public static String withoutLiterals(String statement) {
    Matcher tokens = TOKENS.matcher(statement);
    StringBuilder text = new StringBuilder();
    while (tokens.find()) {
      String replacement =
          tokens.group("text") != null || tokens.group("number") != null
              ? "?"
              : tokens.group("name") != null ? tokens.group("name") : " ";
      tokens.appendReplacement(text, Matcher.quoteReplacement(replacement));
    }
    tokens.appendTail(text);
    return text.toString().replaceAll("\\s+", " ").strip();
  }
}
