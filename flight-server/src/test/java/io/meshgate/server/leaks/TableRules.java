package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.connector.testing.query.Tables.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random rules for one table, in the language of policies and as an evaluation row by row.
 *
 * @param columns those of the contract, in its order; the store has more
 * @param denied columns that nobody sees
 * @param permits empty if all rows are granted
 * @param restricts for everybody
 * @param narrowing one more restrict, for the group {@code narrow}
 * @param sealed whether predicates of queries stay away from the source
 * @param granted whether anybody may read the table
 */
record TableRules(
    Table table,
    List<Integer> columns,
    List<Integer> denied,
    List<Formula> permits,
    List<Formula> restricts,
    Formula narrowing,
    Map<Integer, ColumnMask> masks,
    boolean sealed,
    boolean granted) {

  /** Who asks. */
  enum Viewer {
    ANA,
    /** In the group {@code narrow} too. */
    BEA;

    String user() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static TableRules random(Table table, Random random) {
    List<Integer> columns = new ArrayList<>(Cells.all());
    java.util.Collections.shuffle(columns.subList(2, columns.size()), random);
    columns = columns.subList(0, 6 + random.nextInt(6));
    java.util.Collections.shuffle(columns, random);
    Formulas formulas = new Formulas(random, columns);
    boolean open = random.nextInt(7) == 0;
    List<Formula> permits = new ArrayList<>();
    List<Formula> restricts = new ArrayList<>();
    List<Integer> denied = new ArrayList<>();
    Map<Integer, ColumnMask> masks = new LinkedHashMap<>();
    if (!open) {
      for (int i = random.nextInt(3); i > 0; i--) {
        permits.add(formulas.condition(2, true));
      }
      for (int i = random.nextInt(2); i > 0; i--) {
        restricts.add(formulas.condition(1, true));
      }
      for (int column : columns) {
        if (column != Cells.ID && random.nextInt(8) == 0) {
          denied.add(column);
        } else if (random.nextInt(4) == 0) {
          masks.put(column, ColumnMask.random(column, random, formulas));
        }
      }
    }
    return new TableRules(
        table,
        List.copyOf(columns),
        denied,
        permits,
        restricts,
        formulas.condition(1, false),
        masks,
        random.nextInt(5) == 0,
        random.nextInt(9) != 0);
  }

  /** The product's name, of which there is one a table. */
  String product() {
    return "shop." + table.name();
  }

  /** The columns that callers see, in the contract's order. */
  List<Integer> visibleColumns() {
    return columns.stream().filter(column -> !denied.contains(column)).toList();
  }

  /** The table as queries name it. */
  QueriedTable queried(String sql) {
    boolean keyed = visibleColumns().contains(Cells.ID) && !masks.containsKey(Cells.ID);
    return new QueriedTable(sql, table.reference(), Cells.columns(visibleColumns()), keyed);
  }

  boolean isVisible(List<@Nullable Object> row, Viewer caller) {
    boolean permitted = permits.isEmpty() || permits.stream().anyMatch(rule -> rule.holds(row));
    return permitted
        && restricts.stream().allMatch(rule -> rule.holds(row))
        && (caller == Viewer.ANA || narrowing.holds(row));
  }

  /** A row as callers see it; columns that they do not see are NULL. */
  List<@Nullable Object> shown(List<@Nullable Object> row) {
    List<@Nullable Object> shown = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      boolean seen = columns.contains(column) && !denied.contains(column);
      ColumnMask mask = masks.get(column);
      shown.add(!seen ? null : mask == null ? row.get(column) : mask.image().apply(row));
    }
    return shown;
  }

  /** The rows as a caller sees them. */
  List<List<@Nullable Object>> visible(List<List<@Nullable Object>> rows, Viewer caller) {
    return rows.stream().filter(row -> isVisible(row, caller)).map(this::shown).toList();
  }

  /** The rules as a policy file. */
  String yaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: meshgate.io/v1\nkind: AccessPolicySet\nversion: 1\nid: ");
    yaml.append(table.name()).append("\nowner: domain:shop\n");
    yaml.append("appliesTo: {products: [").append(product()).append("]}\n");
    yaml.append("attributes: {level: integer, zone: string}\n");
    if (!granted) {
      return yaml.append("denials:\n  - {id: nobody, to: {all: true}}\n").toString();
    }
    String deny = String.join(", ", denied.stream().map(Cells::name).toList());
    yaml.append("grants:\n  - {id: read, to: {groups: [g]}, columns: {allow: ['*'], deny: [");
    yaml.append(deny).append("]}, rows: ").append(permits.isEmpty() ? "all" : "policies");
    yaml.append("}\nrowPolicies:\n");
    for (int i = 0; i < permits.size(); i++) {
      yaml.append(rule("p" + i, "permit", "groups: [g]", permits.get(i)));
    }
    for (int i = 0; i < restricts.size(); i++) {
      yaml.append(rule("r" + i, "restrict", "all: true", restricts.get(i)));
    }
    yaml.append(rule("n", "restrict", "groups: [narrow]", narrowing));
    if (!masks.isEmpty()) {
      yaml.append("columnMasks:\n");
      masks.forEach(
          (column, mask) ->
              yaml.append(
                  "  - {id: m_%1$s, match: {columns: [%1$s]}, to: {all: true}, using: %2$s}\n"
                      .formatted(Cells.name(column), mask.using())));
    }
    return yaml.append(sealed ? "limits: {pushdown: sealed}\n" : "").toString();
  }

  private static String rule(String id, String effect, String to, Formula when) {
    return "  - {id: %s, effect: %s, to: {%s}, when: \"%s\"%s}\n"
        .formatted(
            id,
            effect,
            to,
            ColumnMask.escaped(when.sql()),
            when.mapped() ? ", uses: [shop.maps]" : "");
  }
}
