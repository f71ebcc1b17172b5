package io.meshgate.policy;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.Decision.Limits;
import io.meshgate.policy.Decision.Mask;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.PolicyDocument.GrantedRows;
import io.meshgate.policy.PolicyDocument.Layer;
import io.meshgate.policy.TableRules.ColumnGrant;
import io.meshgate.policy.TableRules.MaskRule;
import io.meshgate.policy.TableRules.MaskStrength;
import io.meshgate.policy.TableRules.RowRule;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Combines the rules of all sets that cover one table into a decision.
 *
 * <p>Governance, the owning domain and the contract are layers, and none can show a row that
 * another hides: a layer with permits of its own shows only the rows that they permit, unless it
 * grants all rows. The contract's layer grants nothing. Denials, restrictions, masks and limits
 * count whichever layer they are in. Immutable.
 */
final class TableDecider {

  private final DataProduct product;
  private final ProductTable table;
  private final ImmutableList<TableRules> rules;
  private final boolean dependsOnDay;

  TableDecider(DataProduct product, ProductTable table, List<TableRules> rules) {
    this.product = product;
    this.table = table;
    this.rules = ImmutableList.copyOf(rules);
    this.dependsOnDay =
        rules.stream()
            .flatMap(set -> set.grants().stream())
            .anyMatch(grant -> grant.validUntil().isPresent());
  }

  /** Whether the decision is about this very table, as the rules were typed against it. */
  boolean isFor(DataProduct otherProduct, ProductTable otherTable) {
    return table.equals(otherTable)
        && product.domain().equals(otherProduct.domain())
        && product.name().equals(otherProduct.name())
        && product.tags().equals(otherProduct.tags())
        && product.inputs().equals(otherProduct.inputs());
  }

  /** Whether the decision depends on the day. */
  boolean dependsOnDay() {
    return dependsOnDay;
  }

  /** Whether a grant names a product that reads with rights of its own. */
  boolean namesInGrant(String schema) {
    return rules.stream()
        .flatMap(set -> set.grants().stream())
        .anyMatch(grant -> grant.to().named().products().contains(schema));
  }

  Decision decide(Principal principal, LocalDate today) {
    List<String> denials =
        rules.stream()
            .flatMap(set -> set.denials().stream())
            .filter(denial -> denial.to().matches(principal))
            .map(TableRules.Refusal::id)
            .toList();
    if (!denials.isEmpty()) {
      return new Denied(denials);
    }
    List<ColumnGrant> grants = new ArrayList<>();
    for (TableRules set : rules) {
      set.grants().stream().filter(grant -> grant.holds(principal, today)).forEach(grants::add);
    }
    Set<String> ids = new LinkedHashSet<>();
    grants.forEach(grant -> ids.add(grant.id()));
    List<VisibleColumn> columns = columns(principal, grants, ids);
    if (columns.isEmpty()) {
      return new Denied(List.copyOf(ids));
    }
    RexNode predicate = rows(principal, today, ids);
    boolean masked = columns.stream().anyMatch(column -> column.mask().isPresent());
    if (table.isInferred() && (masked || !predicate.isAlwaysTrue())) {
      // Its types, and whether it can be read at all, would tell of what is hidden in it.
      return new Denied(List.copyOf(ids));
    }
    return new Allowed(
        columns,
        predicate.isAlwaysTrue() ? Optional.empty() : Optional.of(predicate),
        pushdown(principal),
        limits(principal, ids),
        List.copyOf(ids));
  }

  private PushdownMode pushdown(Principal principal) {
    return rules.stream()
            .map(TableRules::limits)
            .filter(limits -> limits.to().matches(principal))
            .anyMatch(limits -> limits.pushdown() == PushdownMode.SEALED)
        ? PushdownMode.SEALED
        : PushdownMode.NORMAL;
  }

  /** The strictest of all sets' limits: values go where every set that speaks of it lets them. */
  private Limits limits(Principal principal, Set<String> ids) {
    int size = 1;
    boolean aggregateOnly = false;
    Optional<Set<String>> egress = Optional.empty();
    for (TableRules set : rules) {
      if (!set.limits().to().matches(principal)) {
        continue;
      }
      size = Math.max(size, set.limits().minGroupSize());
      aggregateOnly |= set.limits().aggregateOnly();
      if (set.limits().minGroupSize() > 1 || set.limits().aggregateOnly()) {
        ids.add(set.id() + "/limits");
      }
      if (set.limits().egress().isPresent()) {
        Set<String> named = new LinkedHashSet<>();
        set.limits().egress().get().forEach(d -> named.add(d.text().toLowerCase(Locale.ROOT)));
        egress.ifPresent(named::retainAll);
        egress = Optional.of(named);
      }
    }
    return new Limits(size, aggregateOnly, egress.orElse(Set.of()));
  }

  private List<VisibleColumn> columns(
      Principal principal, List<ColumnGrant> grants, Set<String> ids) {
    Set<Integer> visible = new TreeSet<>();
    grants.forEach(grant -> visible.addAll(grant.allowed()));
    grants.forEach(grant -> visible.removeAll(grant.denied()));
    List<VisibleColumn> columns = new ArrayList<>();
    for (int ordinal : visible) {
      List<MaskRule> masks = new ArrayList<>();
      for (TableRules set : rules) {
        set.masks().stream()
            .filter(mask -> mask.ordinal() == ordinal && mask.to().matches(principal))
            .forEach(masks::add);
      }
      masks.forEach(mask -> ids.add(mask.id()));
      column(principal, ordinal, masks).ifPresent(columns::add);
    }
    return columns;
  }

