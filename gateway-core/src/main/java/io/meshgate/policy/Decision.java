package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;

/**
 * What a principal may see of one table.
 *
 * <p>Expressions are over the raw row: all columns of the {@link io.meshgate.catalog.ProductTable},
 * in its order, the denied ones included.
 */
public sealed interface Decision {

  /** Ids of the rules that led to the decision, for owners, governance and the audit trail. */
  List<String> ruleIds();

  /** The table does not exist for the principal. */
  record Denied(List<String> ruleIds) implements Decision {
    public Denied {
      ruleIds = ImmutableList.copyOf(ruleIds);
    }
  }

  /**
   * The table exists.
   *
   * @param columns the visible columns, in the table's order; never empty
   * @param rowPredicate rows for which it is not true are hidden; empty if no row is hidden
   * @param pushdown whether predicates of the user may go to the source
   */
  record Allowed(
      List<VisibleColumn> columns,
      Optional<RexNode> rowPredicate,
      PushdownMode pushdown,
      List<String> ruleIds)
      implements Decision {
    public Allowed {
      columns = ImmutableList.copyOf(columns);
      ruleIds = ImmutableList.copyOf(ruleIds);
      Objects.requireNonNull(rowPredicate, "rowPredicate");
      Objects.requireNonNull(pushdown, "pushdown");
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("A visible table needs a visible column");
      }
    }

    /**
     * This decision with less to see.
     *
     * @param remaining the columns that are still visible
     * @param predicate what a row has to satisfy now
     * @param more ids of the rules that narrow it
     */
    public Allowed narrowed(
        List<VisibleColumn> remaining, Optional<RexNode> predicate, List<String> more) {
      return new Allowed(
          remaining,
          predicate,
          pushdown,
          ImmutableList.<String>builder().addAll(ruleIds).addAll(more).build());
    }

    /** Whether nothing is hidden from the principal but columns that do not exist for it. */
    public boolean isOpen() {
      return rowPredicate.isEmpty()
          && pushdown == PushdownMode.NORMAL
          && columns.stream().allMatch(column -> column.mask().isEmpty());
    }
  }

  /**
   * A column that the principal sees.
   *
   * @param ordinal position in the table's columns
   * @param mask what stands in the value's place; empty if the value itself is seen
   */
  record VisibleColumn(int ordinal, Optional<Mask> mask) {
    public VisibleColumn {
      Objects.requireNonNull(mask, "mask");
    }
  }

  /**
   * A column mask.
   *
   * @param ruleId the rule that asks for it
   * @param kind its kind as policies name it, for example {@code hash}
   * @param expression the masked value over the raw row, of the column's own type and nullable
   */
  record Mask(String ruleId, String kind, RexNode expression) {
    public Mask {
      Objects.requireNonNull(ruleId, "ruleId");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(expression, "expression");
    }
  }

  /** Whether predicates of the user may go to the source of a table. */
  enum PushdownMode {
    /** Leakproof predicates on unmasked columns may. */
    NORMAL,
    /**
     * Nothing of the user's may: what the source sees does not depend on the query's predicates.
     */
    SEALED
  }
}
