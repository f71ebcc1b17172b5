package io.meshgate.catalog.derived;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import java.util.Objects;

/**
 * A table that another one is made of.
 *
 * @param product the product it belongs to
 * @param table the table
 */
public record InputTable(DataProduct product, ProductTable table) {
  public InputTable {
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(table, "table");
  }
}
