package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A derived table with a row policy and a mask of its own, besides those of the table that it
 * shows.
 *
 * @param restrict over what the table shows
 * @param masked the column that has the mask
 */
record RuledView(TableRules rules, Formula restrict, int masked, ColumnMask mask) {

  private static final int TRIES = 12;

  /** A view that mostly hides some of what the table shows. */
  static RuledView random(TableRules rules, List<List<@Nullable Object>> stored, Random random) {
    List<List<@Nullable Object>> shown = rules.visible(stored, Viewer.ANA);
    List<Integer> columns = rules.visibleColumns();
    Formulas formulas = new Formulas(random, rules.table(), columns);
    int masked = columns.get(random.nextInt(columns.size()));
    ColumnMask mask = ColumnMask.random(rules.table(), masked, random, formulas);
    Formula restrict = formulas.condition(1);
    for (int i = 0;
        i < TRIES && shown.stream().filter(restrict::holds).count() * 2 < shown.size();
        i++) {
      restrict = formulas.condition(1);
    }
    return new RuledView(rules, restrict, masked, mask);
  }

  /** The rows as a viewer sees them, from those of the stored table. */
  List<List<@Nullable Object>> visible(List<List<@Nullable Object>> rows, Viewer viewer) {
    List<List<@Nullable Object>> visible = new ArrayList<>();
    for (List<@Nullable Object> row : rules.visible(rows, viewer)) {
      if (restrict.holds(row)) {
        List<@Nullable Object> shown = new ArrayList<>(row);
        shown.set(masked, mask.seen(row, viewer.attributes()));
        visible.add(shown);
      }
    }
    return visible;
  }

  /** The table as queries name it. */
  QueriedTable queried() {
    QueriedTable table = rules.queried(product() + ".ruled", reference());
    boolean keyed = table.keyed() && masked != 0;
    return new QueriedTable(table.sql(), table.reference(), table.columns(), keyed);
  }

  /** The product's name. */
  String product() {
    return "shop.ruled_" + rules.table().name();
  }

  /** The name in DuckDB alone. */
  String reference() {
    return "ruled_" + rules.table().name();
  }

  /** Its policies. */
  String yaml() {
    return """
    apiVersion: meshgate.io/v1
    kind: AccessPolicySet
    version: 1
    id: %s
    owner: domain:shop
    appliesTo: {products: [%s]}
    attributes: {level: integer, zone: string}
    grants:
      - {id: read, to: {groups: [g]}, columns: {allow: ['*']}, rows: all}
    rowPolicies:
      - {id: r, effect: restrict, to: {all: true}, when: "%s"}
    columnMasks:
      - {id: m, match: {columns: ['%s']}, to: {all: true}, using: %s}
    """
        .formatted(
            reference(),
            product(),
            ColumnMask.escaped(restrict.sql()),
            rules.table().fields().get(masked).name(),
            mask.using());
  }
}
