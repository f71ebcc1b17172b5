package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.document.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of loading: a catalog, and everything that kept it from being better. */
public final class LoadResult {

  /** Nothing loaded yet. */
  static final LoadResult EMPTY =
      new LoadResult(
          new Catalog("mesh", 0, List.of()),
          List.of(),
          ImmutableSortedMap.of(),
          List.of(),
          ImmutableMap.of());

  private final Catalog catalog;
  private final ImmutableList<Problem> problems;
  private final ImmutableSortedMap<String, BoundContract> inForce;
  private final ImmutableList<BoundContract> published;
  private final ImmutableMap<String, Contract> contracts;
  private final ImmutableMap<Description.Key, Description> descriptions;

  /**
   * @param inForce the last good version of each file
   * @param published the contracts behind the products
   * @param descriptions what the sources said
   */
  LoadResult(
      Catalog catalog,
      List<Problem> problems,
      ImmutableSortedMap<String, BoundContract> inForce,
      List<BoundContract> published,
      ImmutableMap<Description.Key, Description> descriptions) {
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    this.problems = ImmutableList.copyOf(problems);
    this.inForce = inForce;
    this.published = ImmutableList.copyOf(published);
    this.contracts =
        published.stream()
            .collect(ImmutableMap.toImmutableMap(BoundContract::schema, BoundContract::contract));
    this.descriptions = descriptions;
  }

  /** The same with further problems. */
  LoadResult with(List<Problem> more) {
    return new LoadResult(
        catalog,
        ImmutableList.<Problem>builder().addAll(problems).addAll(more).build(),
        inForce,
        published,
        descriptions);
  }

  /** The products that can be asked, and those that cannot be asked now. */
  public Catalog catalog() {
    return catalog;
  }

  /** What is wrong with files and sources, file by file. */
  public List<Problem> problems() {
    return problems;
  }

  /** The contract behind a product, by the name of its schema as the catalog spells it. */
  public Optional<Contract> contract(String schema) {
    return Optional.ofNullable(contracts.get(schema));
  }

  ImmutableSortedMap<String, BoundContract> inForce() {
    return inForce;
  }

  ImmutableMap<Description.Key, Description> descriptions() {
    return descriptions;
  }

  /** Sources that did not answer about some table, in the order of tables. */
  ImmutableList<String> silentSources() {
    return descriptions.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Description.Unanswered)
        .map(entry -> entry.getKey().source())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }
}
