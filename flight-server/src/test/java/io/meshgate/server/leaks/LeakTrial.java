package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Choices;
import io.meshgate.connector.testing.query.Queries;
import io.meshgate.connector.testing.query.Query;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import io.meshgate.connector.testing.query.Risk;
import io.meshgate.connector.testing.query.RowComparison;
import io.meshgate.connector.testing.query.Size;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks one random query, and tells what it gives away. Safe for use by many threads. */
final class LeakTrial {

  private static final List<String> SHAPES =
      List.of(
          "WITH w AS (%s) SELECT * FROM w",
          "SELECT * FROM (%s) AS x",
          "SELECT x.* FROM (%s) AS x JOIN (VALUES (1), (2)) AS v (a) ON v.a = 1",
          "SELECT * FROM (%1$s) AS x UNION ALL SELECT * FROM (%1$s) AS y WHERE FALSE",
          "SELECT * FROM (%s) AS x WHERE EXISTS (SELECT 1 FROM (VALUES (1)) AS v (a))",
          "SELECT x.* FROM (VALUES (1)) AS v (a) CROSS JOIN LATERAL (SELECT * FROM (%s) AS y) AS x");

  private static final int TURNS = 8;
  private static final int SHAPED = 1;
  private static final int INTERLEAVED = 2;
  private static final int MONOTONE = 3;
  private static final int LIMITED = 5;

  // The second way in; Flight statements are the first for all.
  private static final List<Door> OTHERS =
      List.of(
          Door.EXPLAIN,
          Door.STATEMENT,
          Door.STATEMENT,
          Door.STATEMENT,
          Door.PREPARED,
          Door.EXPLAIN,
          Door.JDBC,
          Door.SCHEMA);

  private final Round round;

  LeakTrial(Round round) {
    this.round = round;
  }

  /** What came of a query. */
  sealed interface Outcome {

    /** Nothing was given away, and there was an answer. */
    record Answered(int rows, Reach reach) implements Outcome {}

    /** Nothing was given away; it failed for everybody in the same way. */
    record Failed(String error) implements Outcome {}

    /**
     * Something was given away, or was wrong.
     *
     * @param property the property of the list in docs/policies/leak-channels.md
     */
    record Broken(String property, String text) implements Outcome {}
  }

  private static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Outcome.Broken broken;

