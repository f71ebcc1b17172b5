package io.meshgate.audit;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the tables that one statement names while it is planned, with the decisions about them;
 * what is collected stays when planning fails. Not safe for use by many threads.
 */
public final class Accesses {

  private final Map<Key, TableAccess> tables = new LinkedHashMap<>();

  private record Key(String table, Optional<String> reader) {}

  /**
   * Notes a decision. Only the first about a table and a reader counts: decisions of one request
   * are the same.
   *
   * @param reader whom the decision is for: who asks, or a product that reads for them
   * @return whether the table is new here
   */
  public boolean decided(
      Principal reader, DataProduct product, ProductTable table, Decision decision) {
    Optional<String> behalf = behalf(reader);
    return tables.putIfAbsent(
            new Key(table.displayName(), behalf),
            new TableAccess(product, table, decision, List.of(), behalf))
        == null;
  }

  private static Optional<String> behalf(Principal reader) {
    return reader.kind() == Principal.Kind.PRODUCT
        ? Optional.of(reader.subject())
        : Optional.empty();
  }

  /**
   * Notes columns that the plan takes from the source of a table.
   *
   * @param reader for whom
   * @param names columns of the table, by the names of the contract
   */
  public void read(Principal reader, ProductTable table, List<String> names) {
    tables.computeIfPresent(
        new Key(table.displayName(), behalf(reader)),
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
                  .toList(),
              access.reader());
        });
  }

  /** What was collected, in the order in which it was met. */
  public List<TableAccess> tables() {
    return ImmutableList.copyOf(tables.values());
  }
}
