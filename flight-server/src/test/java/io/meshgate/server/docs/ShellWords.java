package io.meshgate.server.docs;

import java.util.ArrayList;
import java.util.List;

/** Splits the lines of a shell block into commands and words, as a shell does. */
final class ShellWords {
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  private ShellWords() {}

  /**
   * The words of each command; quotes and comments are gone, lines that end in {@code \} joined.
   */
  static List<List<String>> commands(String text) {
    ShellWords shell = new ShellWords();
    shell.read(text);
    return shell.commands;
  }

  private void read(String text) {
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c == '\\') {
        i++;
        if (i < text.length() && text.charAt(i) != '\n') {
          append(text.charAt(i));
        }
      } else if (c == '#' && !inWord) {
        i = text.indexOf('\n', i) - 1;
      } else if (c == '\n') {
        endCommand();
      } else if (c == ' ') {
        endWord();
      } else {
        append(c);
      }
    }
    endCommand();
  }

  private void append(char c) {
    word.append(c);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
