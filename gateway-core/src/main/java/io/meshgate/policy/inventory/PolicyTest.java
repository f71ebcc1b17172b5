package io.meshgate.policy.inventory;

import com.google.common.collect.ImmutableList;
import io.meshgate.session.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An expectation that a policy file brings along.
 *
 * @param line its line in the file
 * @param as who asks
 * @param object the table, by as much of the end of its name as tells it from others
 * @param expect what they must see of it
 */
public record PolicyTest(int line, Principal as, String object, Expectation expect) {

  public PolicyTest {
    Objects.requireNonNull(as, "as");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(expect, "expect");
  }

  /** In words, for reports: {@code eve on orders}. */
  public String title() {
    return as.subject()
        + as.purpose().map(purpose -> " for " + purpose).orElse("")
        + " on "
        + object;
  }

  /**
   * What must be seen. What is empty is not looked at.
   *
   * @param allowed whether the table can be read at all
   * @param rowsWhere a condition that holds for exactly the rows that are seen
   * @param masked exactly the columns that are masked
   * @param denied columns that are not there, among others
   */
  public record Expectation(
      Optional<Boolean> allowed,
      Optional<String> rowsWhere,
      Optional<List<String>> masked,
      List<String> denied) {
    public Expectation {
      Objects.requireNonNull(allowed, "allowed");
      Objects.requireNonNull(rowsWhere, "rowsWhere");
      masked = masked.map(ImmutableList::copyOf);
      denied = ImmutableList.copyOf(denied);
    }
  }
}
