package io.meshgate.policy.review;

import com.google.common.collect.ImmutableList;
import io.meshgate.policy.inventory.PolicyRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody sees of a table and which rules make it so: for owners and governance only, since
 * it quotes rules and names what is hidden.
 *
 * @param table the table's full name
 * @param outcome whether it can be read, and if not why
 * @param rows which rows are seen
 * @param columns all columns in the contract's order
 * @param pushdown whether predicates of queries may go to the source: {@code normal} or {@code
 *     sealed}
 * @param limits what is left out or may not be done, in words; empty if nothing
 * @param rules all rules of all sets that cover the table
 */
public record AccessExplanation(
    String table,
    Outcome outcome,
    Rows rows,
    List<ColumnAccess> columns,
    String pushdown,
    List<String> limits,
    List<RuleUse> rules) {

  public AccessExplanation {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(pushdown, "pushdown");
    columns = ImmutableList.copyOf(columns);
    limits = ImmutableList.copyOf(limits);
    rules = ImmutableList.copyOf(rules);
  }

  /**
   * Whether a table can be read.
   *
   * @param allowed whether it can
   * @param reason why not, or by which grants
   */
  public record Outcome(boolean allowed, String reason) {
    public Outcome {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Which rows are seen. */
  public enum Rows {
    /** All. */
    ALL,
    /** Those for which the rules that apply say so. */
    FILTERED,
    /** None. */
    NONE
  }

  /**
   * What is seen of a column.
   *
   * @param name its name
   * @param state {@code clear}, {@code denied}, or the kind of its mask
   * @param rule the rule that masks it
   */
  public record ColumnAccess(String name, String state, Optional<String> rule) {
    public ColumnAccess {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(rule, "rule");
    }
  }

  /**
   * A rule and whether it applies.
   *
   * @param set the rule's set, as {@code id version n}
   * @param why why it does not apply; empty if it does
   */
  public record RuleUse(PolicyRule rule, String set, Optional<String> why) {
    public RuleUse {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(set, "set");
      Objects.requireNonNull(why, "why");
    }

    /** Whether it applies. */
    public boolean applies() {
      return why.isEmpty();
    }
  }
}
