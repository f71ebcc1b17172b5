package io.meshgate.server.attacks;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the author of an attack says will happen, so that a typing error does not pass as a defense.
 *
 * @param code the code, and perhaps the beginning of the text, of a refusal; empty if it answers
 * @param rows how many rows there are, or -1 for any number
 * @param row the only row, if it is known
 * @param ordered whether the order of rows is part of the answer
 */
record Expectation(String code, int rows, Optional<String> row, boolean ordered) {

  private static final Pattern ANSWER =
      Pattern.compile("answers(?: (\\d+))?(?: = (.*?))?( in order)?");

  static Expectation parse(String text) {
    Matcher answer = ANSWER.matcher(text);
    if (answer.matches()) {
      int rows = answer.group(1) == null ? -1 : Integer.parseInt(answer.group(1));
      return new Expectation(
          "", rows, Optional.ofNullable(answer.group(2)), answer.group(3) != null);
    }
    if (!text.matches("[A-Z_]{5,}(: .*)?")) {
      throw new IllegalArgumentException("Neither answers nor a code: " + text);
    }
    return new Expectation(text, -1, Optional.empty(), false);
  }

  /** What is wrong with an observation, if anything is. */
  Optional<String> complaint(Observation seen) {
    if (!code.isEmpty()) {
      String error = seen.error().orElse("an answer of " + seen.rows().size() + " rows");
      return error.startsWith(code) ? Optional.empty() : wrong(code, error);
    }
    if (seen.error().isPresent()) {
      return wrong("an answer", seen.error().get());
    }
    if (rows >= 0 && rows != seen.rows().size()) {
      return wrong(rows + " rows", seen.rows().size() + " rows: " + seen.rows());
    }
    if (row.isPresent() && !seen.rows().equals(List.of(row.get()))) {
      return wrong("one row " + row.get(), seen.rows().toString());
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(String expected, String seen) {
    return Optional.of("expected " + expected + ", saw " + seen);
  }
}
