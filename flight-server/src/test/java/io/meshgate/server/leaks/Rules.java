package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.connector.testing.query.ReferenceDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random rules for all tables, and the derived tables over them. */
final class Rules {

  private final Map<RandomTable, TableRules> rules = new LinkedHashMap<>();
  private final Map<RandomTable, RuledView> views = new LinkedHashMap<>();

  /** Rules under which mostly a good part of the rows is visible. */
  Rules(Map<RandomTable, List<List<@Nullable Object>>> rows, Random random) {
    while (single().size() < 2) {
      rows.forEach((table, of) -> rules.put(table, new RandomRules(table, random).make(of)));
    }
    rules.forEach(
        (table, of) ->
            views.put(
                table, RuledView.random(of, Objects.requireNonNull(rows.get(table)), random)));
  }

  private List<TableRules> single() {
    return all().stream()
        .filter(table -> table.granted().admits(Viewer.ANA) && !table.isLimited())
        .toList();
  }

  TableRules of(RandomTable table) {
    return Objects.requireNonNull(rules.get(table), table.name());
  }

  RuledView viewOf(RandomTable table) {
    return Objects.requireNonNull(views.get(table), table.name());
  }

  List<TableRules> all() {
    return List.copyOf(rules.values());
  }

  /** The tables that queries may read: each by its own name, and as derived ones. */
  List<QueriedTable> queried() {
    List<QueriedTable> queried = new ArrayList<>();
    for (TableRules of : single()) {
      RandomTable table = of.table();
      String name = table.name();
      QueriedTable direct = of.queried();
      queried.addAll(List.of(direct, direct, direct));
      queried.add(of.queried("shop.views." + name, table.reference()));
      queried.add(of.queried("shop.views." + name + "_again", table.reference()));
      queried.add(viewOf(table).queried());
    }
    for (TableRules of : all()) {
      if (of.hasProduct()) {
        String name = "owned_" + of.table().name();
        queried.add(of.queried("shop." + name + ".owned", name));
      }
    }
    return queried;
  }

  /** The tables of which only groups are shown. */
  List<TableRules> limited() {
    return all().stream().filter(of -> of.isLimited() && of.granted().admits(Viewer.ANA)).toList();
  }

  /** A database of what a caller sees. */
  ReferenceDatabase visible(Map<RandomTable, List<List<@Nullable Object>>> rows, Viewer caller)
      throws SQLException {
    ReferenceDatabase database = new ReferenceDatabase();
    for (TableRules of : all()) {
      RandomTable table = of.table();
      List<String> columns = table.referenceDefinitions();
      List<List<@Nullable Object>> stored = Objects.requireNonNull(rows.get(table));
      database.add(table.reference(), columns, of.visible(stored, caller));
      database.add(viewOf(table).reference(), columns, viewOf(table).visible(stored, caller));
      database.add("owned_" + table.name(), columns, of.visible(stored, Viewer.PRODUCT));
    }
    return database;
  }
}
