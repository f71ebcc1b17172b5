package io.meshgate.catalog;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable snapshot of all data products. A reload swaps the whole; a query keeps the one it
 * began with.
 *
 * <p>Names are looked up without regard to case: two products or tables whose names differ only in
 * case are refused when they are loaded.
 */
public final class Catalog {

  private final String name;
  private final long version;
  private final ImmutableSortedMap<String, DataProduct> productsBySchema;
  private final ImmutableMap<String, ProductTable> tables;

  /**
   * @param name the catalog's name in SQL, usually {@code mesh}
   * @param version grows with each reload
   * @throws IllegalArgumentException if two products share a schema name
   */
  public Catalog(String name, long version, Collection<DataProduct> products) {
    this.name = name;
    this.version = version;
    Map<String, DataProduct> bySchema = new java.util.TreeMap<>();
    ImmutableMap.Builder<String, ProductTable> byName = ImmutableMap.builder();
    for (DataProduct product : products) {
      if (bySchema.put(key(product.schema()), product) != null) {
        throw new IllegalArgumentException("Two products are named " + product.schema());
      }
      for (ProductTable table : product.tables()) {
        byName.put(key(product.schema(), table.name()), table);
      }
    }
    this.productsBySchema = ImmutableSortedMap.copyOf(bySchema);
    this.tables = byName.buildOrThrow();
  }

  /** The catalog's name in SQL. */
  public String name() {
    return name;
  }

  /** Grows with each reload. */
  public long version() {
    return version;
  }

  /** All products, ordered by schema name. */
  public List<DataProduct> products() {
    return productsBySchema.values().asList();
  }

  /** The products whose schemas' names begin with some parts and go on, ordered by name. */
  public List<DataProduct> below(String parts) {
    // What follows the dot in the order of characters.
    return productsBySchema.subMap(key(parts) + '.', key(parts) + '/').values().asList();
  }

  /** The product whose schema has this name. */
  public Optional<DataProduct> product(String schema) {
    return Optional.ofNullable(productsBySchema.get(key(schema)));
  }

  /** The table of this name in the schema of this name. */
  public Optional<ProductTable> table(String schema, String table) {
    return Optional.ofNullable(tables.get(key(schema, table)));
  }

  private static String key(String... names) {
    return String.join("\u0000", names).toLowerCase(Locale.ROOT);
  }
}
