package io.meshgate.benchmarks;

import io.meshgate.MeshSnapshot;
import io.meshgate.QueryEngine;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.execute.QueryResult;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** An engine over one source whose tables are the product {@code bench.data}, seen by everybody. */
final class BenchmarkMesh implements AutoCloseable {

  private static final QuerySession SESSION = QuerySession.of(Principal.of("bench"));
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
  private final Connector connector;
  private final QueryEngine engine;

  /**
   * @param type the connector's type
   * @param options its options
   * @param tables remote tables by their name in the product
   */
  BenchmarkMesh(
      String type, Map<String, String> options, Map<String, TableName> tables, Path folder) {
    ConnectorFactory factory =
        ServiceLoader.load(ConnectorFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.type().equals(type))
            .findFirst()
            .orElseThrow();
    this.connector = factory.create(new SourceConfig("s", "bench", options, folder));
    List<ProductTable> list = new ArrayList<>();
    new LinkedHashMap<>(tables).forEach((name, remote) -> list.add(table(name, remote)));
    MeshSnapshot snapshot = new MeshSnapshot(new Catalog("mesh", 1, List.of(product(list))), OPEN);
    this.engine =
        new QueryEngine(
            () -> snapshot,
            Map.of("s", connector),
            Map.of(),
            new QueryEngine.EngineRuntime(allocator, folder.resolve("spill"), 2));
  }

  private ProductTable table(String name, TableName remote) {
    RemoteTable described = connector.describe(remote).orElseThrow();
    List<ProductColumn> columns = new ArrayList<>();
    for (RemoteColumn column : described.columns()) {
      columns.add(ProductColumn.of(column.name(), column.arrowType().orElseThrow()));
    }
    return new ProductTable(
        "bench.data",
        name,
        Optional.empty(),
        List.of(),
        columns,
        new ProductTable.Remote("s", described));
  }

  private static DataProduct product(List<ProductTable> tables) {
    return new DataProduct(
        "bench",
        "data",
        "1.0.0",
        "active",
        "bench-data",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        tables,
        ProductState.ACTIVE);
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
    connector.close();
    allocator.close();
  }
}
