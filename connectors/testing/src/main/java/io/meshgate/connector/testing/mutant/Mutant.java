package io.meshgate.connector.testing.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The product with one defense switched off.
 *
 * @param area what the defense belongs to
 * @param defense what holds no longer, as a sentence of how it should be
 * @param edits how it is switched off
 * @param tests those that should notice, in the order in which they run: {@code Class} or {@code
 *     Class#method}, the class without {@code io.meshgate.}
 * @param watch whether the plan's verifier has to refuse what comes of it
 */
public record Mutant(
    String area, String defense, List<Edit> edits, List<String> tests, Watch watch) {

  /** What all classes of the project begin with. */
  static final String PREFIX = "io.meshgate.";

  /** Who has to notice a mutant. */
  public enum Watch {
    /** Any test. */
    TESTS,
    /** Any test, and the verifier by itself: the defense is a part of the planner. */
    VERIFIER
  }

  /** Copies the lists. */
  public Mutant {
    Objects.requireNonNull(area, "area");
    Objects.requireNonNull(defense, "defense");
    Objects.requireNonNull(watch, "watch");
    edits = List.copyOf(edits);
    tests = List.copyOf(tests);
  }

  /**
   * Begins a mutant.
   *
   * @param defense what will hold no longer
   */
  public static Mutant of(String area, String defense, Watch watch) {
    return new Mutant(area, defense, List.of(), List.of(), watch);
  }

  /**
   * This mutant with a method changed, too.
   *
   * @param method {@code Class#method}, a class of the project without {@code io.meshgate.}; all
   *     methods of that name are changed
   */
  public Mutant off(String method, Change change) {
    return with(new Edit(Edit.Place.of(method), Optional.empty(), change));
  }

  /**
   * This mutant with calls changed, too.
   *
   * @param method where the calls are, or in lambdas there
   * @param called the method that is called, of the class that declares it
   */
  public Mutant offWithin(String method, String called, Change change) {
    return with(new Edit(Edit.Place.of(method), Optional.of(Edit.Place.of(called)), change));
  }

  /** This mutant with what another one changes, too. */
  Mutant and(Mutant other) {
    Mutant both = this;
    for (Edit edit : other.edits) {
      both = both.with(edit);
    }
    return both;
  }

  private Mutant with(Edit edit) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(edit);
    return new Mutant(area, defense, more, tests, watch);
  }

  /** This mutant with the tests that should notice it. */
  public Mutant noticedBy(String... names) {
    return new Mutant(area, defense, edits, List.of(names), watch);
  }
}