    BrokenException(String property, String text) {
      super(text);
      this.broken = new Outcome.Broken(property, text);
    }
  }

  /** The query of a case. */
  Query query(int number, Choices choices) {
    if (isLimited(number)) {
      TableRules table = round.limited().get(number / TURNS % round.limited().size());
      return Queries.counted(choices, table.queried(), table.terms().smallestGroup());
    }
    return number % TURNS == MONOTONE
        ? Queries.monotone(choices, round.tables())
        : Queries.make(choices, round.tables(), risk(number), size(number));
  }

  private boolean isLimited(int number) {
    return number % (2 * TURNS) == LIMITED && !round.limited().isEmpty();
  }

  private static Risk risk(int number) {
    return number % 3 == 1 ? Risk.FAILURE : Risk.NONE;
  }

  private static Size size(int number) {
    return number % 10 == 9 ? Size.LARGE : Size.SMALL;
  }

  private boolean isSafe(int number) {
    return risk(number) == Risk.NONE || number % TURNS == MONOTONE || isLimited(number);
  }

  /** The rules of the tables that a query names. */
  String rules(Query query) {
    return Reach.rules(query, round);
  }

  /** Asks the query of a case in all the ways that its number says. */
  Outcome run(int number, Query query) {
    try {
      return tried(number, query);
    } catch (BrokenException e) {
      return e.broken;
    }
  }

  private Outcome tried(int number, Query query) throws BrokenException {
    Observation seen = same(Door.STATEMENT, query);
    Door other = OTHERS.get(number % TURNS);
    if (other == Door.EXPLAIN || other == Door.SCHEMA) {
      same(other, query);
    }
    if (seen.error().isPresent()) {
      unknownFailure(seen.error().get());
      if (other == Door.PREPARED || other == Door.JDBC) {
        same(other, query);
      }
      return new Outcome.Failed(seen.error().get());
    }
    if (isLimited(number) && query.sql().reference().contains(" JOIN ")) {
      among(query, seen);
    } else if (isSafe(number)) {
      right("N3", query, seen, round.seenByAna());
    }
    if (other == Door.PREPARED || other == Door.JDBC) {
      entered(other, query, seen);
    }
    if (!seen.rows().isEmpty()) {
      further(number, query, seen);
    }
    return new Outcome.Answered(seen.rows().size(), Reach.of(query, round));
  }

  private void further(int number, Query query, Observation seen) throws BrokenException {
    switch (number % TURNS) {
      case SHAPED -> shaped(number, query, seen);
      case INTERLEAVED -> interleaved(query, seen, isSafe(number));
      case MONOTONE -> narrowed(query.sql().gateway(), seen);
      default -> {
        // The other properties suffice.
      }
    }
  }

  // N1, N2 and N7: both fillings look the same, and no hidden value is anywhere.
  private Observation same(Door door, Query query) throws BrokenException {
    String sql = query.sql().gateway();
    Observation first = round.ana().ask(door, sql);
    Observation second = round.twinOfAna().ask(door, sql);
    Optional<String> difference = first.difference(second, query.ordered());
    if (difference.isPresent()) {
      throw new BrokenException("N1 N2", door + ": " + difference.get());
    }
    if (!first.spots().isEmpty() || !second.spots().isEmpty()) {
      throw new BrokenException("N7", door + ": " + first.spots() + second.spots());
    }
    return first;
  }

  private static void unknownFailure(String error) throws BrokenException {
    if (error.contains("INTERNAL") || error.contains("SOURCE_FAILED")) {
      throw new BrokenException("defect", error);
    }
  }

  // N3: as DuckDB alone over a copy of what is visible.
  private static void right(
      String property, Query query, Observation seen, ReferenceDatabase reference)
      throws BrokenException {
    List<List<@Nullable Object>> expected;
    try {
      expected = reference.rows(query.sql().reference());
    } catch (SQLException e) {
      return; // DuckDB does not run the query; the other properties hold for it all the same.
    }
    RowComparison comparison = new RowComparison(seen.schema().orElseThrow(), query.ordered());
    Optional<String> difference = comparison.difference(expected, seen.rows());
    if (difference.isPresent()) {
      throw new BrokenException(property, difference.get());
    }
  }

  // N3 where small groups are left out: no other row, and none with another value.
  private void among(Query query, Observation seen) throws BrokenException {
    List<List<@Nullable Object>> expected;
    try {
      expected = round.seenByAna().rows(query.sql().reference());
    } catch (SQLException e) {
      return; // As above.
    }
    RowComparison comparison = new RowComparison(seen.schema().orElseThrow(), false);
    for (List<@Nullable Object> row : seen.rows()) {
      if (expected.stream()
          .noneMatch(of -> comparison.difference(List.of(of), List.of(row)).isEmpty())) {
        throw new BrokenException("N3", "among groups: " + row);
      }
    }
  }

  // N4: through another door.
  private void entered(Door door, Query query, Observation seen) throws BrokenException {
    Observation entered = round.twinOfAna().ask(door, query.sql().gateway());
    Optional<String> difference =
        entered.error().isPresent()
            ? entered.error()
            : seen.rowDifference(entered, query.ordered());
    if (difference.isPresent()) {
      throw new BrokenException("N4", door + ": " + difference.get());
    }
    if (!entered.spots().isEmpty()) {
      throw new BrokenException("N7", door + ": " + entered.spots());
    }
  }

  // N4: in another shape and through another door.
  private void shaped(int number, Query query, Observation seen) throws BrokenException {
    String shape = SHAPES.get(number / TURNS % SHAPES.size());
    Door other = number % (2 * TURNS) < TURNS ? Door.STATEMENT : Door.PREPARED;
    Observation shaped = round.ana().ask(other, String.format(shape, query.sql().gateway()));
    if (shaped.error().isPresent()) {
      if (!shaped.error().get().startsWith("UNIMPLEMENTED") && risk(number) == Risk.NONE) {
        throw new BrokenException("N4", shape + ": " + shaped.error().get());
      }
      return;
    }
    Optional<String> difference = seen.rowDifference(shaped, false);
    if (difference.isPresent()) {
      throw new BrokenException("N4", shape + ": " + difference.get());
    }
  }

  // N6: another caller in between changes nothing, and sees what is theirs.
  private void interleaved(Query query, Observation seen, boolean safe) throws BrokenException {
    Observation others = round.bea().ask(Door.PREPARED, query.sql().gateway());
    if (safe && others.error().isEmpty()) {
      right("N6", query, others, round.seenByBea());
    }
    Observation again = round.ana().ask(Door.PREPARED, query.sql().gateway());
    Optional<String> difference =
        again.error().isPresent() ? again.error() : seen.rowDifference(again, query.ordered());
    if (difference.isPresent()) {
      throw new BrokenException("N6", difference.get());
    }
  }

  // N5: who may see fewer rows gets no row more.
  private void narrowed(String sql, Observation seen) throws BrokenException {
    Observation fewer = round.bea().ask(Door.STATEMENT, sql);
    List<List<@Nullable Object>> left = new ArrayList<>(texts(seen));
    for (List<@Nullable Object> row : texts(fewer)) {
      if (!left.remove(row)) {
        throw new BrokenException("N5", "only the narrower caller sees " + row);
      }
    }
  }

  private static List<List<@Nullable Object>> texts(Observation observation) {
    List<List<@Nullable Object>> texts = new ArrayList<>();
    for (List<@Nullable Object> row : observation.rows()) {
      List<@Nullable Object> text = new ArrayList<>();
      for (@Nullable Object value : row) {
        text.add(
            value instanceof java.math.BigDecimal number
                ? number.stripTrailingZeros().toPlainString()
                : value instanceof java.sql.Timestamp moment ? moment.toLocalDateTime() : value);
      }
      texts.add(text);
    }
    return texts;
  }
}
