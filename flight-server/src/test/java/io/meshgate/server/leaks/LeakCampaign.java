package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Choices;
import io.meshgate.connector.testing.query.Query;
import io.meshgate.connector.testing.query.Shrinker;
import io.meshgate.server.e2e.Stores;
import io.meshgate.server.leaks.LeakTrial.Outcome;
import java.nio.file.Path;
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
 * Runs many cases and counts what came of them.
 *
 * <p>A round depends on the seed and its number alone, and so does each case of it: {@code
 * -Dmeshgate.seed=… -Dmeshgate.leaks.round=r -Dmeshgate.leaks.case=n} runs one by itself.
 */
final class LeakCampaign {

  static final int CASES = Integer.getInteger("meshgate.leaks.cases", 200);

  private static final long SEED = Long.getLong("meshgate.seed", 20261123L);
  private static final int ONLY_ROUND = Integer.getInteger("meshgate.leaks.round", -1);
  private static final int ONLY_CASE = Integer.getInteger("meshgate.leaks.case", -1);
  private static final int MOST_FAILURES = Integer.getInteger("meshgate.leaks.failures", 3);
  private static final int SHRINKING = Integer.getInteger("meshgate.leaks.shrinking", 150);
  private static final int THREADS = 2;

  private final Map<String, Integer> errors = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final long start = System.nanoTime();
  private int cases;
  private int answered;
  private int withRows;
  private int hidden;
  private int masked;
  private long rows;

  /** Runs the cases of a round. */
  void run(Stores stores, Path folder, int number) throws Exception {
    if (ONLY_ROUND >= 0 && ONLY_ROUND != number) {
      return;
    }
    String where = "round " + number + " of seed " + SEED;
    try (GatewayRecords records = new GatewayRecords()) {
      try (SourceLogs logs = new SourceLogs(stores);
          Round round = new Round(stores, folder, SEED * 31 + number)) {
        logs.begin();
        listings(round, where);
        cases(new LeakTrial(round), number);
        spots("records", List.of(round.ana().records(), round.twinOfAna().records()), where);
        logs.canaries().forEach(spot -> fail("N7 " + where, spot));
      }
      records.canaries(folder).forEach(spot -> fail("N7 " + where, spot));
    }
  }

  private void cases(LeakTrial trial, int number) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CASES; i++) {
        int at = i;
        if (ONLY_CASE < 0 || ONLY_CASE == i) {
          running.add(threads.submit(() -> one(trial, number, at)));
        }
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("A case could not be tried", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void spots(String of, List<String> texts, String where) {
    for (String text : texts) {
      Observation.canaries(of, text).forEach(spot -> fail("N7 " + where, spot));
    }
  }

  private void listings(Round round, String where) throws Exception {
    String first = round.ana().listings();
    String second = round.twinOfAna().listings();
    if (!first.equals(second) || !Observation.canaries("", first).isEmpty()) {
      fail("listings of " + where, first + "\nbut\n" + second);
    }
  }

  private void one(LeakTrial trial, int round, int number) {
    if (isOver()) {
      return;
    }
    Choices choices = Choices.random((SEED * 1_000_003L + round) * 1_000_003L + number);
    Query query = trial.query(number, choices);
    Outcome outcome = trial.run(number, query);
    if (outcome instanceof Outcome.Broken) {
      // What depends on chance may not break again.
      fail(
          "case " + number + " of round " + round + " of seed " + SEED + "\nfirst " + outcome,
          smallest(trial, number, choices));
    }
    count(outcome);
  }

  private static String smallest(LeakTrial trial, int number, Choices choices) {
    List<Integer> smallest =
        Shrinker.smallest(
            choices.drawn(),
            SHRINKING,
            fewer -> broken(trial, number, fewer) instanceof Outcome.Broken);
    Query query = trial.query(number, Choices.replay(smallest));
    return query.sql().gateway()
        + "\nreference "
        + query.sql().reference()
        + "\n"
        + trial.run(number, query)
        + "\n"
        + trial.rules(query);
  }

  private static Outcome broken(LeakTrial trial, int number, List<Integer> choices) {
    return trial.run(number, trial.query(number, Choices.replay(choices)));
  }

  private synchronized void fail(String where, String text) {
    String failure = where + "\n" + text;
    failures.add(failure);
    System.out.println(failure);
  }

  private synchronized void count(Outcome outcome) {
    cases++;
    if (outcome instanceof Outcome.Answered found) {
      answered++;
      withRows += found.rows() > 0 ? 1 : 0;
      rows += found.rows();
      hidden += found.reach().hidden() ? 1 : 0;
      masked += found.reach().masked() ? 1 : 0;
    } else if (outcome instanceof Outcome.Failed failed) {
      String error = failed.error().lines().findFirst().orElse("").replaceAll("[0-9]+", "#");
      errors.merge(error.substring(0, Math.min(error.length(), 60)), 1, Integer::sum);
    }
  }

  synchronized boolean isOver() {
    return failures.size() >= MOST_FAILURES;
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** The share of cases that had an answer; the others failed alike for both fillings. */
  synchronized double shareAnswered() {
    return (double) answered / Math.max(1, cases);
  }

  /** The share of answers that had rows. */
  synchronized double shareWithRows() {
    return (double) withRows / Math.max(1, answered);
  }

  /** The share of answers over tables of which rows are hidden. */
  synchronized double shareHidden() {
    return (double) hidden / Math.max(1, answered);
  }

  /** The share of answers for which a masked column was read. */
  synchronized double shareMasked() {
    return (double) masked / Math.max(1, answered);
  }

  synchronized int cases() {
    return cases;
  }

  /** How far it is, for who waits. */
  synchronized String shortly() {
    return "%d cases, %d answered, %d with rows; %d s, %d s of a processor, failed alike: %s"
        .formatted(
            cases,
            answered,
            withRows,
            Duration.ofNanos(System.nanoTime() - start).toSeconds(),
            ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toSeconds(),
            errors);
  }

  synchronized String summary() {
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    return ("seed %d: %d cases, %d broken, in %d s (%.1f a second)%n"
            + "answered %.0f%%; of these with rows %.0f%% (%d rows), over hidden rows %.0f%%,"
            + " reading masks %.0f%%%nfailed alike: %s")
        .formatted(
            SEED,
            cases,
            failures.size(),
            time.toSeconds(),
            cases * 1000.0 / Math.max(1, time.toMillis()),
            100 * shareAnswered(),
            100 * shareWithRows(),
            rows,
            100 * shareHidden(),
            100 * shareMasked(),
            errors);
  }
}
