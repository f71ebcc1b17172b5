package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.document.Problem;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.session.Principal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.metadata.NullSentinel;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInterpreter;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random policies against an evaluation of their own, row by row and without any plan. */
class PolicyPropertyTest {

  private static final int CASES = 200;
  private static final List<String> TARGETS =
      List.of(
          "{all: true}", "{groups: [a]}", "{groups: [b]}", "{all: true, except: {groups: [a]}}");
  private static final List<String> CONDITIONS =
      List.of(
          "quantity > 1",
          "id = principal.clearance",
          "express",
          "NOT express AND id < 3",
          "quantity IS NULL",
          "id BETWEEN 1 AND principal.clearance OR express");
  private static final List<String> MASKS =
      List.of("null", "redact", "last4", "first4", "{hash: {key: k1}}", "{expression: region}");
  private static final List<String> STRENGTHS =
      List.of("hidden", "null", "redact", "partial", "expression", "none");

  private final Path folder;

  PolicyPropertyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private record Row(long id, @Nullable Long quantity, @Nullable Boolean express) {}

  /**
   * A rule as the test knows it: what it does, to whom, and the number of its condition or mask.
   */
  private record Rule(String layer, String kind, int target, int detail) {}

  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < 5; id++) {
      for (Long quantity : new Long[] {0L, 2L, null}) {
        for (Boolean express : new Boolean[] {true, false, null}) {
          rows.add(new Row(id, quantity, express));
        }
      }
    }
    return rows;
  }

  @Test
  void agreesWithARowByRowEvaluationAndOnlyNarrowsWithMoreRules() throws IOException {
    long seed = Long.getLong("meshgate.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      String label = "seed " + seed + " case " + i;
      List<Rule> rules = new ArrayList<>();
      int count = 1 + random.nextInt(7);
      for (int r = 0; r < count; r++) {
        rules.add(
            randomRule(random, List.of("all", "policies", "permit", "restrict", "denial", "mask")));
      }
      Principal principal = randomPrincipal(random);
      Decision before = decide(rules, principal, label);
      assertThat(visible(before)).as(label + rules).isEqualTo(expected(rules, principal));

      rules.add(randomRule(random, List.of("restrict", "denial", "mask")));
      Decision after = decide(rules, principal, label);
      assertThat(visible(before)).as(label + rules).containsAll(visible(after));
      assertThat(strength(after)).as(label + rules).isLessThanOrEqualTo(strength(before));
    }
  }

  private static Rule randomRule(Random random, List<String> kinds) {
    return new Rule(
        random.nextBoolean() ? "governance" : "domain:sales",
        kinds.get(random.nextInt(kinds.size())),
        random.nextInt(TARGETS.size()),
        random.nextInt(6));
  }

  private static Principal randomPrincipal(Random random) {
    Set<String> groups = new TreeSet<>();
    if (random.nextBoolean()) {
      groups.add("a");
    }
    if (random.nextBoolean()) {
      groups.add("b");
    }
    Map<String, Object> attributes =
        random.nextInt(3) == 0 ? Map.of() : Map.of("clearance", (long) random.nextInt(5));
    return new Principal("p", groups, attributes, Optional.empty());
  }

  private Decision decide(List<Rule> rules, Principal principal, String label) throws IOException {
    for (String layer : List.of("governance", "domain:sales")) {
      String name = layer.substring(0, 3);
      Files.writeString(folder.resolve(name + ".policy.yaml"), text(name, layer, rules));
    }
    PolicyLoader.Result result =
        PolicyLoader.load(
            List.of(folder), PolicyTables.CATALOG, Set.of("k1"), AccessPolicies.none());
    assertThat(result.problems())
        .as(label)
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .isEmpty();
    return result.policies().decide(principal, PolicyTables.SALES, PolicyTables.ORDERS);
  }

  private static String text(String name, String layer, List<Rule> rules) {
    Map<String, StringBuilder> sections = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (!rule.layer().equals(layer)) {
        continue;
      }
      String section =
          switch (rule.kind()) {
            case "all", "policies" -> "grants";
            case "denial" -> "denials";
            case "mask" -> "columnMasks";
            default -> "rowPolicies";
          };
      sections
          .computeIfAbsent(section, key -> new StringBuilder(key + ":\n"))
          .append("  - {id: r" + i + ", to: " + TARGETS.get(rule.target()) + detail(rule) + "}\n");
    }
    return "apiVersion: meshgate.io/v1\nkind: AccessPolicySet\nversion: 1\nid: "
        + name
        + "\nowner: "
        + layer
        + "\nappliesTo: {products: [sales.orders]}\nattributes: {clearance: integer}\n"
        + String.join("", sections.values());
  }

  private static String detail(Rule rule) {
    return switch (rule.kind()) {
      case "all", "policies" -> ", columns: {allow: ['*']}, rows: " + rule.kind();
      case "denial" -> "";
      case "mask" -> ", match: {columns: [email]}, using: " + MASKS.get(rule.detail());
      default -> ", effect: " + rule.kind() + ", when: '" + CONDITIONS.get(rule.detail()) + "'";
    };
  }

  private static boolean matches(Rule rule, Principal principal) {
    return switch (rule.target()) {
      case 0 -> true;
      case 1 -> principal.groups().contains("a");
      case 2 -> principal.groups().contains("b");
      default -> !principal.groups().contains("a");
    };
  }

  /** Whether a condition is true; NULL and a missing attribute are not. */
  private static boolean holds(int condition, Row row, Principal principal) {
    Long clearance = (Long) principal.attributes().get("clearance");
    return switch (condition) {
      case 0 -> row.quantity() != null && row.quantity() > 1;
      case 1 -> clearance != null && row.id() == clearance;
      case 2 -> row.express() != null && row.express();
      case 3 -> row.express() != null && !row.express() && row.id() < 3;
      case 4 -> row.quantity() == null;
      default ->
          clearance != null
              && ((row.id() >= 1 && row.id() <= clearance)
                  || (row.express() != null && row.express()));
    };
  }

  private static List<Row> expected(List<Rule> rules, Principal principal) {
    List<Rule> matching = rules.stream().filter(rule -> matches(rule, principal)).toList();
    boolean granted = has(matching, "all", "") || has(matching, "policies", "");
    if (has(matching, "denial", "") || !granted) {
      return List.of();
    }
    List<Row> rows = new ArrayList<>();
    for (Row row : ROWS) {
      boolean shown = false;
      boolean hidden = false;
      for (String layer : List.of("governance", "domain:sales")) {
        if (has(matching, "all", layer)) {
          shown = true;
        } else if (has(rules, "permit", layer)) {
          shown = true;
          hidden |=
              matching.stream()
                  .filter(rule -> rule.kind().equals("permit") && rule.layer().equals(layer))
                  .noneMatch(rule -> holds(rule.detail(), row, principal));
        }
      }
      hidden |=
          matching.stream()
              .filter(rule -> rule.kind().equals("restrict"))
              .anyMatch(rule -> !holds(rule.detail(), row, principal));
      if (shown && !hidden) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static boolean has(List<Rule> rules, String kind, String layer) {
    return rules.stream()
        .anyMatch(rule -> rule.kind().equals(kind) && rule.layer().startsWith(layer));
  }

  private static List<Row> visible(Decision decision) {
    if (!(decision instanceof Allowed allowed)) {
      return List.of();
    }
    return ROWS.stream()
        .filter(row -> allowed.rowPredicate().map(rows -> isTrue(rows, row)).orElse(true))
        .toList();
  }

  private static boolean isTrue(RexNode condition, Row row) {
    Map<RexNode, Comparable<?>> values = new HashMap<>();
    for (RelDataTypeField field : SqlTypes.rowType(PolicyTables.ORDERS).getFieldList()) {
      Comparable<?> value =
          switch (field.getName()) {
            case "id" -> BigDecimal.valueOf(row.id());
            case "quantity" ->
                row.quantity() == null ? NullSentinel.INSTANCE : BigDecimal.valueOf(row.quantity());
            case "express" -> row.express() == null ? NullSentinel.INSTANCE : row.express();
            default -> NullSentinel.INSTANCE;
          };
      values.put(SqlTypes.REX.makeInputRef(field.getType(), field.getIndex()), value);
    }
    return Boolean.TRUE.equals(evaluate(condition, values));
  }

  // Calcite's map of values has a raw type.
  @SuppressWarnings({"rawtypes", "unchecked"})
  private static @Nullable Object evaluate(RexNode node, Map<RexNode, Comparable<?>> values) {
    return RexInterpreter.evaluate(node, (Map) values);
  }

  private static int strength(Decision decision) {
    if (!(decision instanceof Allowed allowed)) {
      return 0;
    }
    int email = PolicyTables.ORDERS.ordinal("email").orElseThrow();
    for (VisibleColumn column : allowed.columns()) {
      if (column.ordinal() == email) {
        String kind = column.mask().map(Decision.Mask::kind).orElse("none");
        return STRENGTHS.indexOf(STRENGTHS.contains(kind) ? kind : "partial");
      }
    }
    return 0;
  }
}
