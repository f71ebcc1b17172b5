package io.meshgate.connector.testing.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes what fails smaller. */
public final class Shrinker {

  private Shrinker() {}

  /**
   * The smallest list of choices that was found to fail still, by leaving some out and making
   * others plainer.
   *
   * @param choices what fails
   * @param attempts how often {@code fails} may be asked
   */
  public static List<Integer> smallest(
      List<Integer> choices, int attempts, Predicate<List<Integer>> fails) {
    List<Integer> smallest = choices;
    int asked = 0;
    for (int width = Math.max(1, choices.size() / 2); width >= 1; width /= 2) {
      int at = 0;
      while (at < smallest.size() && asked < attempts) {
        List<Integer> shorter = new ArrayList<>(smallest);
        shorter.subList(at, Math.min(shorter.size(), at + width)).clear();
        List<Integer> plainer = new ArrayList<>(smallest);
        for (int i = at; i < Math.min(plainer.size(), at + width); i++) {
          plainer.set(i, 0);
        }
        asked += 2;
        if (fails.test(shorter)) {
          smallest = shorter;
        } else if (!plainer.equals(smallest) && fails.test(plainer)) {
          smallest = plainer;
          at += width;
        } else {
          at += width;
        }
      }
    }
    return smallest;
  }
}
