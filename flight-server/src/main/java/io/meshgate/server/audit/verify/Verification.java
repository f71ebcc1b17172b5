package io.meshgate.server.audit.verify;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the check of a trail has found.
 *
 * @param finding the first thing that is wrong; empty if nothing is
 * @param first number of the first record; 0 if there is none
 * @param last number of the last record that is right
 * @param signed number of the last record that a good signature covers; 0 if none does
 * @param notes what is not wrong but worth knowing
 */
public record Verification(
    Optional<Finding> finding, long first, long last, long signed, List<String> notes) {
  public Verification {
    Objects.requireNonNull(finding, "finding");
    notes = ImmutableList.copyOf(notes);
  }
}
