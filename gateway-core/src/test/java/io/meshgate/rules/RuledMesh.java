package io.meshgate.rules;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.audit.Accesses;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import io.meshgate.system.SystemTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB database whose tables are published twice: by a source {@code lake} that takes SQL, and
 * by a source {@code plain} that only hands out whole tables, so that every rule is seen at work in
 * the source and in the gateway.
 */
final class RuledMesh implements AutoCloseable {

  private final BufferAllocator allocator;
  private final Path folder;
  private final Path file;
  private final TestMesh mesh = new TestMesh();
  private final FakeConnector.Builder plain = FakeConnector.builder();
  private @Nullable FakeConnector plainSource;
  private @Nullable QueryEngine engine;
  private @Nullable AccessPolicies policies;

  RuledMesh(BufferAllocator allocator, Path folder, List<String> statements) throws SQLException {
    this.allocator = allocator;
    this.folder = folder;
    this.file = folder.resolve("lake.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    mesh.source("lake", "duckdb", Map.of("database", "lake.duckdb"), folder);
  }

  /** Publishes a table at the source that takes SQL. */
  RuledMesh atLake(String schema, String table) {
    mesh.table(schema, table, "lake", TableName.of(table));
    return this;
  }

  /** Publishes a table at the source that takes none. */
  RuledMesh atPlain(String schema, String table) {
    Connector lake = Objects.requireNonNull(mesh.connectors().get("lake"));
    RemoteTable described = lake.describe(TableName.of(table)).orElseThrow();
    plain.table(described, direct("SELECT * FROM " + table));
    mesh.source("plain", plain.build());
    mesh.table(schema, table, "plain", TableName.of(table));
    return this;
  }

  /** The mesh that this one is made of. */
  TestMesh mesh() {
    return mesh;
  }

  /** Publishes a table for policies only, at the source {@code lake} or {@code plain}. */
  RuledMesh policyData(String schema, String table, String source) {
    RuledMesh published = source.equals("lake") ? atLake(schema, table) : atPlain(schema, table);
    mesh.change(schema, table, found -> found.withAudience(ProductTable.Audience.POLICIES));
    return published;
  }

  /** Publishes a query over other tables. */
  RuledMesh derived(String schema, String table, String sql, List<ProductColumn> columns) {
    mesh.table(
        new ProductTable(
            schema, table, Optional.empty(), List.of(), columns, new ProductTable.Derived(sql)));
    return this;
  }

  /** Publishes a query over other tables that has rights of its own. */
  RuledMesh definer(String schema, String table, String sql, List<ProductColumn> columns) {
    derived(schema, table, sql, columns);
    mesh.change(
        schema,
        table,
        found ->
            new ProductTable(
                schema,
                table,
                Optional.empty(),
                List.of(),
                columns,
                new ProductTable.Derived(sql, ProductTable.Rights.DEFINER)));
    return this;
  }

  /** Puts policy sets into force; each text is a file. */
  RuledMesh under(String... policies) throws IOException {
    PolicyLoader.Result loaded = load(policies);
    if (!loaded.problems().isEmpty()) {
      throw new AssertionError("The policies are not good: " + loaded.problems());
    }
    return under(loaded.policies());
  }

  /** Puts policies into force whose problems are known. */
  RuledMesh under(AccessPolicies now) {
    policies = now;
    plainSource = plain.build();
    mesh.source("plain", plainSource);
    if (engine != null) {
      engine.close();
    }
    engine = mesh.engine(now, allocator, folder.resolve("spill"));
    return this;
  }

  /** What comes of loading policy sets; each text is a file. */
  PolicyLoader.Result load(String... policies) throws IOException {
    Path files = Files.createTempDirectory(folder, "policies");
    for (int i = 0; i < policies.length; i++) {
      Files.writeString(files.resolve("set" + i + ".policy.yaml"), policies[i]);
    }
    return PolicyLoader.load(List.of(files), mesh.catalog(), Set.of("k1"), AccessPolicies.none());
  }

  /** What the gateway answers. */
  List<List<@Nullable Object>> ask(Principal principal, String sql) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (QueryResult result = engine().execute(QuerySession.of(principal), sql, List.of())) {
      while (result.reader().loadNextBatch()) {
        rows.addAll(ArrowRows.of(result.reader().getVectorSchemaRoot()));
      }
    } catch (IOException e) {
      if (e.getCause() instanceof QueryException failure) {
        throw failure;
      }
      throw new AssertionError("Reading the rows failed", e);
    }
    return rows;
  }

  /** The tables that a query reads, with the decisions about them. */
  Accesses accesses(Principal principal, String sql) {
    Map<String, Capabilities> sources = new LinkedHashMap<>();
    mesh.connectors().forEach((name, source) -> sources.put(name, source.capabilities()));
    QueryPlanner planner =
        new QueryPlanner(
            mesh.catalog(),
            Objects.requireNonNull(policies, "no policies in force"),
            SystemTables.with(List.of()),
            sources,
            Map.of());
    Accesses accesses = new Accesses();
    planner.plan(QuerySession.of(principal), sql, List.of(), accesses);
    return accesses;
  }

  /** The engine over the policies in force. */
  QueryEngine engine() {
    return Objects.requireNonNull(engine, "no policies in force");
  }

  /** What the source that takes no SQL was asked for. */
  FakeConnector plainSource() {
    return Objects.requireNonNull(plainSource, "no policies in force");
  }

  /** What DuckDB itself answers over the raw tables. */
  List<List<@Nullable Object>> direct(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + file + "' AS d (READ_ONLY)");
      statement.execute("USE d");
      try (DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery(sql)) {
        return ArrowRows.drain((ArrowReader) rows.arrowExportStream(allocator, 2048));
      }
    } catch (SQLException e) {
      throw new AssertionError("DuckDB does not run " + sql, e);
    }
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    mesh.close();
  }
}
