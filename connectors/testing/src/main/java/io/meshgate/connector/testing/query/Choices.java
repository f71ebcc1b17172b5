package io.meshgate.connector.testing.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The choices from which a query is made. They are recorded, so that a query can be made again from
 * fewer and smaller ones; 0 is always the plainest choice.
 */
public final class Choices {

  private final Optional<Random> random;
  private final List<Integer> recorded;
  private final List<Integer> drawn = new ArrayList<>();

  private Choices(Optional<Random> random, List<Integer> recorded) {
    this.random = random;
    this.recorded = List.copyOf(recorded);
  }

  /** Choices by chance. */
  public static Choices random(long seed) {
    return new Choices(Optional.of(new Random(seed)), List.of());
  }

  /** The recorded choices, then only the plainest. */
  public static Choices replay(List<Integer> recorded) {
    return new Choices(Optional.empty(), recorded);
  }

  /** A number from 0 to {@code bound - 1}. */
  public int below(int bound) {
    int next =
        random
            .map(r -> r.nextInt(bound))
            .orElseGet(() -> drawn.size() < recorded.size() ? recorded.get(drawn.size()) : 0);
    int choice = Math.floorMod(next, bound);
    drawn.add(choice);
    return choice;
  }

  /** True once in {@code n} draws. */
  public boolean oneIn(int n) {
    return below(n) == n - 1;
  }

  /** One of a list. */
  public <T> T pick(List<T> list) {
    return list.get(below(list.size()));
  }

  /** The choices made so far. */
  public List<Integer> drawn() {
    return List.copyOf(drawn);
  }
}
