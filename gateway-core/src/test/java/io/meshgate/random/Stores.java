package io.meshgate.random;

import io.meshgate.TestMesh;
import io.meshgate.connector.testing.query.TableLoader;
import io.meshgate.connector.testing.query.Tables;
import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * The tables in the three kinds of sources, as a mesh with pushdown and as one without. PostgreSQL
 * and MariaDB have the collations that they come with.
 */
final class Stores implements AutoCloseable {

  private final Map<Table, List<List<@Nullable Object>>> rows = new LinkedHashMap<>();
  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb maria;
  private final TestMesh pushing = new TestMesh();
  private final TestMesh pulling = new TestMesh();

  Stores(Path folder, long seed) throws Exception {
    Random random = new Random(seed);
    for (Table table : Tables.ALL) {
      rows.put(table, Tables.rows(table.rows(), random));
    }
    postgres = EmbeddedPostgres.start(Files.createDirectory(folder.resolve("postgres")));
    maria = EmbeddedMariaDb.start(Files.createDirectory(folder.resolve("maria")));
    Path lake = Files.createDirectory(folder.resolve("lake"));
    load(postgres, "pg");
    load(maria, "maria");
    writeParquet(lake);
    pushing.source("pg", "postgres", options(postgres), folder);
    pushing.source("maria", "mysql", options(maria), folder);
    pushing.source("duck", "duckdb", Map.of("folder", lake.toString()), folder);
    pushing.connectors().forEach((name, source) -> pulling.source(name, new Pulled(source)));
    for (Table table : Tables.ALL) {
      pushing.table("shop." + table.source(), table.name(), table.source(), remote(table));
      pulling.table("shop." + table.source(), table.name(), table.source(), remote(table));
    }
  }

  /** The rows of each table. */
  Map<Table, List<List<@Nullable Object>>> rows() {
    return Collections.unmodifiableMap(rows);
  }

  /** The mesh whose sources run what they can. */
  TestMesh pushing() {
    return pushing;
  }

  /** The mesh whose sources give columns and nothing more. */
  TestMesh pulling() {
    return pulling;
  }

  private TableName remote(Table table) {
    return switch (table.source()) {
      case "pg" -> TableName.of("public", table.name());
      case "maria" -> TableName.of(maria.database(), table.name());
      default -> TableName.of(table.name() + ".parquet");
    };
  }

  private static Map<String, String> options(EmbeddedServer server) {
    return Map.of(
        "host", server.host(),
        "port", Integer.toString(server.port()),
        "database", server.database(),
        "user", server.user(),
        "password", server.password());
  }

  private void load(EmbeddedServer server, String source) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
      for (Map.Entry<Table, List<List<@Nullable Object>>> entry : rows.entrySet()) {
        if (entry.getKey().source().equals(source)) {
          TableLoader.load(connection, entry.getKey().name(), source, entry.getValue());
        }
      }
    }
  }

  private void writeParquet(Path lake) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Table table : Tables.ALL) {
        if (table.source().equals("duck")) {
          TableLoader.load(connection, table.name(), "duck", rows.getOrDefault(table, List.of()));
          Path file = lake.resolve(table.name() + ".parquet");
          statement.execute("COPY " + table.name() + " TO '" + file + "' (FORMAT parquet)");
        }
      }
    }
  }

  @Override
  public void close() {
    pushing.close();
    maria.close();
    postgres.close();
  }

  /** A source of which nothing is asked but columns. */
  private static final class Pulled implements Connector {
    private final Connector source;

    Pulled(Connector source) {
      this.source = source;
    }

    @Override
    public Capabilities capabilities() {
      Capabilities all = source.capabilities();
      return new Capabilities(all.sql(), Set.of(), List.of(), all.maxConcurrentScans());
    }

    @Override
    public Optional<RemoteTable> describe(TableName table) {
      return source.describe(table);
    }

    @Override
    public ArrowReader open(RemoteScan scan, ScanContext context) {
      return source.open(scan, context);
    }

    @Override
    public void close() {
      // The source belongs to the other mesh.
    }
  }
}
