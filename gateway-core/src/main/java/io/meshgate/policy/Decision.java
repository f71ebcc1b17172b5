package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.meshgate.policy.mapping.Membership;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

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
   * @param limits what may be done with the visible rows
   */
  record Allowed(
      List<VisibleColumn> columns,
      Optional<RexNode> rowPredicate,
      PushdownMode pushdown,
      Limits limits,
      List<String> ruleIds)
      implements Decision {
    public Allowed {
      columns = ImmutableList.copyOf(columns);
      ruleIds = ImmutableList.copyOf(ruleIds);
      Objects.requireNonNull(rowPredicate, "rowPredicate");
      Objects.requireNonNull(pushdown, "pushdown");
      Objects.requireNonNull(limits, "limits");
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("A visible table needs a visible column");
      }
    }

    /** A table without limits. */
    public Allowed(
        List<VisibleColumn> columns,
        Optional<RexNode> rowPredicate,
        PushdownMode pushdown,
        List<String> ruleIds) {
      this(columns, rowPredicate, pushdown, Limits.NONE, ruleIds);
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
          limits,
          ImmutableList.<String>builder().addAll(ruleIds).addAll(more).build());
    }

    /** What the row predicate asks other tables, in a fixed order, each question once. */
    public List<Membership> memberships() {
      Set<Membership> found = new LinkedHashSet<>();
      rowPredicate.ifPresent(
          predicate ->
              predicate.accept(
                  new RexVisitorImpl<@Nullable Void>(true) {
                    @Override
                    public @Nullable Void visitCall(RexCall call) {
                      if (call.getOperator() instanceof Membership membership) {
                        found.add(membership);
                      }
                      return super.visitCall(call);
                    }
                  }));
      return ImmutableList.copyOf(found);
    }

    /** Positions of the columns that the row predicate and the masks read. */
    public Set<Integer> readByRules() {
      ImmutableBitSet.Builder read = ImmutableBitSet.builder();
      rowPredicate.ifPresent(predicate -> read.addAll(RelOptUtil.InputFinder.bits(predicate)));
      columns.stream()
          .flatMap(column -> column.mask().stream())
          .forEach(mask -> read.addAll(RelOptUtil.InputFinder.bits(mask.expression())));
      return read.build().asSet();
    }

    /** Whether nothing is hidden from the principal but columns that do not exist for it. */
    public boolean isOpen() {
      return showsRawRows() && !limits.onlyGroups();
    }

    /** Whether all rows are visible as they are, be it one by one or in groups only. */
    public boolean showsRawRows() {
      return rowPredicate.isEmpty()
          && pushdown == PushdownMode.NORMAL
          && columns.stream().allMatch(column -> column.mask().isEmpty());
    }
  }

  /**
   * What may be done with the visible rows of a table.
   *
   * @param minGroupSize the fewest rows that any answer stands on; at least 1
   * @param aggregateOnly whether single rows stay hidden
   * @param egress domains to whose sources values of the table may be sent, in lower case
   */
  record Limits(int minGroupSize, boolean aggregateOnly, Set<String> egress) {

    /** Rows may be seen one by one; their values go to no other domain's source. */
    public static final Limits NONE = new Limits(1, false, Set.of());

    public Limits {
      egress = ImmutableSet.copyOf(egress);
      if (minGroupSize < 1) {
        throw new IllegalArgumentException("A group has at least one row");
      }
    }

    /** Whether only aggregates over rows may be seen: a single row is a group of one. */
    public boolean onlyGroups() {
      return aggregateOnly || minGroupSize > 1;
    }

    /**
     * Whether unmasked values of the visible rows may be sent to a source of another domain, for
     * example as the keys of a join. Nothing may unless a policy lists the domain.
     */
    public boolean mayReach(String domain) {
      return egress.contains(domain.toLowerCase(Locale.ROOT));
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
