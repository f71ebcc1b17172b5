package io.meshgate.policy;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ForeignKey;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.session.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalog as one principal sees it: what is denied does not exist here.
 *
 * <p>Everything that resolves, lists, suggests or describes names goes through this class, so that
 * a hidden table and one that never existed give the same answer everywhere. Immutable; made for
 * one request.
 */
public final class VisibleCatalog {

  private final Catalog catalog;
  private final AccessPolicy policy;
  private final Principal principal;

  public VisibleCatalog(Catalog catalog, AccessPolicy policy, Principal principal) {
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.principal = Objects.requireNonNull(principal, "principal");
  }

  /** The catalog's name in SQL. */
  public String name() {
    return catalog.name();
  }

  /** Who sees it. */
  public Principal principal() {
    return principal;
  }

  /** The same catalog as another principal sees it. */
  public VisibleCatalog as(Principal other) {
    return new VisibleCatalog(catalog, policy, other);
  }

  /** The table of this name, if there is one and the principal may see it. */
  public Optional<VisibleTable> table(String schema, String name) {
    return catalog
        .product(schema)
        .flatMap(product -> catalog.table(schema, name).flatMap(table -> decide(product, table)));
  }

  /**
   * The first product with a visible table among the one whose schema has this name and those whose
   * schemas are below it.
   *
   * @param parts the first parts of the schemas' names
   * @param likely tables to look at before others, whose decisions may have to be fetched
   */
  public Optional<DataProduct> product(String parts, Collection<ProductTable> likely) {
    for (ProductTable table : likely) {
      if ((table.schema() + ".").regionMatches(true, 0, parts + ".", 0, parts.length() + 1)) {
        Optional<VisibleTable> visible = table(table.schema(), table.name());
        if (visible.isPresent()) {
          return visible.map(VisibleTable::product);
        }
      }
    }
    return Stream.concat(catalog.product(parts).stream(), catalog.below(parts).stream())
        .filter(this::isVisible)
        .findFirst();
  }

  private boolean isVisible(DataProduct product) {
    return product.tables().stream().anyMatch(table -> decide(product, table).isPresent());
  }

  /** All visible tables, ordered by schema, within it in the contract's order. */
  public List<VisibleTable> tables() {
    List<VisibleTable> visible = new ArrayList<>();
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        decide(product, table).ifPresent(visible::add);
      }
    }
    return visible;
  }

  /**
   * The visible tables of one schema, in the contract's order; empty for a schema that is not
   * visible.
   */
  public List<VisibleTable> tables(String schema) {
    List<VisibleTable> visible = new ArrayList<>();
    catalog
        .product(schema)
        .ifPresent(
            product ->
                product.tables().forEach(table -> decide(product, table).ifPresent(visible::add)));
    return visible;
  }

  /** Names of the schemas that hold a visible table, in order. */
  public List<String> schemas() {
    return catalog.products().stream().filter(this::isVisible).map(DataProduct::schema).toList();
  }

  /** The references of a table that the principal sees whole: every column at both ends. */
  public List<ForeignKey> foreignKeys(VisibleTable table) {
    return table.table().foreignKeys().stream()
        .filter(key -> sees(table, key.columns()))
        .filter(
            key ->
                table(key.schema(), key.table())
                    .filter(target -> sees(target, key.referenced()))
                    .isPresent())
        .toList();
  }

  private static boolean sees(VisibleTable table, List<String> columns) {
    List<String> seen = table.columns().stream().map(ProductColumn::name).toList();
    return seen.containsAll(columns);
  }

  private Optional<VisibleTable> decide(DataProduct product, ProductTable table) {
    return table.audience() == ProductTable.Audience.READERS
            && policy.decide(principal, product, table) instanceof Decision.Allowed allowed
        ? Optional.of(new VisibleTable(product, table, allowed))
        : Optional.empty();
  }
}
