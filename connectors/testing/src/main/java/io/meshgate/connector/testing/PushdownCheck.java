package io.meshgate.connector.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.Pushdown;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Runs one listed relational operator and compares its rows with the same operator in Java. */
final class PushdownCheck {

  private static final ArrowType TEXT = Kinds.sampleType(TypeKind.TEXT);
  private static final ArrowType INTEGER = Kinds.integer(64);

  private final ContractProbe probe;
  private final ContractSql sql;
  private final List<List<@Nullable Object>> left = ContractTables.left().rows();
  private final List<List<@Nullable Object>> right = ContractTables.right().rows();
  private final String leftFrom;
  private final String rightFrom;
  private final String leftKey;
  private final String leftNumber;
  private final String rightKey;
  private final String rightNumber;

  PushdownCheck(ContractProbe probe) {
    this.probe = probe;
    this.sql = new ContractSql(probe.syntax());
    RemoteTable leftTable = probe.describe(ContractTables.left());
    RemoteTable rightTable = probe.describe(ContractTables.right());
    this.leftFrom = leftTable.from() + " l";
    this.rightFrom = rightTable.from() + " r";
    this.leftKey = qualified(leftTable, "l", "k");
    this.leftNumber = qualified(leftTable, "l", "n");
    this.rightKey = qualified(rightTable, "r", "k");
    this.rightNumber = qualified(rightTable, "r", "n");
  }

  private String qualified(RemoteTable table, String alias, String column) {
    String reference = sql.quote(column);
    return sql.read(table, column).replace(reference, alias + "." + reference);
  }

  void check(Pushdown pushdown) {
    switch (pushdown) {
      case FILTER -> filter();
      case PROJECT -> project();
      case LIMIT -> limit();
      case SORT -> sort();
      case AGGREGATE -> aggregate();
      case DISTINCT_AGGREGATE -> distinctAggregate();
      case INNER_JOIN -> join("INNER JOIN", false, false);
      case OUTER_JOIN -> {
        join("LEFT JOIN", true, false);
        join("RIGHT JOIN", false, true);
      }
      case FULL_JOIN -> join("FULL JOIN", true, true);
      case SEMI_JOIN -> semiJoin();
      case UNION_ALL -> unionAll();
      case DISTINCT_SET_OPERATION -> distinctSets();
    }
  }

  private String selectLeft() {
    return "SELECT " + leftKey + ", " + leftNumber + " FROM " + leftFrom;
  }

  private String selectRight() {
    return "SELECT " + rightKey + ", " + rightNumber + " FROM " + rightFrom;
  }

  private List<List<@Nullable Object>> keyed(String query) {
    return probe.rows(query, TEXT, INTEGER);
  }

  private void filter() {
    assertThat(keyed(selectLeft() + " WHERE " + leftNumber + " > 2"))
        .containsExactlyInAnyOrderElementsOf(
            left.stream().filter(row -> row.get(1) instanceof Long n && n > 2).toList());
  }

  private void project() {
    String sum = sql.computed(TypeKind.INTEGER, leftNumber + " + 1");
    assertThat(ArrowRows.column(probe.rows("SELECT " + sum + " FROM " + leftFrom, INTEGER), 0))
        .containsExactlyInAnyOrderElementsOf(
            left.stream().map(row -> row.get(1) instanceof Long n ? n + 1 : null).toList());
  }

  private void limit() {
    assertThat(keyed(selectLeft() + " LIMIT 3")).hasSize(3);
    assertThat(keyed(selectLeft() + " LIMIT 100 OFFSET 4")).hasSize(left.size() - 4);
    assertThat(keyed(selectLeft() + " LIMIT 0")).isEmpty();
  }

  private void sort() {
    RemoteTable grid = probe.describe(new ContractTables(Set.of(TypeKind.TEXT)).grid());
    String text = sql.read(grid, Samples.column(TypeKind.TEXT, 0));
    String query = "SELECT DISTINCT " + text + " FROM " + grid.from();
    List<@Nullable Object> distinct = ArrowRows.column(probe.rows(query, TEXT), 0);
    String sorted =
        "SELECT "
            + text
            + " FROM "
            + grid.from()
            + " ORDER BY "
            + sql.ascending(TypeKind.TEXT, text);
    List<@Nullable Object> ordered =
        new ArrayList<>(new LinkedHashSet<>(ArrowRows.column(probe.rows(sorted, TEXT), 0)));
    assertThat(ordered).isEqualTo(nullsLast(Samples.of(TypeKind.TEXT)));
    assertThat(distinct).containsExactlyInAnyOrderElementsOf(Samples.of(TypeKind.TEXT));
  }

