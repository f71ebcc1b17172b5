package io.meshgate.audit;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the tables that one statement names while it is planned, with the decisions about them;
 * what is collected stays when planning fails. Not safe for use by many threads.
 */
public final class Accesses {

  private final Map<String, TableAccess> tables = new LinkedHashMap<>();

  /**
   * Notes a decision. Only the first about a table counts: decisions of one request are the same.
   *
   * @return whether the table is new here
   */
  public boolean decided(DataProduct product, ProductTable table, Decision decision) {
    return tables.putIfAbsent(
            table.displayName(), new TableAccess(product, table, decision, List.of()))
        == null;
  }

  /**
   * Notes columns that the plan takes from the source of a table.
   *
   * @param names columns of the table, by the names of the contract
   */
  public void read(ProductTable table, List<String> names) {
    tables.computeIfPresent(
        table.displayName(),
        (key, access) -> {
          Set<String> read = new TreeSet<>(access.read());
          read.addAll(names);
          return new TableAccess(
              access.product(),
              access.table(),
              access.decision(),
              access.table().columns().stream()
                  .map(column -> column.name())
                  .filter(read::contains)
                  .toList());
        });
  }

  /** What was collected, in the order in which it was met. */
  public List<TableAccess> tables() {
    return ImmutableList.copyOf(tables.values());
  }
}
