package io.meshgate.policy.review;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.Decision;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.inventory.PolicySet;
import io.meshgate.policy.review.AccessChange.Direction;
import io.meshgate.policy.review.Witnesses.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.rex.RexNode;

/**
 * Compares two versions of policies by what they decide: who gains and who loses what.
 *
 * <p>It asks both about every table, as every principal that any of their rules could tell from
 * others by name, group, purpose or the lack of attributes. Rows are compared by {@link
 * ConditionComparison}.
 */
public final class PolicyDiff {

  private final AccessPolicies before;
  private final AccessPolicies after;
  private final Map<Change, Set<String>> changes = new LinkedHashMap<>();
  private final Map<Conditions, ConditionComparison.Result> compared = new HashMap<>();

  private record Change(Direction direction, String object, String what) {}

  private record Conditions(String table, RexNode before, RexNode after) {}

  private PolicyDiff(AccessPolicies before, AccessPolicies after) {
    this.before = before;
    this.after = after;
  }

  /** The differences over a catalog, against which both were loaded; none if there are none. */
  public static List<AccessChange> of(
      PolicyLoader.Result before, PolicyLoader.Result after, Catalog catalog) {
    List<PolicySet> sets =
        Stream.concat(before.files().stream(), after.files().stream())
            .map(PolicyFile::set)
            .flatMap(Optional::stream)
            .toList();
    PolicyDiff diff = new PolicyDiff(before.policies(), after.policies());
    List<Witness> witnesses = Witnesses.of(sets);
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        witnesses.forEach(witness -> diff.compare(witness, product, table));
      }
    }
    List<AccessChange> result = new ArrayList<>();
    diff.changes.forEach(
        (change, who) ->
            result.add(
                new AccessChange(
                    change.direction(), change.object(), change.what(), List.copyOf(who))));
    return result;
  }

  private void compare(Witness witness, DataProduct product, ProductTable table) {
    Decision old = before.decide(witness.principal(), product, table);
    Decision young = after.decide(witness.principal(), product, table);
    List<Change> found = new ArrayList<>();
    if (old instanceof Decision.Allowed first && young instanceof Decision.Allowed second) {
      columns(table, first, second, found);
      rows(table, first, second, found);
      pushdown(table, first, second, found);
      limits(table, first.limits(), second.limits(), found);
    } else if (old instanceof Decision.Allowed first) {
      found.add(new Change(Direction.LOSES, table.displayName(), "access: " + seen(table, first)));
    } else if (young instanceof Decision.Allowed second) {
      found.add(new Change(Direction.GAINS, table.displayName(), "access: " + seen(table, second)));
    }
    for (Change change : found) {
      Set<String> known = changes.getOrDefault(change, Set.of());
      if (witness.parts().stream().noneMatch(known::contains)) {
        changes.computeIfAbsent(change, none -> new LinkedHashSet<>()).add(witness.label());
      }
    }
  }

  private static String seen(ProductTable table, Decision.Allowed decision) {
    long masked = decision.columns().stream().filter(column -> column.mask().isPresent()).count();
    String rows =
        decision
            .rowPredicate()
            .map(predicate -> predicate.isAlwaysFalse() ? "no rows" : "some rows")
            .orElse("all rows");
    return "%s, %d of %d columns%s"
        .formatted(
            rows,
            decision.columns().size(),
            table.columns().size(),
            masked == 0 ? "" : ", " + masked + " masked");
  }

  private static void columns(
      ProductTable table, Decision.Allowed old, Decision.Allowed young, List<Change> found) {
    for (int ordinal = 0; ordinal < table.columns().size(); ordinal++) {
      Optional<Decision.VisibleColumn> first = column(old, ordinal);
      Optional<Decision.VisibleColumn> second = column(young, ordinal);
      if (first.equals(second) || sameMask(first, second)) {
        continue;
      }
      String name = table.displayName() + "." + table.columns().get(ordinal).name();
      found.add(new Change(direction(first, second), name, state(first) + " -> " + state(second)));
    }
  }

  private static Optional<Decision.VisibleColumn> column(Decision.Allowed decision, int ordinal) {
    return decision.columns().stream().filter(column -> column.ordinal() == ordinal).findFirst();
  }

  private static boolean sameMask(
      Optional<Decision.VisibleColumn> old, Optional<Decision.VisibleColumn> young) {
    Optional<RexNode> first =
        old.flatMap(Decision.VisibleColumn::mask).map(Decision.Mask::expression);
    Optional<RexNode> second =
        young.flatMap(Decision.VisibleColumn::mask).map(Decision.Mask::expression);
    return old.isPresent() && young.isPresent() && first.equals(second);
  }

  private static Direction direction(
      Optional<Decision.VisibleColumn> old, Optional<Decision.VisibleColumn> young) {
    int first = openness(old);
    int second = openness(young);
    if (first == second) {
      return Direction.CHANGES;
    }
    return first < second ? Direction.GAINS : Direction.LOSES;
  }

  /** Denied, masked or clear; which of two masks hides more is left to the reader. */
  private static int openness(Optional<Decision.VisibleColumn> column) {
    return column.map(visible -> visible.mask().isPresent() ? 1 : 2).orElse(0);
  }

  private static String state(Optional<Decision.VisibleColumn> column) {
    return column
        .map(
            visible ->
                visible
                    .mask()
                    .map(mask -> "masked by " + mask.ruleId() + " (" + mask.kind() + ")")
                    .orElse("clear"))
        .orElse("denied");
  }

  private void rows(
      ProductTable table, Decision.Allowed old, Decision.Allowed young, List<Change> found) {
    RexNode first = old.rowPredicate().orElseGet(() -> SqlTypes.REX.makeLiteral(true));
    RexNode second = young.rowPredicate().orElseGet(() -> SqlTypes.REX.makeLiteral(true));
    ConditionComparison.Result result =
        compared.computeIfAbsent(
            new Conditions(table.displayName(), first, second),
            none -> ConditionComparison.of(table, first, second));
    result.onlyRight().ifPresent(row -> found.add(rowChange(Direction.GAINS, table, row)));
    result.onlyLeft().ifPresent(row -> found.add(rowChange(Direction.LOSES, table, row)));
  }

  private static Change rowChange(Direction direction, ProductTable table, String row) {
    return new Change(direction, table.displayName(), "rows such as " + row);
  }

  private static void pushdown(
      ProductTable table, Decision.Allowed old, Decision.Allowed young, List<Change> found) {
    if (old.pushdown() != young.pushdown()) {
      String what = "pushdown: " + old.pushdown() + " -> " + young.pushdown();
      found.add(
          new Change(
              Direction.CHANGES, table.displayName(), what.toLowerCase(java.util.Locale.ROOT)));
    }
  }

  private static void limits(
      ProductTable table, Decision.Limits old, Decision.Limits young, List<Change> found) {
    if (old.onlyGroups() != young.onlyGroups() || old.minGroupSize() != young.minGroupSize()) {
      boolean stricter =
          young.minGroupSize() > old.minGroupSize() || (young.onlyGroups() && !old.onlyGroups());
      found.add(
          new Change(
              stricter ? Direction.LOSES : Direction.GAINS,
              table.displayName(),
              "answers: " + answers(old) + " -> " + answers(young)));
    }
    if (!old.egress().equals(young.egress())) {
      found.add(
          new Change(
              Direction.CHANGES,
              table.displayName(),
              "egress: " + old.egress() + " -> " + young.egress()));
    }
  }

  private static String answers(Decision.Limits limits) {
    return limits.onlyGroups()
        ? "aggregates over at least " + limits.minGroupSize() + " rows"
        : "rows";
  }
}