  private static List<@Nullable Object> nullsLast(List<@Nullable Object> values) {
    List<@Nullable Object> sorted = new ArrayList<>(values);
    sorted.sort(
        (a, b) -> {
          if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
          }
          return Values.compare(a, b);
        });
    return sorted;
  }

  private void aggregate() {
    String query = "SELECT " + leftKey + ", COUNT(*) FROM " + leftFrom + " GROUP BY " + leftKey;
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (Object key : new LinkedHashSet<>(ArrowRows.column(left, 0))) {
      long count = left.stream().filter(row -> Objects.equals(row.get(0), key)).count();
      expected.add(ContractTables.row(key, count));
    }
    assertThat(keyed(query)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private void distinctAggregate() {
    String query = "SELECT COUNT(DISTINCT " + leftKey + ") FROM " + leftFrom;
    Set<@Nullable Object> keys = new LinkedHashSet<>(ArrowRows.column(left, 0));
    keys.remove(null);
    assertThat(probe.rows(query, INTEGER).get(0)).containsExactly((long) keys.size());
  }

  private void join(String join, boolean keepsLeft, boolean keepsRight) {
    String query =
        "SELECT "
            + leftKey
            + ", "
            + leftNumber
            + ", "
            + rightNumber
            + " FROM "
            + leftFrom
            + " "
            + join
            + " "
            + rightFrom
            + " ON "
            + leftKey
            + " = "
            + rightKey;
    assertThat(probe.rows(query, TEXT, INTEGER, INTEGER))
        .as(join)
        .containsExactlyInAnyOrderElementsOf(joined(keepsLeft, keepsRight));
  }

  private List<List<@Nullable Object>> joined(boolean keepsLeft, boolean keepsRight) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (List<@Nullable Object> l : left) {
      List<List<@Nullable Object>> partners = right.stream().filter(r -> matches(l, r)).toList();
      partners.forEach(r -> rows.add(ContractTables.row(l.get(0), l.get(1), r.get(1))));
      if (partners.isEmpty() && keepsLeft) {
        rows.add(ContractTables.row(l.get(0), l.get(1), null));
      }
    }
    for (List<@Nullable Object> r : right) {
      if (keepsRight && left.stream().noneMatch(l -> matches(l, r))) {
        rows.add(ContractTables.row(null, null, r.get(1)));
      }
    }
    return rows;
  }

  private static boolean matches(List<@Nullable Object> left, List<@Nullable Object> right) {
    return left.get(0) != null && Objects.equals(left.get(0), right.get(0));
  }

  private void semiJoin() {
    String exists =
        "EXISTS (SELECT 1 FROM " + rightFrom + " WHERE " + leftKey + " = " + rightKey + ")";
    assertThat(keyed(selectLeft() + " WHERE " + exists))
        .containsExactlyInAnyOrderElementsOf(
            left.stream().filter(l -> right.stream().anyMatch(r -> matches(l, r))).toList());
    assertThat(keyed(selectLeft() + " WHERE NOT " + exists))
        .containsExactlyInAnyOrderElementsOf(
            left.stream().filter(l -> right.stream().noneMatch(r -> matches(l, r))).toList());
  }

  private void unionAll() {
    List<List<@Nullable Object>> expected = new ArrayList<>(left);
    expected.addAll(right);
    assertThat(keyed(selectLeft() + " UNION ALL " + selectRight()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private void distinctSets() {
    Set<List<@Nullable Object>> all = new LinkedHashSet<>(left);
    all.addAll(right);
    assertThat(keyed(selectLeft() + " UNION " + selectRight()))
        .containsExactlyInAnyOrderElementsOf(all);
    setOperation("INTERSECT", Set::contains);
    setOperation("EXCEPT", (rows, row) -> !rows.contains(row));
  }

  private void setOperation(
      String operator, BiPredicate<Set<List<@Nullable Object>>, List<@Nullable Object>> keeps) {
    Set<List<@Nullable Object>> others = new LinkedHashSet<>(right);
    Set<List<@Nullable Object>> expected = new LinkedHashSet<>(left);
    expected.removeIf(row -> !keeps.test(others, row));
    assertThat(keyed(selectLeft() + " " + operator + " " + selectRight()))
        .as(operator)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
