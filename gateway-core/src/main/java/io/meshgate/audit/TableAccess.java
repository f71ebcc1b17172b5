package io.meshgate.audit;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The decision about one table that a statement names. For owners and governance: it holds names
 * that the caller may not see.
 *
 * @param product the product, in the version of its contract that was in force
 * @param table the table
 * @param decision what the caller may see of it, or the product that reads it for them
 * @param read the columns that the plan takes from the source, in the table's order; empty if none
 * @param reader the schema of the product that reads the table with rights of its own; empty if the
 *     caller's rights count
 */
public record TableAccess(
    DataProduct product,
    ProductTable table,
    Decision decision,
    List<String> read,
    Optional<String> reader) {

  public TableAccess {
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(reader, "reader");
    read = ImmutableList.copyOf(read);
  }

  /**
   * A column that is seen through a mask.
   *
   * @param name the column
   * @param mask what stands in the place of its values
   */
  public record MaskedColumn(String name, Decision.Mask mask) {
    public MaskedColumn {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(mask, "mask");
    }
  }

  /** What the caller sees of the table, if it sees it at all. */
  public Optional<Decision.Allowed> allowed() {
    return decision instanceof Decision.Allowed allowed ? Optional.of(allowed) : Optional.empty();
  }

  /** Names of the mapping tables that row policies read to decide about its rows. */
  public List<String> mappingTables() {
    return allowed().map(Decision.Allowed::memberships).orElse(List.of()).stream()
        .map(membership -> membership.table().table().displayName())
        .distinct()
        .toList();
  }

  /** Columns of the contract that do not exist for the caller; none if the table does not. */
  public List<String> deniedColumns() {
    if (allowed().isEmpty()) {
      return List.of();
    }
    List<Integer> visible =
        allowed().get().columns().stream().map(Decision.VisibleColumn::ordinal).toList();
    List<String> denied = new ArrayList<>();
    List<ProductColumn> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (!visible.contains(i)) {
        denied.add(columns.get(i).name());
      }
    }
    return denied;
  }

  /** Columns that the caller sees through a mask. */
  public List<MaskedColumn> maskedColumns() {
    List<MaskedColumn> masked = new ArrayList<>();
    for (Decision.VisibleColumn column :
        allowed().map(Decision.Allowed::columns).orElse(List.of())) {
      column
          .mask()
          .ifPresent(
              mask ->
                  masked.add(new MaskedColumn(table.columns().get(column.ordinal()).name(), mask)));
    }
    return masked;
  }
}
