package io.meshgate.catalog;

import io.meshgate.catalog.Description.Found;
import io.meshgate.catalog.Description.Unanswered;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.catalog.contract.ContractColumn;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.document.NearestName;
import io.meshgate.document.Problem;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Makes a product of a contract and what the sources said: each table is compared by itself, so
 * that one that does not fit breaks no other.
 */
final class ProductBuilder {

  private static final int REASONS_SHOWN = 5;

  private final Map<Description.Key, Description> descriptions;
  private final ForeignKeys foreignKeys;
  private final List<Problem> problems;

  ProductBuilder(
      Map<Description.Key, Description> descriptions,
      ForeignKeys foreignKeys,
      List<Problem> problems) {
    this.descriptions = descriptions;
    this.foreignKeys = foreignKeys;
    this.problems = problems;
  }

  DataProduct build(BoundContract bound) {
    Contract contract = bound.contract();
    List<ProductTable> tables = new ArrayList<>();
    for (ContractTable table : contract.tables()) {
      tables.add(table(bound, table));
    }
    return new DataProduct(
        bound.domain(),
        bound.product(),
        contract.version(),
        contract.status(),
        contract.id(),
        contract.owner(),
        contract.description(),
        contract.tags(),
        tables,
        state(tables),
        contract.policies(),
        contract.inputs());
  }

  /** Where a table's description is found; empty for a derived table. */
  static Optional<Description.Key> key(BoundContract bound, ContractTable table) {
    return table.derived()
        ? Optional.empty()
        : bound
            .placement()
            .map(place -> new Description.Key(place.source(), place.tableName(table)));
  }

  private ProductTable table(BoundContract bound, ContractTable table) {
    Optional<Description.Key> key = key(bound, table);
    if (key.isEmpty()) {
      ProductTable.Derived derived =
          new ProductTable.Derived(
              table.sql().orElseThrow(),
              table.definer() ? ProductTable.Rights.DEFINER : ProductTable.Rights.INVOKER);
      return table(bound, table, derived, contractColumns(table));
    }
    Description description = descriptions.get(key.get());
    if (description instanceof Found found) {
      return compared(bound, table, key.get(), found.table());
    }
    ProductState state =
        description instanceof Unanswered unanswered
            ? ProductState.unavailable(unanswered.reason())
            : ProductState.drifted(
                "Source '%s' has no table %s".formatted(key.get().source(), key.get().table()));
    return broken(bound, table, new ProductTable.Broken(state));
  }

  private ProductTable compared(
      BoundContract bound, ContractTable table, Description.Key key, RemoteTable remote) {
    List<String> reasons = new ArrayList<>();
    List<ProductColumn> columns = new ArrayList<>();
    for (ContractColumn column : table.columns()) {
      Optional<RemoteColumn> live = live(remote, column.remoteName());
      if (live.isEmpty()) {
        reasons.add(missing(key, column, remote));
        continue;
      }
      Optional<String> mismatch = mismatch(column, live.get());
      mismatch.ifPresent(
          reason -> reasons.add("Column '%s' %s".formatted(column.remoteName(), reason)));
      if (mismatch.isEmpty()) {
        columns.add(column(column, live.get()));
      }
    }
    if (!reasons.isEmpty()) {
      ProductState drifted = ProductState.drifted(summary(reasons));
      return broken(bound, table, new ProductTable.Broken(drifted, remote.typing()));
    }
    return table(bound, table, new ProductTable.Remote(key.source(), remote), columns);
  }

  /** The column of the exact name, or else the only one that differs in nothing but case. */
  private static Optional<RemoteColumn> live(RemoteTable remote, String name) {
    Optional<RemoteColumn> exact = remote.column(name);
    List<RemoteColumn> similar =
        remote.columns().stream().filter(found -> found.name().equalsIgnoreCase(name)).toList();
    return exact.isEmpty() && similar.size() == 1 ? Optional.of(similar.get(0)) : exact;
  }

  private static String missing(Description.Key key, ContractColumn column, RemoteTable remote) {
    List<String> names = remote.columns().stream().map(RemoteColumn::name).toList();
    return "Column '%s' is not in %s of source '%s'%s"
        .formatted(
            column.remoteName(),
            key.table(),
            key.source(),
            NearestName.hint(column.remoteName(), names));
  }

  private static Optional<String> mismatch(ContractColumn column, RemoteColumn live) {
    Optional<ValueType> type = live.valueType();
    if (type.isPresent()) {
      try {
        SqlTypes.toSql(type.get(), true);
      } catch (IllegalArgumentException e) {
        // The connector reads a type that the gateway has no SQL type for.
        return Optional.of("cannot be read: no SQL type for " + live.sourceType());
      }
    }
    return column.type().mismatch(live);
  }

  private static ProductColumn column(ContractColumn column, RemoteColumn live) {
    return new ProductColumn(
        column.name(),
        live.name(),
        live.valueType().orElseThrow(),
        // What the source guarantees, not what the contract hopes for: plans rely on it.
        live.nullable(),
        column.description(),
        column.tags(),
        column.classification(),
        column.primaryKeyPosition());
  }

  private ProductTable broken(
      BoundContract bound, ContractTable table, ProductTable.Broken broken) {
    problems.add(
        Problem.warning(
            table.at(),
            "The table "
                + bound.schema()
                + "."
                + table.name()
                + " cannot be queried: "
                + broken.state().reason()));
    return table(bound, table, broken, contractColumns(table));
  }

  private ProductTable table(
      BoundContract bound,
      ContractTable table,
      ProductTable.Origin origin,
      List<ProductColumn> columns) {
    return new ProductTable(
        bound.schema(),
        table.name(),
        table.description(),
        table.tags(),
        columns,
        origin,
        foreignKeys.of(bound, table),
        bound.contract().policyData() || table.policyData()
            ? ProductTable.Audience.POLICIES
            : ProductTable.Audience.READERS);
  }

  private static List<ProductColumn> contractColumns(ContractTable table) {
    List<ProductColumn> columns = new ArrayList<>();
    for (ContractColumn column : table.columns()) {
      columns.add(
          new ProductColumn(
              column.name(),
              column.remoteName(),
              column.type().valueType().orElseGet(() -> ValueType.of(ArrowType.Utf8.INSTANCE)),
              true,
              column.description(),
              column.tags(),
              column.classification(),
              column.primaryKeyPosition()));
    }
    return columns;
  }

  /** A product is as well as its worst table; a source that is away hides what else is wrong. */
  private static ProductState state(List<ProductTable> tables) {
    List<String> drifted = new ArrayList<>();
    for (ProductTable table : tables) {
      if (table.origin() instanceof ProductTable.Broken broken) {
        if (broken.state().kind() == ProductState.Kind.UNAVAILABLE) {
          return broken.state();
        }
        drifted.add(table.name() + ": " + broken.state().reason());
      }
    }
    return drifted.isEmpty() ? ProductState.ACTIVE : ProductState.drifted(summary(drifted));
  }

  private static String summary(List<String> reasons) {
    String shown = String.join("; ", reasons.subList(0, Math.min(REASONS_SHOWN, reasons.size())));
    int more = reasons.size() - REASONS_SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }
}
