package io.meshgate.policy.mapping;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import java.util.Objects;
import java.util.Optional;

/**
 * A table that policies read and nobody else: published as policy data, without policies of its
 * own.
 *
 * @param product the product it belongs to
 * @param table the table; it is at a source, or was when its source last answered
 */
public record MappingTable(DataProduct product, ProductTable table) {

  public MappingTable {
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(table, "table");
  }

  /**
   * The table of a name: {@code domain.product.table}, or {@code domain.product} if the product has
   * one table only.
   */
  public static Optional<MappingTable> find(Catalog catalog, String name) {
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        boolean only = product.tables().size() == 1 && name.equalsIgnoreCase(product.schema());
        if (only || name.equalsIgnoreCase(table.displayName())) {
          return Optional.of(new MappingTable(product, table));
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a name stands for this table. */
  boolean isNamed(String name) {
    return name.equalsIgnoreCase(table.displayName())
        || (product.tables().size() == 1 && name.equalsIgnoreCase(product.schema()));
  }
}