  /** The column under the strictest of its masks; empty if it is denied. */
  private Optional<VisibleColumn> column(Principal principal, int ordinal, List<MaskRule> masks) {
    if (masks.isEmpty()) {
      return Optional.of(new VisibleColumn(ordinal, Optional.empty()));
    }
    // Conflicts count even below a stricter mask: one rule more never shows more.
    Map<MaskStrength, Bound> strongest = new EnumMap<>(MaskStrength.class);
    for (MaskRule rule : masks) {
      Bound mask = bind(principal, ordinal, rule);
      strongest.merge(mask.strength(), mask, (left, right) -> stricter(left, right, ordinal));
    }
    Bound strictest =
        strongest.values().stream().min(Comparator.comparing(Bound::strength)).orElseThrow();
    if (strictest.strength() == MaskStrength.DENY) {
      return Optional.empty();
    }
    return Optional.of(new VisibleColumn(ordinal, Optional.of(strictest.mask())));
  }

  private record Bound(MaskStrength strength, Optional<Integer> order, Mask mask) {}

  private Bound bind(Principal principal, int ordinal, MaskRule rule) {
    if (rule.value().isEmpty()) {
      return new Bound(MaskStrength.DENY, Optional.empty(), nothing(ordinal, rule));
    }
    // A mask that needs an attribute which the principal lacks still masks: nothing is shown.
    return rule.value()
        .get()
        .bind(principal)
        .map(
            value ->
                new Bound(rule.strength(), rule.order(), new Mask(rule.id(), rule.kind(), value)))
        .orElseGet(() -> new Bound(MaskStrength.NULL, Optional.empty(), nothing(ordinal, rule)));
  }

  private Mask nothing(int ordinal, MaskRule rule) {
    return new Mask(rule.id(), "null", MaskExpressions.nothing(table, ordinal));
  }

  /** The stricter of two masks of one strength; a conflict may have become stronger already. */
  private Bound stricter(Bound left, Bound right, int ordinal) {
    if (left.strength() != right.strength()) {
      return left;
    }
    if (left.mask().expression().equals(right.mask().expression())) {
      return left;
    }
    return switch (left.strength()) {
      case DENY, NULL, CONSTANT -> left;
      case EXPRESSION -> new Bound(MaskStrength.DENY, Optional.empty(), left.mask());
      case PARTIAL -> stricterPartial(left, right, ordinal);
    };
  }

  /**
   * Of two grades the coarser; of two that do not compare neither, so that nobody combines them.
   */
  private Bound stricterPartial(Bound left, Bound right, int ordinal) {
    if (left.mask().kind().equals(right.mask().kind())
        && left.order().isPresent()
        && right.order().isPresent()) {
      return left.order().get() <= right.order().get() ? left : right;
    }
    Mask redacted =
        new Mask(left.mask().ruleId(), "redact", MaskExpressions.redacted(table, ordinal));
    return new Bound(MaskStrength.CONSTANT, Optional.empty(), redacted);
  }

  private RexNode rows(Principal principal, LocalDate today, Set<String> ids) {
    List<RexNode> conditions = new ArrayList<>();
    boolean shown = false;
    for (Layer layer : layers()) {
      List<TableRules> sets = rules.stream().filter(set -> set.layer().equals(layer)).toList();
      if (grantsAll(sets, principal, today)) {
        shown = true;
      } else if (sets.stream().anyMatch(set -> !set.permits().isEmpty())) {
        shown |= !layer.narrows();
        conditions.add(permitted(sets, principal, ids));
      }
    }
    if (!shown) {
      return SqlTypes.REX.makeLiteral(false);
    }
    for (TableRules set : rules) {
      for (RowRule restrict : set.restricts()) {
        if (restrict.to().matches(principal)) {
          ids.add(restrict.id());
          conditions.add(
              restrict
                  .when()
                  .flatMap(when -> when.bind(principal))
                  .orElseGet(() -> SqlTypes.REX.makeLiteral(false)));
        }
      }
    }
    return RexUtil.composeConjunction(SqlTypes.REX, conditions);
  }

  private List<Layer> layers() {
    return rules.stream()
        .map(TableRules::layer)
        .distinct()
        .sorted(
            Comparator.comparing((Layer layer) -> layer.domain().orElse(""))
                .thenComparing(layer -> layer.product().orElse("")))
        .toList();
  }

  private static boolean grantsAll(List<TableRules> sets, Principal principal, LocalDate today) {
    return sets.stream()
        .flatMap(set -> set.grants().stream())
        .anyMatch(grant -> grant.rows() == GrantedRows.ALL && grant.holds(principal, today));
  }

  private static RexNode permitted(List<TableRules> sets, Principal principal, Set<String> ids) {
    List<RexNode> permitted = new ArrayList<>();
    for (TableRules set : sets) {
      for (RowRule permit : set.permits()) {
        if (permit.to().admits(principal)) {
          permit
              .when()
              .flatMap(when -> when.bind(principal))
              .ifPresent(
                  condition -> {
                    ids.add(permit.id());
                    permitted.add(condition);
                  });
        }
      }
    }
    return RexUtil.composeDisjunction(SqlTypes.REX, permitted);
  }
}
