package io.meshgate.policy.review;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.Decision;
import io.meshgate.policy.inventory.PolicyRule;
import io.meshgate.policy.inventory.PolicyRule.Kind;
import io.meshgate.policy.inventory.PolicySet;
import io.meshgate.policy.review.AccessExplanation.ColumnAccess;
import io.meshgate.policy.review.AccessExplanation.Outcome;
import io.meshgate.policy.review.AccessExplanation.Rows;
import io.meshgate.policy.review.AccessExplanation.RuleUse;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what somebody sees of a table, and which rules make it so. Immutable. */
public final class AccessExplainer {

  private final AccessPolicies policies;

  public AccessExplainer(AccessPolicies policies) {
    this.policies = Objects.requireNonNull(policies, "policies");
  }

  /** Explains what a principal sees of one table of one product. */
  public AccessExplanation explain(Principal principal, DataProduct product, ProductTable table) {
    Decision decision = policies.decide(principal, product, table);
    List<RuleUse> rules = new ArrayList<>();
    for (PolicySet set : policies.covering(product, table)) {
      for (PolicyRule rule : set.rules()) {
        String name = set.id() + " version " + set.version();
        rules.add(new RuleUse(rule, name, whyNot(rule, principal, decision)));
      }
    }
    return new AccessExplanation(
        table.displayName(),
        outcome(table, decision, rules),
        rows(decision),
        columns(table, decision),
        decision instanceof Decision.Allowed allowed
            ? allowed.pushdown().name().toLowerCase(Locale.ROOT)
            : "none",
        decision instanceof Decision.Allowed allowed ? limits(allowed.limits()) : List.of(),
        rules);
  }

  private static List<String> limits(Decision.Limits limits) {
    List<String> texts = new ArrayList<>();
    if (limits.onlyGroups()) {
      texts.add("aggregates only, over at least " + limits.minGroupSize() + " rows");
    }
    if (!limits.egress().isEmpty()) {
      texts.add("values may reach sources of " + String.join(", ", limits.egress()));
    }
    return texts;
  }

  private static Optional<String> whyNot(PolicyRule rule, Principal principal, Decision decision) {
    if (!rule.to().includes(principal)) {
      return Optional.of("is for " + rule.to().text());
    }
    if (!rule.purposes().isEmpty()
        && principal.purpose().filter(rule.purposes()::contains).isEmpty()) {
      return Optional.of("asks for the purpose " + String.join(" or ", rule.purposes()));
    }
    if (rule.validUntil().filter(LocalDate.now(ZoneOffset.UTC)::isAfter).isPresent()) {
      return Optional.of("ended on " + rule.validUntil().get());
    }
    boolean counts = rule.kind() == Kind.PERMIT && decision instanceof Decision.Allowed;
    if (counts && !decision.ruleIds().contains(rule.id())) {
      return Optional.of(
          "is not needed, as a grant of its layer gives all rows; or an attribute that it names is"
              + " missing");
    }
    return Optional.empty();
  }

  private Outcome outcome(ProductTable table, Decision decision, List<RuleUse> rules) {
    if (decision instanceof Decision.Allowed) {
      return new Outcome(true, "by " + ids(rules, Kind.GRANT));
    }
    if (policies.closedTables().contains(table.displayName())) {
      return new Outcome(
          false, "a policy file that covers it is bad, so it is denied to everybody");
    }
    if (has(rules, Kind.DENIAL)) {
      return new Outcome(false, "by " + ids(rules, Kind.DENIAL));
    }
    if (has(rules, Kind.GRANT)) {
      return new Outcome(
          false, "what is granted leaves no column, or an input is not granted to the product");
    }
    return new Outcome(false, rules.isEmpty() ? "no policy set covers it" : "no grant applies");
  }

  private static boolean has(List<RuleUse> rules, Kind kind) {
    return rules.stream().anyMatch(use -> use.applies() && use.rule().kind() == kind);
  }

  private static String ids(List<RuleUse> rules, Kind kind) {
    return rules.stream()
        .filter(use -> use.applies() && use.rule().kind() == kind)
        .map(use -> use.rule().id())
        .collect(Collectors.joining(", "));
  }

  private static Rows rows(Decision decision) {
    if (!(decision instanceof Decision.Allowed allowed)) {
      return Rows.NONE;
    }
    return allowed
        .rowPredicate()
        .map(predicate -> predicate.isAlwaysFalse() ? Rows.NONE : Rows.FILTERED)
        .orElse(Rows.ALL);
  }

  private static List<ColumnAccess> columns(ProductTable table, Decision decision) {
    List<ColumnAccess> columns = new ArrayList<>();
    for (int ordinal = 0; ordinal < table.columns().size(); ordinal++) {
      ProductColumn column = table.columns().get(ordinal);
      Optional<Decision.VisibleColumn> visible = visible(decision, ordinal);
      Optional<Decision.Mask> mask = visible.flatMap(Decision.VisibleColumn::mask);
      columns.add(
          new ColumnAccess(
              column.name(),
              mask.map(Decision.Mask::kind).orElse(visible.isPresent() ? "clear" : "denied"),
              mask.map(Decision.Mask::ruleId)));
    }
    return columns;
  }

  private static Optional<Decision.VisibleColumn> visible(Decision decision, int ordinal) {
    return decision instanceof Decision.Allowed allowed
        ? allowed.columns().stream().filter(column -> column.ordinal() == ordinal).findFirst()
        : Optional.empty();
  }
}
