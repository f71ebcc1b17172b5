package io.meshgate.catalog;

import io.meshgate.catalog.contract.ContractColumn;
import io.meshgate.catalog.contract.ContractRelationship;
import io.meshgate.catalog.contract.ContractTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what the relationships of contracts refer to, by name or by id, in the same contract or in
 * the file of another. What is not published is left out without a word: nobody may learn from a
 * contract that another exists.
 */
final class ForeignKeys {

  private final List<BoundContract> published;

  ForeignKeys(List<BoundContract> published) {
    this.published = List.copyOf(published);
  }

  /** The references of a table, in the contract's order. */
  List<ForeignKey> of(BoundContract bound, ContractTable table) {
    // A contract may say the same at the table and at the column.
    Set<ForeignKey> keys = new LinkedHashSet<>();
    for (ContractRelationship relationship : table.relationships()) {
      resolve(bound, table, relationship).ifPresent(keys::add);
    }
    return List.copyOf(keys);
  }

  private Optional<ForeignKey> resolve(
      BoundContract bound, ContractTable table, ContractRelationship relationship) {
    List<String> columns = new ArrayList<>();
    for (ContractRelationship.Reference from : relationship.from()) {
      Optional<Column> column =
          column(bound, from).filter(found -> found.table().name().equals(table.name()));
      column.ifPresent(found -> columns.add(found.column().name()));
    }
    List<Column> targets = new ArrayList<>();
    for (ContractRelationship.Reference to : relationship.to()) {
      column(bound, to).ifPresent(targets::add);
    }
    int width = relationship.to().size();
    boolean whole = columns.size() == width && targets.size() == width;
    long tables =
        targets.stream()
            .map(target -> target.schema() + "." + target.table().name())
            .distinct()
            .count();
    if (!whole || tables != 1) {
      return Optional.empty();
    }
    return Optional.of(
        new ForeignKey(
            columns,
            targets.get(0).schema(),
            targets.get(0).table().name(),
            targets.stream().map(target -> target.column().name()).toList()));
  }

  /** A column that a reference leads to. */
  private record Column(String schema, ContractTable table, ContractColumn column) {}

  private Optional<Column> column(BoundContract bound, ContractRelationship.Reference reference) {
    Optional<BoundContract> home =
        reference.file().isEmpty() ? Optional.of(bound) : contract(bound, reference.file().get());
    return home.flatMap(
        contract ->
            contract.contract().tables().stream()
                .filter(reference::isTable)
                .findFirst()
                .flatMap(
                    table ->
                        table.columns().stream()
                            .filter(reference::isColumn)
                            .findFirst()
                            .map(column -> new Column(contract.schema(), table, column))));
  }

  /** The published contract in a file, named from where the contract that refers to it is. */
  private Optional<BoundContract> contract(BoundContract from, String file) {
    Path path = Path.of(from.contract().file()).resolveSibling(file).normalize();
    return published.stream()
        .filter(bound -> Path.of(bound.contract().file()).normalize().equals(path))
        .findFirst();
  }
}
