package io.meshgate.server.leaks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two fillings of all tables that differ only in what {@code ana} may not see: rows that are
 * hidden, columns that are denied or not in the contract, and values that a mask shows in the same
 * way.
 */
record TwinRows(
    Map<RandomTable, List<List<@Nullable Object>>> first,
    Map<RandomTable, List<List<@Nullable Object>>> second) {

  private static final int TRIES = 4;
  private static final int MANY = 60;

  static TwinRows random(
      Rules rules, Map<RandomTable, List<List<@Nullable Object>>> base, Random random) {
    Map<RandomTable, List<List<@Nullable Object>>> first = new LinkedHashMap<>();
    Map<RandomTable, List<List<@Nullable Object>>> second = new LinkedHashMap<>();
    for (RandomTable table : base.keySet()) {
      TableRules of = rules.of(table);
      List<List<@Nullable Object>> rows = base.getOrDefault(table, List.of());
      first.put(table, twin(rows, of, random));
      second.put(table, twin(rows, of, random));
    }
    return new TwinRows(first, second);
  }

  /** How many rows of a table are hidden in either filling. */
  long hidden(TableRules rules) {
    return Stream.of(first, second)
        .flatMap(rows -> rows.getOrDefault(rules.table(), List.of()).stream())
        .filter(rules::isHidden)
        .count();
  }

  private static List<List<@Nullable Object>> twin(
      List<List<@Nullable Object>> rows, TableRules rules, Random random) {
    List<List<@Nullable Object>> twin = new ArrayList<>();
    boolean without = random.nextInt(4) == 0;
    for (List<@Nullable Object> row : rows) {
      if (!rules.isHidden(row)) {
        twin.add(likeVisible(row, rules, random));
      } else if (!without) {
        twin.add(likeHidden(row, rules, random));
      }
    }
    int columns = rules.table().fields().size();
    for (int i = List.of(0, 2, MANY).get(random.nextInt(3)); i > 0; i--) {
      List<@Nullable Object> nothing = new ArrayList<>(Collections.nCopies(columns, null));
      List<@Nullable Object> row = likeHidden(nothing, rules, random);
      row.set(0, Cells.poison(rules.table(), 0, random));
      if (rules.isHidden(row)) {
        twin.add(random.nextInt(twin.size() + 1), row);
      }
    }
    return twin;
  }

  private static List<@Nullable Object> likeVisible(
      List<@Nullable Object> row, TableRules rules, Random random) {
    List<@Nullable Object> changed = new ArrayList<>(row);
    for (int column : rules.table().ordinals()) {
      for (int i = 0; i < TRIES; i++) {
        @Nullable Object before = changed.get(column);
        changed.set(column, other(column, before, rules, random));
        if (looksLike(row, changed, rules)) {
          break;
        }
        changed.set(column, before);
      }
    }
    return changed;
  }

  // Through each window of its own.
  private static boolean looksLike(
      List<@Nullable Object> row, List<@Nullable Object> changed, TableRules rules) {
    for (Viewer window : rules.windows()) {
      boolean visible = rules.isVisible(row, window);
      if (rules.isVisible(changed, window) != visible
          || (visible && !same(rules.shown(row, window), rules.shown(changed, window)))) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object other(
      int column, @Nullable Object value, TableRules rules, Random random) {
    return value == null || random.nextBoolean()
        ? Cells.poison(rules.table(), column, random)
        : Cells.near(value, random);
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
    for (int column : rules.table().ordinals()) {
      @Nullable Object before = changed.get(column);
      if (column != 0) {
        changed.set(column, Cells.poison(rules.table(), column, random));
      }
      if (!rules.isHidden(changed)) {
        changed.set(column, before);
      }
    }
    return changed;
  }
}
