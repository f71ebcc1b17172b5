package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.RowComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that a caller can see of a query but its time.
 *
 * @param schema of the result; absent if the query failed before there was one
 * @param rows as they came
 * @param facts what else was told: numbers of rows and bytes, metadata of the application, status
 * @param error its code and text, without the id that each has of its own
 * @param spots where something was found that nobody may see
 */
record Observation(
    Optional<Schema> schema,
    List<List<@Nullable Object>> rows,
    String facts,
    Optional<String> error,
    List<String> spots) {

  private static final String TEXT = Cells.CANARY + "[0-9a-f]{8}";
  private static final Pattern TEXT_CANARY = Pattern.compile(TEXT, Pattern.CASE_INSENSITIVE);
  private static final Pattern CANARY =
      Pattern.compile(TEXT + "|(?<![0-9a-f])" + Cells.NUMBER_CANARY, Pattern.CASE_INSENSITIVE);
  private static final Pattern ID =
      Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");

  static Observation failed(String error, String facts) {
    String text = ID.matcher(error).replaceAll("…");
    return new Observation(
        Optional.empty(), List.of(), facts, Optional.of(text), canaries("error", text));
  }

  static Observation answered(
      Schema schema, List<List<@Nullable Object>> rows, String facts, List<String> spots) {
    List<String> all = new ArrayList<>(spots);
    all.addAll(canaries("rows", rows.toString()));
    all.addAll(canaries("schema", schema.toString()));
    all.addAll(canaries("facts", facts));
    return new Observation(Optional.of(schema), rows, facts, Optional.empty(), all);
  }

  /** The places in a text that hold what nobody may see. */
  static List<String> canaries(String where, String text) {
    return found(CANARY, where, text);
  }

  /** The same for memory, in which texts stand side by side and may look like a number. */
  static List<String> canariesInMemory(String where, String memory) {
    return found(TEXT_CANARY, where, memory);
  }

  private static List<String> found(Pattern pattern, String where, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(where + ": " + matcher.group());
    }
    return found;
  }

  /**
   * What another caller, or the same one elsewhere, sees otherwise.
   *
   * @param ordered whether the order of rows counts
   */
  Optional<String> difference(Observation other, boolean ordered) {
    if (!error.equals(other.error)) {
      return Optional.of("error " + error + " but " + other.error);
    }
    if (!schema.equals(other.schema)) {
      return Optional.of("schema " + schema + " but " + other.schema);
    }
    if (!facts.equals(other.facts)) {
      return Optional.of("facts " + facts + " but " + other.facts);
    }
    return rowDifference(other, ordered);
  }

  /** The first difference of rows alone, if there is one. */
  Optional<String> rowDifference(Observation other, boolean ordered) {
    return schema.flatMap(of -> new RowComparison(of, ordered).difference(rows, other.rows));
  }
}
