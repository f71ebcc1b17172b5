package io.meshgate.policy;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.catalog.derived.DerivedInputs;
import io.meshgate.catalog.derived.InputTable;
import io.meshgate.document.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the inputs of the tables that depend on the rights to them. */
final class ProductInputs {

  private final Catalog catalog;
  private final Map<String, Delegations.Inputs> byTable = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  ProductInputs(Catalog catalog) {
    this.catalog = catalog;
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        boolean derived = table.origin() instanceof ProductTable.Derived;
        if (isDefiner(table)) {
          byTable.put(PolicyCompiler.key(table), read(product, table));
        } else if (!derived && !product.inputs().isEmpty()) {
          byTable.put(PolicyCompiler.key(table), copied(product, table));
        }
      }
    }
  }

  private static boolean isDefiner(ProductTable table) {
    return table.origin() instanceof ProductTable.Derived derived
        && derived.rights() == ProductTable.Rights.DEFINER;
  }

  /** What was found, by key of table. */
  Map<String, Delegations.Inputs> byTable() {
    return byTable;
  }

  private Delegations.Inputs read(DataProduct product, ProductTable table) {
    Set<InputTable> found = new LinkedHashSet<>();
    if (collect(table, found, new LinkedHashSet<>()) && !found.isEmpty()) {
      return new Delegations.Read(List.copyOf(found));
    }
    refuse(
        product,
        table,
        "is denied to everybody: which tables its query reads cannot be said; write names as"
            + " domain.product.table");
    return new Delegations.Unknown();
  }

  /**
   * Follows derived tables that are read with the product's rights too; false if one is unclear.
   */
  private boolean collect(ProductTable table, Set<InputTable> found, Set<ProductTable> followed) {
    if (!followed.add(table)) {
      return true;
    }
    Optional<List<InputTable>> named =
        DerivedInputs.of(catalog, ((ProductTable.Derived) table.origin()).sql());
    if (named.isEmpty()) {
      return false;
    }
    boolean clear = true;
    for (InputTable input : named.get()) {
      found.add(input);
      boolean through =
          input.table().origin() instanceof ProductTable.Derived && !isDefiner(input.table());
      clear &= !through || collect(input.table(), found, followed);
    }
    return clear;
  }

  private Delegations.Inputs copied(DataProduct product, ProductTable table) {
    List<InputTable> found = new ArrayList<>();
    for (String name : product.inputs()) {
      List<InputTable> named = DerivedInputs.named(catalog, name);
      if (named.isEmpty()) {
        refuse(product, table, "is denied to everybody: its input '" + name + "' is not known");
        return new Delegations.Unknown();
      }
      found.addAll(named);
    }
    return new Delegations.Copied(found);
  }

  private void refuse(DataProduct product, ProductTable table, String what) {
    problems.add(
        Problem.error("contract of " + product.schema(), table.displayName() + " " + what));
  }

  /** What the owners of products should know: what is unclear, and inputs that nobody granted. */
  List<Problem> problems(Delegations delegations) {
    List<Problem> all = new ArrayList<>(problems);
    for (DataProduct product : catalog.products()) {
      for (ProductTable table : product.tables()) {
        Delegations.Inputs inputs = byTable.get(PolicyCompiler.key(table));
        if (inputs instanceof Delegations.Read read) {
          missing(delegations, product, read.tables())
              .ifPresent(
                  names ->
                      all.add(
                          Problem.error(
                              "contract of " + product.schema(),
                              table.displayName()
                                  + " is denied to everybody: it reads with rights of its own, and"
                                  + toBeGranted(product, names))));
        } else if (inputs instanceof Delegations.Copied copied) {
          missing(delegations, product, copied.tables())
              .ifPresent(
                  names ->
                      all.add(
                          new Problem(
                              Problem.Severity.WARNING,
                              "contract of " + product.schema(),
                              0,
                              "",
                              table.displayName()
                                  + " is shown only to who sees the whole of its inputs, as"
                                  + toBeGranted(product, names))));
        }
      }
    }
    return all;
  }

  private static String toBeGranted(DataProduct product, String names) {
    return " no grant to {products: ["
        + product.schema()
        + "]} covers "
        + names
        + "; ask the owners for one";
  }

  private static Optional<String> missing(
      Delegations delegations, DataProduct product, List<InputTable> inputs) {
    List<String> names =
        inputs.stream()
            .filter(input -> !delegations.grants(input, product.schema()))
            .map(input -> input.table().displayName())
            .toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }
}
