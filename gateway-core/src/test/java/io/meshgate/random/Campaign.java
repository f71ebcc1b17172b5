package io.meshgate.random;

import io.meshgate.connector.testing.query.Choices;
import io.meshgate.connector.testing.query.Queries;
import io.meshgate.connector.testing.query.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs many random queries and counts what came of them.
 *
 * <p>Query {@code n} depends on the seed and on {@code n} alone, so that it can be run by itself:
 * {@code -Dmeshgate.seed=… -Dmeshgate.random.first=n -Dmeshgate.random.queries=1}.
 */
final class Campaign {

  static final long SEED = Long.getLong("meshgate.seed", 20260501L);
  static final int FIRST = Integer.getInteger("meshgate.random.first", 0);

  private static final int THREADS = 2;
  private static final int MOST_FAILURES = Integer.getInteger("meshgate.random.failures", 3);

  // Reasons, with the numbers of the queries.
  private final Map<String, List<Integer>> refused = new TreeMap<>();
  private final Map<String, List<Integer>> unknown = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int queries;
  private int agreed;
  private long rows;

  /** Runs the queries {@code first} to {@code first + count - 1}. */
  void run(Trial trial, int first, int count) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = first; i < first + count; i++) {
        int number = i;
        running.add(threads.submit(() -> one(trial, number)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("A query could not be tried", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void one(Trial trial, int number) {
    if (isOver()) {
      return;
    }
    Choices choices = Choices.random(SEED * 1_000_003L + number);
    Query query = Queries.make(choices);
    Trial.Outcome outcome = trial.run(query);
    if (outcome instanceof Trial.Outcome.Differed) {
      String text = "query number " + number + " of seed " + SEED + "\n" + trial.explain(choices);
      count(number, new Trial.Outcome.Differed(text));
    } else {
      count(number, outcome);
    }
  }

  private synchronized boolean isOver() {
    return failures.size() >= MOST_FAILURES;
  }

  private synchronized void count(int number, Trial.Outcome outcome) {
    queries++;
    if (outcome instanceof Trial.Outcome.Agreed same) {
      agreed++;
      rows += same.rows();
    } else if (outcome instanceof Trial.Outcome.Refused refusal) {
      refused.computeIfAbsent(refusal.reason(), reason -> new ArrayList<>()).add(number);
    } else if (outcome instanceof Trial.Outcome.Unknown unable) {
      unknown.computeIfAbsent(unable.reason(), reason -> new ArrayList<>()).add(number);
    } else if (outcome instanceof Trial.Outcome.Differed differed) {
      failures.add(differed.text());
      System.out.println(differed.text());
    }
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The share of queries that somebody did not run. */
  double shareNotRun() {
    return (double) (queries - agreed - failures.size()) / Math.max(1, queries);
  }

  String summary(Duration time) {
    return "seed %d: %d queries, %d agreed on %d rows, %d differed, in %d s%nrefused: %s%nnot run by DuckDB: %s"
        .formatted(
            SEED, queries, agreed, rows, failures.size(), time.toSeconds(), refused, unknown);
  }
}
