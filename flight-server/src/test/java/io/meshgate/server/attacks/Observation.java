package io.meshgate.server.attacks;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All that a caller learned from one step, save how long it took.
 *
 * @param step what was done
 * @param facts schemas, counts, metadata and messages, in the order in which they came
 * @param rows each row as text, in the order in which they came
 * @param error {@code CODE: text} with ids replaced, if it was refused or failed
 */
record Observation(String step, List<String> facts, List<String> rows, Optional<String> error) {

  private static final Pattern IDS =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\b[0-9a-f]{12,}\\b");

  Observation {
    facts = List.copyOf(facts);
    rows = List.copyOf(rows);
    error = error.map(text -> IDS.matcher(text).replaceAll("ID"));
  }

  /** The same with rows sorted, for answers without an order. */
  Observation sorted() {
    return new Observation(step, facts, rows.stream().sorted().toList(), error);
  }

  /** The text in which secrets are looked for and which both meshes have to agree on. */
  String text() {
    return "step: %s%n%s%nrows: %d%n%s%nerror: %s%n"
        .formatted(
            step,
            String.join("\n", facts),
            rows.size(),
            String.join("\n", rows),
            error.orElse("none"));
  }
}
