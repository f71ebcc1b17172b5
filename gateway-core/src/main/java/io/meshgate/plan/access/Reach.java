package io.meshgate.plan.access;

import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.ProductTable;
import java.util.Set;

/**
 * Where a query may have leaves, as its text and the catalog say.
 *
 * @param here the tables that it may read, and the derived ones whose answers it may read
 * @param behind the tables that only those derived ones may read
 */
public record Reach(Set<ProductTable> here, Set<ProductTable> behind) {

  public Reach {
    here = ImmutableSet.copyOf(here);
    behind = ImmutableSet.copyOf(behind);
  }

  /** Whether a leaf stands where no name of the query has put it, but only a derived table's. */
  public boolean isPast(ProductTable table) {
    return behind.contains(table) && !here.contains(table);
  }
}
