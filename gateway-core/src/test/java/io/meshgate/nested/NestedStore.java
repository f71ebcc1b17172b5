package io.meshgate.nested;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.execute.QueryResult;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/** A DuckDB database that a test fills, asked directly and through the gateway. */
final class NestedStore implements AutoCloseable {

  private final BufferAllocator allocator;
  private final Path file;
  private final TestMesh mesh;
  private final QueryEngine engine;

  /**
   * @param folder where the database file lies
   * @param tables names of tables that the statements make
   */
  NestedStore(BufferAllocator allocator, Path folder, List<String> statements, List<String> tables)
      throws SQLException {
    this.allocator = allocator;
    this.file = folder.resolve("nested.duckdb");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    mesh = new TestMesh().source("lake", "duckdb", Map.of("database", "nested.duckdb"), folder);
    tables.forEach(table -> mesh.table("d.p", table, "lake", TableName.of(table)));
    engine = mesh.engine(policy, allocator, folder.resolve("spill"));
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + file);
  }

  /** What DuckDB says in Arrow of its own. */
  List<List<@Nullable Object>> direct(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + file + "' AS d (READ_ONLY)");
      statement.execute("USE d");
      statement.execute("SET TimeZone = 'UTC'");
      try (DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery(sql)) {
        return ArrowRows.drain((ArrowReader) rows.arrowExportStream(allocator, 2048));
      }
    } catch (SQLException e) {
      throw new AssertionError("DuckDB does not run " + sql, e);
    }
  }

  /** What the gateway says. */
  List<List<@Nullable Object>> ask(String sql) {
    return ask(TestMesh.GOVERNANCE, sql);
  }

  /** What the gateway says with batches of few rows. */
  List<List<@Nullable Object>> askInBatches(String sql, int batchRows) {
    QueryLimits limits = TestMesh.GOVERNANCE.limits();
    return ask(
        new QuerySession(
            TestMesh.GOVERNANCE.principal(),
            TestMesh.GOVERNANCE.defaultSchema(),
            TestMesh.GOVERNANCE.timeZone(),
            new QueryLimits(
                limits.maxRows(),
                limits.maxDuration(),
                limits.bufferBytes(),
                limits.engineBytes(),
                limits.spillBytes(),
                batchRows)),
        sql);
  }

  private List<List<@Nullable Object>> ask(QuerySession session, String sql) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (QueryResult result = engine.execute(session, sql, List.of())) {
      while (result.reader().loadNextBatch()) {
        rows.addAll(ArrowRows.of(result.reader().getVectorSchemaRoot()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the rows failed", e);
    }
    return rows;
  }

  @Override
  public void close() {
    mesh.close();
    engine.close();
  }
}
