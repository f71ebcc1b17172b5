package io.meshgate.benchmarks;

import com.google.common.base.Splitter;
import io.meshgate.MeshSnapshot;
import io.meshgate.QueryEngine;
import io.meshgate.audit.AuditTrail;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.execute.QueryResult;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An engine over sources whose tables are products that everybody sees. Closing it closes the
 * connectors.
 */
final class BenchmarkMesh implements AutoCloseable {

  private static final QuerySession SESSION = QuerySession.of(Principal.of("bench"));
  static final Map<String, byte[]> MASK_KEYS =
      Map.of("bench", "not a secret".getBytes(StandardCharsets.UTF_8));
  private static final AccessPolicy OPEN =
      (principal, product, table) -> {
        List<Decision.VisibleColumn> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
          columns.add(new Decision.VisibleColumn(i, Optional.empty()));
        }
        return new Decision.Allowed(
            columns, Optional.empty(), Decision.PushdownMode.NORMAL, List.of("open"));
      };

  private final BufferAllocator allocator = new RootAllocator();
  private final Map<String, Connector> connectors;
  private final QueryEngine engine;

  /**
   * One table of a product.
   *
   * @param schema the product, {@code domain.name}
   * @param name the table's name in it
   * @param source name of the source that has it
   * @param remote its name there
   * @param tags its tags, for policies
   */
  record MeshTable(String schema, String name, String source, TableName remote, List<String> tags) {
    MeshTable {
      tags = List.copyOf(tags);
    }

    /** A table without tags. */
    MeshTable(String schema, String name, String source, TableName remote) {
      this(schema, name, source, remote, List.of());
    }
  }

  /** Makes the policies over a catalog. */
  @FunctionalInterface
  interface Policies {
    AccessPolicy over(Catalog catalog);
  }

  /**
   * One source, whose tables are the product {@code bench.data}.
   *
   * @param type the connector's type
   * @param options its options
   * @param tables remote tables by their name in the product
   */
  BenchmarkMesh(
      String type, Map<String, String> options, Map<String, TableName> tables, Path folder) {
    this(
        Map.of("s", connect("s", type, options, folder)),
        tables.entrySet().stream()
            .map(table -> new MeshTable("bench.data", table.getKey(), "s", table.getValue()))
            .toList(),
        folder);
  }

  /**
   * @param connectors the sources by name, which the mesh closes
   * @param tables their tables; those with one schema make one product
   * @param folder where the engine spills
   */
  BenchmarkMesh(Map<String, Connector> connectors, List<MeshTable> tables, Path folder) {
    this(connectors, tables, folder, catalog -> OPEN);
  }

  /**
   * @param connectors the sources by name, which the mesh closes
   * @param tables their tables; those with one schema make one product
   * @param folder where the engine spills
   * @param policies who sees what
   */
  BenchmarkMesh(
      Map<String, Connector> connectors, List<MeshTable> tables, Path folder, Policies policies) {
    this.connectors = Map.copyOf(connectors);
    Map<String, List<ProductTable>> products = new LinkedHashMap<>();
    for (MeshTable table : tables) {
      products.computeIfAbsent(table.schema(), schema -> new ArrayList<>()).add(describe(table));
    }
    List<DataProduct> list = new ArrayList<>();
    products.forEach((schema, parts) -> list.add(product(schema, parts)));
    Catalog catalog = new Catalog("mesh", 1, list);
    MeshSnapshot snapshot = new MeshSnapshot(catalog, policies.over(catalog));
    this.engine =
        new QueryEngine(
            () -> snapshot,
            QueryRegistry.silent(),
            this.connectors,
            MASK_KEYS,
            new QueryEngine.EngineRuntime(allocator, folder.resolve("spill"), 2, AuditTrail.NONE));
  }

  /** A source of a type that {@link ServiceLoader} finds; paths in options start at the folder. */
  static Connector connect(String name, String type, Map<String, String> options, Path folder) {
    ConnectorFactory factory =
        ServiceLoader.load(ConnectorFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.type().equals(type))
            .findFirst()
            .orElseThrow();
    return factory.create(new SourceConfig(name, "bench", options, folder));
  }

  private ProductTable describe(MeshTable table) {
    RemoteTable described =
        Objects.requireNonNull(connectors.get(table.source()), table.source())
            .describe(table.remote())
            .orElseThrow();
    List<ProductColumn> columns = new ArrayList<>();
    for (RemoteColumn column : described.columns()) {
      columns.add(ProductColumn.of(column.name(), column.valueType().orElseThrow()));
    }
    return new ProductTable(
        table.schema(),
        table.name(),
        Optional.empty(),
        table.tags(),
        columns,
        new ProductTable.Remote(table.source(), described));
  }

  private static DataProduct product(String schema, List<ProductTable> tables) {
    List<String> names = Splitter.on('.').splitToList(schema);
    return new DataProduct(
        names.get(0),
        names.get(1),
        "1.0.0",
        "active",
        schema,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        tables,
        ProductState.ACTIVE);
  }

  /** Runs a query and reads its rows. */
  List<List<@Nullable Object>> ask(QuerySession session, String sql) throws IOException {
    try (QueryResult result = engine.execute(session, sql)) {
      return ArrowRows.read(result.reader());
    }
  }

  /** Runs a query and drops its rows; returns their number. */
  long drain(String sql) throws IOException {
    try (QueryResult result = engine.execute(SESSION, sql)) {
      long rows = 0;
      while (result.reader().loadNextBatch()) {
        rows += result.reader().getVectorSchemaRoot().getRowCount();
      }
      return rows;
    }
  }

  /** Plans a query; returns the number of its inputs. */
  long plan(String sql) {
    return engine.plan(SESSION, sql).inputs().size();
  }

  @Override
  public void close() {
    engine.close();
    connectors.values().forEach(Connector::close);
    allocator.close();
  }
}
