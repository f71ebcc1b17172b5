package io.meshgate.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that somebody probably meant, for error messages. */
public final class NearestName {

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private NearestName() {}

  /**
   * The candidate nearest to {@code name}, if one is near: at most a third of its letters differ.
   * Case does not count; ties go to the first in order.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    int bound = Math.max(1, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= bound)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** {@code "; did you mean 'x'?"}, or nothing if no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    return of(name, candidates).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
  }

  private static int distance(String left, String right) {
    return DISTANCE.apply(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
  }
}
