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

  /**
   * Runs one round to warm up and then {@code rounds} that count; prints medians and ratios.
   *
   * @throws IllegalStateException if one saw another number of rows than the others
   */
  Map<String, Double> run(String title, int rounds, PrintStream out) throws Exception {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Map.Entry<String, Task> task : tasks.entrySet()) {
      rows.put(task.getKey(), task.getValue().run());
    }
    if (rows.values().stream().distinct().count() != 1) {
      throw new IllegalStateException("They saw different rows: " + rows);
    }
    Map<String, Double> medians = medians(rounds);
    print(
        title + " (" + rows.values().iterator().next() + " rows, " + rounds + " rounds)",
        medians,
        out);
    return medians;
  }

  /** Runs rounds that all count; the median time of each candidate in milliseconds. */
  Map<String, Double> medians(int rounds) throws Exception {
    Map<String, List<Long>> nanos = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Task> task : tasks.entrySet()) {
        long begin = System.nanoTime();
        task.getValue().run();
        long took = System.nanoTime() - begin;
        nanos.computeIfAbsent(task.getKey(), name -> new ArrayList<>()).add(took);
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    nanos.forEach((name, times) -> medians.put(name, median(times)));
    return medians;
  }

  private static void print(String title, Map<String, Double> medians, PrintStream out) {
    out.println(title);
    double base = medians.values().iterator().next();
    medians.forEach(
        (name, millis) ->
            out.printf(Locale.ROOT, "  %-28s %10.3f ms   %6.2f%n", name, millis, millis / base));
  }

  private static double median(List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2) / 1e6;
  }
}
