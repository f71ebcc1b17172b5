package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.server.leaks.TableRules.Viewer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random rules for all tables. */
final class Rules {

  private static final int TRIES = 6;

  private final Map<Table, TableRules> rules = new LinkedHashMap<>();

  /** Rules under which mostly a good part of the rows is visible. */
  Rules(Map<Table, List<List<@Nullable Object>>> rows, Random random) {
    while (rules.values().stream().noneMatch(TableRules::granted)) {
      rows.forEach((table, of) -> rules.put(table, random(table, of, random)));
    }
  }

  private static TableRules random(Table table, List<List<@Nullable Object>> rows, Random random) {
    TableRules rules = TableRules.random(table, random);
    for (int i = 0; i < TRIES && rules.visible(rows, Viewer.ANA).size() * 4 < rows.size(); i++) {
      rules = TableRules.random(table, random);
    }
    return rules;
  }

  TableRules of(Table table) {
    return Objects.requireNonNull(rules.get(table), table.name());
  }

  List<TableRules> all() {
    return List.copyOf(rules.values());
  }

  /** The tables that queries may read: each by its own name, and as views of one and two steps. */
  List<QueriedTable> queried() {
    List<QueriedTable> queried = new ArrayList<>();
    for (TableRules table : rules.values()) {
      if (table.granted()) {
        String name = table.table().name();
        queried.add(table.queried(table.product() + "." + name));
        queried.add(table.queried(table.product() + "." + name));
        queried.add(table.queried("shop.views." + name));
        queried.add(table.queried("shop.views." + name + "_again"));
      }
    }
    return queried;
  }

  /** What a caller sees of each table. */
  Map<Table, List<List<@Nullable Object>>> visible(
      Map<Table, List<List<@Nullable Object>>> rows, Viewer caller) {
    Map<Table, List<List<@Nullable Object>>> visible = new LinkedHashMap<>();
    rows.forEach((table, of) -> visible.put(table, of(table).visible(of, caller)));
    return visible;
  }
}
