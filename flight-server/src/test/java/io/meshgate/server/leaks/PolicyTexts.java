package io.meshgate.server.leaks;

import io.meshgate.server.leaks.RowRule.Layer;
import java.util.List;
import java.util.stream.Collectors;

/** Rules of a table in the language of policies. */
final class PolicyTexts {

  private static final String ATTRIBUTES =
      "attributes: {level: integer, zone: string, " + Formulas.MISSING + ": integer}\n";

  private final TableRules rules;
  private final RandomTable table;

  PolicyTexts(TableRules rules) {
    this.rules = rules;
    this.table = rules.table();
  }

  /** The file of the domain. */
  String domain() {
    StringBuilder yaml = new StringBuilder(head(table.name(), "domain:shop"));
    yaml.append("denials:\n  - {id: banned, to: {groups: [banned]}}\n");
    yaml.append("grants:\n  - {id: read, to: {").append(rules.granted().yaml(table)).append('}');
    yaml.append(rules.terms().forPurpose() ? ", purposes: [reporting]" : "");
    yaml.append(", columns: {allow: ['*'], deny: [").append(names(rules.denied()));
    yaml.append("]}, rows: ").append(rules.allRows() ? "all" : "policies").append("}\n");
    // None of them holds: another purpose, another time, another group.
    yaml.append(grant("audit", "groups: [g]", "purposes: [audit]"));
    yaml.append(grant("before", "groups: [g]", "validUntil: 2020-01-01"));
    yaml.append(grant("others", "groups: [others]", "purposes: []"));
    yaml.append(body(Layer.DOMAIN, ""));
    yaml.append("limits: {pushdown: ").append(rules.terms().sealed() ? "sealed" : "normal");
    yaml.append(", minGroupSize: ").append(rules.terms().smallestGroup()).append("}\n");
    return yaml.toString();
  }

  /** The file of governance. */
  String governance() {
    return head("gov-" + table.name(), "governance") + body(Layer.GOVERNANCE, "");
  }

  /** What stands in the contract; empty if there is nothing. */
  String contract() {
    String body = body(Layer.CONTRACT, "      ");
    return body.isEmpty()
        ? ""
        : "customProperties:\n  - property: meshgate.policies\n    value:\n      "
            + ATTRIBUTES
            + body;
  }

  /** All of it, for who looks for a fault. */
  String all() {
    return domain() + "---\n" + governance() + "---\n" + contract();
  }

  private String head(String id, String owner) {
    return "apiVersion: meshgate.io/v1\nkind: AccessPolicySet\nversion: 1\nid: "
        + id
        + "\nowner: "
        + owner
        + "\nappliesTo: {products: ["
        + table.product()
        + "]}\n"
        + ATTRIBUTES;
  }

  private static String grant(String id, String to, String condition) {
    return "  - {id: %s, to: {%s}, %s, columns: {allow: ['*']}, rows: all}\n"
        .formatted(id, to, condition);
  }

  private String body(Layer layer, String indent) {
    StringBuilder yaml = new StringBuilder();
    List<RowRule> rows = rules.rowsOf(layer);
    if (!rows.isEmpty()) {
      yaml.append(indent).append("rowPolicies:\n");
    }
    for (int i = 0; i < rows.size(); i++) {
      yaml.append(indent).append("  - ").append(rows.get(i).yaml(table, "r" + i)).append('\n');
    }
    List<MaskRule> masks = rules.masksOf(layer);
    if (!masks.isEmpty()) {
      yaml.append(indent).append("columnMasks:\n");
    }
    for (int i = 0; i < masks.size(); i++) {
      yaml.append(indent).append("  - ").append(masks.get(i).yaml(table, "m" + i)).append('\n');
    }
    return yaml.toString();
  }

  private String names(List<Integer> columns) {
    return columns.stream()
        .map(column -> "'" + table.fields().get(column).name() + "'")
        .collect(Collectors.joining(", "));
  }
}
