package io.meshgate.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Candidates measured in turn, so that what disturbs the machine disturbs them all; the first one
 * is the baseline.
 */
final class Rounds {

  private final Map<String, Task> tasks = new LinkedHashMap<>();

  /** One thing to measure. */
  @FunctionalInterface
  interface Task {
    /** Runs once and returns how many rows it saw, which all candidates must agree on. */
    long run() throws Exception;
  }

  /** Adds a candidate. */
  Rounds add(String name, Task task) {
    tasks.put(name, task);
    return this;
  }

  /** Runs one round to warm up and then {@code rounds} that count; prints medians and ratios. */
  Map<String, Double> run(String title, int rounds, PrintStream out) throws Exception {
    Map<String, List<Long>> nanos = new LinkedHashMap<>();
    long rows = -1;
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Task> task : tasks.entrySet()) {
        long begin = System.nanoTime();
        long seen = task.getValue().run();
        long took = System.nanoTime() - begin;
        if (rows >= 0 && rows != seen) {
          throw new IllegalStateException(task.getKey() + " saw " + seen + " rows, others " + rows);
        }
        rows = seen;
        if (round > 0) {
          nanos.computeIfAbsent(task.getKey(), name -> new ArrayList<>()).add(took);
        }
      }
    }
    return print(title, rows, nanos, out);
  }

  private static Map<String, Double> print(
      String title, long rows, Map<String, List<Long>> nanos, PrintStream out) {
    out.printf(Locale.ROOT, "%s (%d rows, %d rounds)%n", title, rows, rounds(nanos));
    Map<String, Double> medians = new LinkedHashMap<>();
    nanos.forEach((name, times) -> medians.put(name, median(times)));
    double base = medians.values().iterator().next();
    medians.forEach(
        (name, millis) ->
            out.printf(Locale.ROOT, "  %-28s %10.3f ms   %6.2f%n", name, millis, millis / base));
    return medians;
  }

  private static int rounds(Map<String, List<Long>> nanos) {
    return nanos.values().iterator().next().size();
  }

  private static double median(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2) / 1e6;
  }
}
