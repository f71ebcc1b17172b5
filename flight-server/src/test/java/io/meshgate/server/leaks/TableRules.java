package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.QueriedTable;
import io.meshgate.server.leaks.ColumnMask.Strength;
import io.meshgate.server.leaks.RowRule.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one table, as an evaluation row by row; {@link PolicyTexts} has them in the language
 * of policies.
 *
 * @param columns those of the contract, in its order; the store has more
 * @param denied columns that nobody sees
 * @param granted who may read the table
 * @param allRows whether the grant shows all rows that are not restricted; else permits do
 */
record TableRules(
    RandomTable table,
    List<Integer> columns,
    List<Integer> denied,
    Audience granted,
    boolean allRows,
    List<RowRule> rows,
    List<MaskRule> masks,
    Terms terms) {

  /**
   * Under which conditions the table is read.
   *
   * @param sealed whether predicates of queries stay away from the source
   * @param smallestGroup how many rows an answer has to stand on; 1 if single rows are shown
   * @param forPurpose whether a purpose has to be declared
   */
  record Terms(boolean sealed, int smallestGroup, boolean forPurpose) {}

  TableRules {
    columns = List.copyOf(columns);
    denied = List.copyOf(denied);
    rows = List.copyOf(rows);
    masks = List.copyOf(masks);
  }

  /** The columns that callers see, in the contract's order. */
  List<Integer> visibleColumns() {
    return columns.stream().filter(column -> !denied.contains(column)).toList();
  }

  /** Through whose eyes {@code ana} sees the table: her own, and a product's. */
  List<Viewer> windows() {
    return Stream.of(Viewer.ANA, Viewer.PRODUCT).filter(granted::admits).toList();
  }

  /** Whether only answers about groups are given. */
  boolean isLimited() {
    return terms.smallestGroup() > 1;
  }

  /** The table as queries name it. */
  QueriedTable queried() {
    return queried(table.product() + "." + table.name(), table.reference());
  }

  /**
   * The table, or one derived from it, as queries name it.
   *
   * @param sql its name in the mesh
   * @param reference its name in DuckDB alone
   */
  QueriedTable queried(String sql, String reference) {
    boolean keyed =
        visibleColumns().contains(0) && masks.stream().noneMatch(mask -> mask.column() == 0);
    return new QueriedTable(
        sql,
        reference,
        visibleColumns().stream().map(table.fields()::get).map(Field::column).toList(),
        keyed);
  }

  boolean isVisible(List<@Nullable Object> row, Viewer viewer) {
    return granted.admits(viewer)
        && Stream.of(Layer.values()).allMatch(layer -> permits(layer, row, viewer))
        && rows.stream().noneMatch(rule -> rule.hides(row, viewer));
  }

  private boolean permits(Layer layer, List<@Nullable Object> row, Viewer viewer) {
    List<RowRule> permits = rows.stream().filter(rule -> rule.isPermitOf(layer)).toList();
    return permits.isEmpty()
        || (layer == Layer.DOMAIN && allRows)
        || permits.stream().anyMatch(permit -> permit.shows(row, viewer));
  }

  /** Whether {@code ana} sees nothing of a row, by any way. */
  boolean isHidden(List<@Nullable Object> row) {
    return windows().stream().noneMatch(window -> isVisible(row, window));
  }

  /** A row as a viewer sees it; columns that they do not see are NULL. */
  List<@Nullable Object> shown(List<@Nullable Object> row, Viewer viewer) {
    List<@Nullable Object> shown = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      boolean seen = columns.contains(column) && !denied.contains(column);
      shown.add(seen ? seen(row, column, viewer) : null);
    }
    return shown;
  }

  private @Nullable Object seen(List<@Nullable Object> row, int column, Viewer viewer) {
    Set<String> known = viewer.attributes();
    List<ColumnMask> matching = masksOf(column, viewer);
    if (matching.isEmpty()) {
      return row.get(column);
    }
    // Of two parts neither is shown.
    boolean parts =
        matching.stream().filter(mask -> mask.strength() == Strength.PARTIAL).count() > 1;
    Optional<ColumnMask> stricter =
        matching.stream().filter(mask -> mask.strength().compareTo(Strength.PARTIAL) < 0).findAny();
    if (parts && stricter.isEmpty()) {
      return "XXXX";
    }
    return matching.stream()
        .min(Comparator.comparing(mask -> strength(mask, known)))
        .map(mask -> mask.seen(row, known))
        .orElse(null);
  }

  private static Strength strength(ColumnMask mask, Set<String> known) {
    return known.containsAll(mask.attributes()) ? mask.strength() : Strength.NULL;
  }

  private List<ColumnMask> masksOf(int column, Viewer viewer) {
    return masks.stream()
        .filter(rule -> rule.column() == column && rule.to().matches(viewer))
        .map(MaskRule::mask)
        .toList();
  }

  /** The names of the columns that are masked for {@code ana}, as queries write them. */
  List<String> maskedNames() {
    return visibleColumns().stream()
        .filter(column -> !masksOf(column, Viewer.ANA).isEmpty())
        .map(column -> table.fields().get(column).quoted())
        .toList();
  }

  /** The rows as a viewer sees them. */
  List<List<@Nullable Object>> visible(List<List<@Nullable Object>> rows, Viewer viewer) {
    return rows.stream()
        .filter(row -> isVisible(row, viewer))
        .map(row -> shown(row, viewer))
        .toList();
  }

  /** The permits and restrictions of a layer. */
  List<RowRule> rowsOf(Layer layer) {
    return rows.stream().filter(rule -> rule.layer() == layer).toList();
  }

  /** The masks of a layer. */
  List<MaskRule> masksOf(Layer layer) {
    return masks.stream().filter(rule -> rule.layer() == layer).toList();
  }

  /** Whether a product with rights of its own reads the table. */
  boolean hasProduct() {
    return granted.admits(Viewer.PRODUCT) && !isLimited();
  }
}
