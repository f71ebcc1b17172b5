package io.meshgate.policy.inventory;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy file and what has become of it.
 *
 * @param file its path
 * @param state whether it counts
 * @param set the content that counts; empty if nothing does
 * @param problems what is wrong with it
 */
public record PolicyFile(
    String file, State state, Optional<PolicySet> set, List<Problem> problems) {

  /** Whether a file counts. */
  public enum State {
    /** As it is. */
    IN_FORCE,
    /** It is bad now; its last good version counts. */
    LAST_GOOD,
    /** It is bad and was never good: what it covers is denied to everybody. */
    REFUSED
  }

  public PolicyFile {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(set, "set");
    problems = ImmutableList.copyOf(problems);
  }

  /** What is wrong with it, one line each. */
  public List<String> problemTexts() {
    return problems.stream().map(Problem::toString).toList();
  }
}
