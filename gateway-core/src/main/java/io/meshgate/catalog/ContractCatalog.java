package io.meshgate.catalog;

import io.meshgate.catalog.Description.Found;
import io.meshgate.catalog.Description.Missing;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.contract.ContractColumn;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.document.Problem;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * The catalog as contracts alone promise it, for tools that look at a mesh without contacting a
 * source: every table is taken to be there, with the types of its contract.
 */
public final class ContractCatalog {

  private final List<Problem> problems = new ArrayList<>();

  private ContractCatalog() {}

  /**
   * Reads the contracts of a configuration. A column of which the contract gives no type counts as
   * text, and is among the problems as a warning.
   */
  public static LoadResult load(MeshFile mesh) {
    ContractCatalog contracts = new ContractCatalog();
    LoadResult result =
        new CatalogLoader(mesh, contracts::describe)
            .load(
                ProductFiles.read(mesh.folder(), mesh.products()),
                LoadResult.EMPTY,
                source -> true);
    return result.with(contracts.problems);
  }

  private Map<Description.Key, Description> describe(
      Set<Description.Key> keys, List<BoundContract> contracts) {
    Map<Description.Key, Map<String, RemoteColumn>> columns = new LinkedHashMap<>();
    for (BoundContract bound : contracts) {
      for (ContractTable table : bound.contract().tables()) {
        Optional<Description.Key> key = ProductBuilder.key(bound, table);
        if (key.isPresent()) {
          Map<String, RemoteColumn> known =
              columns.computeIfAbsent(key.get(), none -> new LinkedHashMap<>());
          table.columns().forEach(column -> known.putIfAbsent(column.remoteName(), column(column)));
        }
      }
    }
    Map<Description.Key, Description> descriptions = new LinkedHashMap<>();
    for (Description.Key key : keys) {
      Map<String, RemoteColumn> known = columns.getOrDefault(key, Map.of());
      descriptions.put(
          key,
          known.isEmpty()
              ? new Missing()
              : new Found(
                  new RemoteTable(
                      key.table(),
                      key.table().toString(),
                      List.copyOf(known.values()),
                      OptionalLong.empty())));
    }
    return descriptions;
  }

  private RemoteColumn column(ContractColumn column) {
    Optional<ValueType> type = column.type().valueType();
    if (type.isEmpty()) {
      problems.add(
          Problem.warning(
              column.at(),
              "The contract gives the column '"
                  + column.name()
                  + "' no type that is known here, so it counts as text; add a logicalType, or ask"
                  + " the sources"));
    }
    return new RemoteColumn(
        column.remoteName(),
        column.type().text(),
        new RemoteColumn.Supported(type.orElseGet(() -> ValueType.of(ArrowType.Utf8.INSTANCE))),
        true,
        RemoteColumn.REFERENCE,
        OptionalLong.empty());
  }
}
