package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.server.leaks.TableRules.Viewer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Two fillings of all tables that differ only in what {@link Caller#ANA} may not see: rows that are
 * hidden, columns that are denied or not in the contract, and values that a mask shows in the same
 * way.
 */
record TwinRows(
    Map<Table, List<List<@Nullable Object>>> first,
    Map<Table, List<List<@Nullable Object>>> second) {

  private static final int TRIES = 4;
  private static final int MANY = 150;

  static TwinRows random(
      Rules rules, Map<Table, List<List<@Nullable Object>>> base, Random random) {
    Map<Table, List<List<@Nullable Object>>> first = new LinkedHashMap<>();
    Map<Table, List<List<@Nullable Object>>> second = new LinkedHashMap<>();
    for (Table table : base.keySet()) {
      TableRules of = rules.of(table);
      List<List<@Nullable Object>> rows = new ArrayList<>(base.getOrDefault(table, List.of()));
      if (random.nextBoolean()) {
        rows.replaceAll(row -> harmless(row, of, random));
      }
      first.put(table, twin(rows, of, random));
      second.put(table, twin(rows, of, random));
    }
    return new TwinRows(first, second);
  }

  // So that operators fail at hidden rows and nowhere else.
  private static List<@Nullable Object> harmless(
      List<@Nullable Object> row, TableRules rules, Random random) {
    List<@Nullable Object> changed = new ArrayList<>(row);
    for (int column : Cells.all()) {
      @Nullable Object before = changed.get(column);
      if (column != Cells.ID) {
        changed.set(column, Cells.harmless(column, random));
      }
      if (rules.isVisible(row, Viewer.ANA) && !rules.isVisible(changed, Viewer.ANA)) {
        changed.set(column, before);
      }
    }
    return changed;
  }

  private static List<List<@Nullable Object>> twin(
      List<List<@Nullable Object>> rows, TableRules rules, Random random) {
    List<List<@Nullable Object>> twin = new ArrayList<>();
    boolean without = random.nextInt(4) == 0;
    for (List<@Nullable Object> row : rows) {
      if (rules.isVisible(row, Viewer.ANA)) {
        twin.add(likeVisible(row, rules, random));
      } else if (!without) {
        twin.add(likeHidden(row, rules, random));
      }
    }
    int more = List.of(0, 2, MANY).get(random.nextInt(3));
    for (int i = 0; i < more; i++) {
      List<@Nullable Object> row = new ArrayList<>(Collections.nCopies(Cells.all().size(), null));
      row = likeHidden(row, rules, random);
      row.set(Cells.ID, Cells.poison(Cells.ID, random, true));
      if (!rules.isVisible(row, Viewer.ANA)) {
        twin.add(random.nextInt(twin.size() + 1), row);
      }
    }
    return twin;
  }

  private static List<@Nullable Object> likeVisible(
      List<@Nullable Object> row, TableRules rules, Random random) {
    List<@Nullable Object> changed = new ArrayList<>(row);
    List<@Nullable Object> shown = rules.shown(row);
    for (int column : Cells.all()) {
      boolean plain = rules.visibleColumns().contains(column) && !rules.masks().containsKey(column);
      for (int i = 0; i < TRIES && !plain; i++) {
        @Nullable Object before = changed.get(column);
        changed.set(column, other(column, before, rules, random));
        if (rules.isVisible(changed, Viewer.ANA) && same(shown, rules.shown(changed))) {
          break;
        }
        changed.set(column, before);
      }
    }
    return changed;
  }

  private static @Nullable Object other(
      int column, @Nullable Object value, TableRules rules, Random random) {
    return value == null || random.nextBoolean()
        ? Cells.poison(column, random, numbersOnly(rules))
        : Cells.near(value, random);
  }

  private static boolean numbersOnly(TableRules rules) {
    return rules.table().source().equals("maria");
  }

  private static boolean same(List<@Nullable Object> left, List<@Nullable Object> right) {
    for (int i = 0; i < left.size(); i++) {
      if (!Cells.same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<@Nullable Object> likeHidden(
      List<@Nullable Object> row, TableRules rules, Random random) {
    List<@Nullable Object> changed = new ArrayList<>(row);
    for (int column : Cells.all()) {
      @Nullable Object before = changed.get(column);
      if (column != Cells.ID) {
        changed.set(column, Cells.poison(column, random, numbersOnly(rules)));
      }
      if (rules.isVisible(changed, Viewer.ANA)) {
        changed.set(column, before);
      }
    }
    return changed;
  }
}
