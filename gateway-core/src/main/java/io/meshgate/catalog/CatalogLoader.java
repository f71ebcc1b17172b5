package io.meshgate.catalog;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.catalog.contract.ContractReader;
import io.meshgate.catalog.contract.ContractReading;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.document.Problem;
import io.meshgate.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Loads a catalog: files and connectors in, a snapshot out. Keeps nothing between calls; the
 * previous result says which version of a file was good last.
 */
final class CatalogLoader {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MeshFile mesh;
  private final ContractBinder binder;
  private final Descriptions source;

  /** Where descriptions of tables come from. */
  @FunctionalInterface
  interface Descriptions {
    /** What is known of these tables of some contracts; every key has a value. */
    Map<Description.Key, Description> of(Set<Description.Key> keys, List<BoundContract> contracts);
  }

  /** Loads with descriptions that the sources give. */
  CatalogLoader(MeshFile mesh, Map<String, Connector> connectors) {
    this.mesh = mesh;
    this.binder = new ContractBinder(mesh.bindings(), connectors.keySet());
    Describer describer = new Describer(connectors, PATIENCE);
    this.source = (keys, contracts) -> describer.describe(keys);
  }

  /** Loads with descriptions from elsewhere. */
  CatalogLoader(MeshFile mesh, Descriptions source) {
    this.mesh = mesh;
    this.binder = new ContractBinder(mesh.bindings(), mesh.sources().keySet());
    this.source = source;
  }

  /**
   * Loads all files.
   *
   * @param files the files as they are now; the product of a file that is gone goes away
   * @param previous what was loaded before; its version of a file that is bad now stays in force
   * @param ask which sources are asked again about tables that they have described before
   */
  LoadResult load(ProductFiles files, LoadResult previous, Predicate<String> ask) {
    List<Problem> problems = new ArrayList<>(files.problems());
    SortedMap<String, BoundContract> good = new TreeMap<>();
    files
        .contents()
        .forEach(
            (file, bytes) ->
                contract(file, bytes, problems)
                    .or(() -> lastGood(file, previous, problems))
                    .ifPresent(bound -> good.put(file, bound)));
    for (String file : previous.inForce().keySet()) {
      if (files.unreadable(file)) {
        lastGood(file, previous, problems).ifPresent(bound -> good.put(file, bound));
      }
    }
    ImmutableSortedMap<String, BoundContract> inForce = ImmutableSortedMap.copyOfSorted(good);
    List<BoundContract> published =
        ProductNames.settle(
            inForce.values().stream().filter(bound -> !bound.contract().retired()).toList(),
            problems);
    ImmutableMap<Description.Key, Description> descriptions = describe(published, previous, ask);
    ProductBuilder products =
        new ProductBuilder(descriptions, new ForeignKeys(published), problems);
    List<DataProduct> built = published.stream().map(products::build).toList();
    Catalog catalog = catalog(built, previous.catalog());
    return new LoadResult(catalog, problems, inForce, published, descriptions);
  }

  private Optional<BoundContract> contract(String file, byte[] bytes, List<Problem> problems) {
    ContractReading reading = ContractReader.read(file, bytes);
    problems.addAll(reading.problems());
    Optional<Contract> contract = reading.contract();
    if (contract.filter(Contract::retired).isPresent()) {
      problems.add(
          Problem.warning(
              contract.get().document().find("status").orElse(contract.get().document()),
              "The contract is retired, so its product is not published"));
    }
    return contract.flatMap(read -> binder.bind(read, problems));
  }

  private static Optional<BoundContract> lastGood(
      String file, LoadResult previous, List<Problem> problems) {
    Optional<BoundContract> last = Optional.ofNullable(previous.inForce().get(file));
    last.ifPresent(
        bound ->
            problems.add(
                new Problem(
                    Problem.Severity.WARNING,
                    file,
                    0,
                    "",
                    "The last good version of "
                        + bound.schema()
                        + " ("
                        + bound.contract().version()
                        + ") stays in force until the file is corrected")));
    return last;
  }

  private ImmutableMap<Description.Key, Description> describe(
      List<BoundContract> published, LoadResult previous, Predicate<String> ask) {
    Map<Description.Key, Description> descriptions = new LinkedHashMap<>();
    Set<Description.Key> asked = new LinkedHashSet<>();
    for (BoundContract bound : published) {
      for (ContractTable table : bound.contract().tables()) {
        Optional<Description.Key> key = ProductBuilder.key(bound, table);
        if (key.isPresent()) {
          Description known = previous.descriptions().get(key.get());
          if (known == null || ask.test(key.get().source())) {
            asked.add(key.get());
          } else {
            descriptions.put(key.get(), known);
          }
        }
      }
    }
    descriptions.putAll(source.of(asked, published));
    return ImmutableMap.copyOf(descriptions);
  }

  /** The same snapshot if nothing changed, so that what is cached for it stays valid. */
  private Catalog catalog(List<DataProduct> products, Catalog previous) {
    Catalog next = new Catalog(mesh.catalog(), previous.version() + 1, products);
    return previous.version() > 0 && next.products().equals(previous.products()) ? previous : next;
  }
}
