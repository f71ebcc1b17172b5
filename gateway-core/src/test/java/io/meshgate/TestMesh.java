package io.meshgate;

import io.meshgate.audit.AuditTrail;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.DocumentException;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlReader;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A mesh put together in a test: real connectors, products straight from what the sources describe,
 * and a policy. Closing it closes the connectors.
 */
public final class TestMesh implements AutoCloseable {

  /** Sees everything, and the full text of plans. */
  public static final QuerySession GOVERNANCE =
      QuerySession.of(Principal.of("auditor", "governance"));

  private final Map<String, Connector> connectors = new LinkedHashMap<>();
  private final Map<String, Map<String, ProductTable>> products = new LinkedHashMap<>();
  private final Map<String, String> policies = new LinkedHashMap<>();
  private final Map<String, List<String>> inputs = new LinkedHashMap<>();

  /** Adds a source of a type that {@link ServiceLoader} finds. */
  public TestMesh source(String name, String type, Map<String, String> options, Path folder) {
    ConnectorFactory factory =
        ServiceLoader.load(ConnectorFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.type().equals(type))
            .findFirst()
            .orElseThrow();
    return source(name, factory.create(new SourceConfig(name, "test", options, folder)));
  }

  /** Adds a source. */
  public TestMesh source(String name, Connector connector) {
    connectors.put(name, connector);
    return this;
  }

  /** Adds a table with all columns of the remote one to the product {@code domain.product}. */
  public TestMesh table(String schema, String table, String source, TableName remote) {
    RemoteTable described =
        Objects.requireNonNull(connectors.get(source), source).describe(remote).orElseThrow();
    List<ProductColumn> columns = new ArrayList<>();
    for (RemoteColumn column : described.columns()) {
      columns.add(ProductColumn.of(column.name(), column.valueType().orElseThrow()));
    }
    return table(
        new ProductTable(
            schema,
            table,
            Optional.empty(),
            List.of(),
            columns,
            new ProductTable.Remote(source, described)));
  }

  /** Puts a policy set, as YAML, into the contract of a product. */
  public TestMesh contractPolicies(String schema, String yaml) {
    policies.put(schema, yaml);
    return this;
  }

  /** Says in the contract of a product what its stored tables were made of. */
  public TestMesh madeOf(String schema, String... names) {
    inputs.put(schema, List.of(names));
    return this;
  }

  /** Changes a table that was added before. */
  public TestMesh change(String schema, String table, UnaryOperator<ProductTable> change) {
    Objects.requireNonNull(products.get(schema), schema)
        .compute(table, (name, found) -> change.apply(Objects.requireNonNull(found, name)));
    return this;
  }

  /** Adds a table to its product. */
  public TestMesh table(ProductTable table) {
    products
        .computeIfAbsent(table.schema(), name -> new LinkedHashMap<>())
        .put(table.name(), table);
    return this;
  }

  /** The products as a catalog. */
  public Catalog catalog() {
    List<DataProduct> list = new ArrayList<>();
    products.forEach(
        (schema, tables) -> {
          String[] parts = schema.split("\\.", 2);
          DataProduct product =
              new DataProduct(
                      parts[0],
                      parts[1],
                      "1.0.0",
                      "active",
                      schema,
                      Optional.empty(),
                      Optional.empty(),
                      List.of(),
                      List.copyOf(tables.values()),
                      ProductState.ACTIVE)
                  .madeOf(inputs.getOrDefault(schema, List.of()));
          list.add(
              Optional.ofNullable(policies.get(schema))
                  .map(yaml -> product.withPolicies(parsed(schema, yaml)))
                  .orElse(product));
        });
    return new Catalog("mesh", 1, list);
  }

  private static YamlNode parsed(String schema, String yaml) {
    try {
      return YamlReader.parse(schema + ".odcs.yaml", yaml);
    } catch (DocumentException e) {
      throw new AssertionError("The contract's policies are no YAML", e);
    }
  }

  /** The sources by name. */
  public Map<String, Connector> connectors() {
    return Map.copyOf(connectors);
  }

  /** An engine over the mesh. */
  public QueryEngine engine(AccessPolicy policy, BufferAllocator allocator, Path spillFolder) {
    MeshSnapshot snapshot = new MeshSnapshot(catalog(), policy);
    return new QueryEngine(
        () -> snapshot,
        QueryRegistry.silent(),
        connectors,
        Map.of("k1", "a key for tests".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        new QueryEngine.EngineRuntime(allocator, spillFolder, 2, AuditTrail.NONE));
  }

  /** A policy under which everybody sees everything. */
  public static Decision open(Principal principal, DataProduct product, ProductTable table) {
    List<Decision.VisibleColumn> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      columns.add(new Decision.VisibleColumn(i, Optional.empty()));
    }
    return new Decision.Allowed(
        columns, Optional.empty(), Decision.PushdownMode.NORMAL, List.of("open"));
  }

  @Override
  public void close() {
    connectors.values().forEach(Connector::close);
  }
}
