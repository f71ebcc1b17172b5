package io.meshgate.benchmarks;

import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.tpch.suite.BenchmarkQuery;
import io.meshgate.tpch.suite.Reference;
import io.meshgate.tpch.suite.RowDifference;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a query in plain DuckDB and in the engine by turns, and compares times and rows. */
final class QueryComparison {

  /** A query that takes longer is not run again: its first time is the one that counts. */
  private static final double SLOW_MILLIS = 60_000;

  private final Reference reference;
  private final BenchmarkMesh mesh;
  private final FetchCounter fetches;
  private final int rounds;

  QueryComparison(Reference reference, BenchmarkMesh mesh, FetchCounter fetches, int rounds) {
    this.reference = reference;
    this.mesh = mesh;
    this.fetches = fetches;
    this.rounds = rounds;
  }

  /**
   * What came of a query.
   *
   * @param rows rows of the result
   * @param referenceMillis median time of plain DuckDB
   * @param millis median time of the engine; 0 if it gave no result
   * @param fetched what the engine fetched from sources in one run
   * @param problem why the result is wrong, if it is
   */
  record Outcome(
      int rows,
      double referenceMillis,
      double millis,
      FetchCounter.Fetched fetched,
      Optional<String> problem) {

    double ratio() {
      return millis / referenceMillis;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%6d rows  DuckDB %8.1f ms  Meshgate %8.1f ms  ratio %6.2f  fetched %8d rows %7.2f MB  %s",
          rows,
          referenceMillis,
          millis,
          ratio(),
          fetched.rows(),
          fetched.bytes() / 1e6,
          problem.map(text -> "DIFFERENT: " + text).orElse("ok"));
    }
  }

  /** Runs a query once to warm up and compare, and then the rounds that are measured. */
  Outcome run(QuerySession session, BenchmarkQuery query, Optional<PublishedAnswer> published)
      throws SQLException {
    List<Double> plain = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<List<@Nullable Object>> expected = reference.ask(query.sql());
    fetches.take();
    try {
      long begin = System.nanoTime();
      List<List<@Nullable Object>> actual = mesh.ask(session, query.sql());
      double first = millisSince(begin);
      FetchCounter.Fetched fetched = fetches.take();
      Optional<String> problem =
          RowDifference.first(expected, actual, query.keys())
              .or(() -> published.flatMap(answer -> answer.difference(actual)));
      for (int round = 0; round < rounds; round++) {
        begin = System.nanoTime();
        reference.ask(query.sql());
        plain.add(millisSince(begin));
        if (first > SLOW_MILLIS) {
          ours.add(first);
          continue;
        }
        begin = System.nanoTime();
        mesh.ask(session, query.sql());
        ours.add(millisSince(begin));
      }
      return new Outcome(actual.size(), median(plain), median(ours), fetched, problem);
    } catch (QueryException | IOException e) {
      // The others still run; what this one says is printed.
      return new Outcome(0, 0, 0, fetches.take(), Optional.of("no result, " + e.getMessage()));
    }
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
