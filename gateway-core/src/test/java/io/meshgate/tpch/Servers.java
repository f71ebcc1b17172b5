package io.meshgate.tpch;

import io.meshgate.TestMesh;
import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The benchmark's rows in PostgreSQL, in MariaDB, in Parquet files, and in the DuckDB that says
 * what is right: there each viewer has a schema of views over the rows it sees.
 */
final class Servers implements AutoCloseable {

  static final String POSTGRES = "warehouse";
  static final String MARIADB = "crm";
  static final String PARQUET = "lake";

  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb mariaDb;
  private final Connection reference;
  private final TestMesh mesh;

  private Servers(Path folder) throws SQLException, IOException {
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    mariaDb = EmbeddedMariaDb.start(folder.resolve("mariadb"));
    reference = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = reference.createStatement()) {
      // They give wrong rows: of EXISTS with two inequalities, and of joins of sorted limits.
      statement.execute("SET disabled_optimizers = 'deliminator,join_filter_pushdown'");
    }
    Path lake = Files.createDirectories(folder.resolve("lake"));
    load(lake);
    mesh = mesh(lake);
  }

  /** Starts the servers on {@code folder} and fills them. */
  static Servers start(Path folder) throws SQLException, IOException {
    return new Servers(folder);
  }

  /** A mesh with one product for each {@link Spread}. */
  TestMesh mesh() {
    return mesh;
  }

  private void load(Path lake) throws SQLException, IOException {
    try (Connection inPostgres = connect(postgres);
        Connection inMariaDb = connect(mariaDb);
        Statement toReference = reference.createStatement()) {
      for (BenchmarkTable table : BenchmarkTable.values()) {
        List<String> lines = table.lines();
        insert(inPostgres, table, lines);
        insert(inMariaDb, table, lines);
        Path text = lake.resolve(table.sqlName() + ".csv");
        Files.write(text, lines);
        String name = table.sqlName();
        toReference.execute(table.definition().get(0));
        toReference.execute(
            "COPY %s FROM '%s' (FORMAT csv, DELIMITER '|', QUOTE '', HEADER false)"
                .formatted(name, text));
        Path parquet = lake.resolve(name + ".parquet");
        toReference.execute("COPY %s TO '%s' (FORMAT parquet)".formatted(name, parquet));
      }
      makeViews(toReference);
    }
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static void insert(Connection connection, BenchmarkTable table, List<String> lines)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String sql : table.definition()) {
        statement.execute(sql);
      }
      for (String sql : table.inserts(lines)) {
        statement.execute(sql);
      }
      connection.commit();
      boolean isMariaDb = connection.getMetaData().getURL().startsWith("jdbc:mariadb");
      statement.execute((isMariaDb ? "ANALYZE TABLE " : "ANALYZE ") + table.sqlName());
      connection.commit();
    }
  }

  private static void makeViews(Statement statement) throws SQLException {
    for (Viewer viewer : Viewer.values()) {
      statement.execute("CREATE SCHEMA " + viewer.name());
      for (BenchmarkTable table : BenchmarkTable.values()) {
        statement.execute(
            "CREATE VIEW %s.%s AS SELECT * FROM main.%s WHERE %s"
                .formatted(
                    viewer.name(), table.sqlName(), table.sqlName(), viewer.visibleRows(table)));
      }
    }
  }

  private TestMesh mesh(Path lake) {
    TestMesh made =
        new TestMesh()
            .source(POSTGRES, "postgres", options(postgres), lake)
            .source(MARIADB, "mysql", options(mariaDb), lake)
            .source(PARQUET, "duckdb", Map.of("folder", ".", "threads", "2"), lake);
    for (Spread spread : Spread.values()) {
      for (BenchmarkTable table : BenchmarkTable.values()) {
        String source = spread.source(table);
        String name = table.sqlName();
        TableName remote = TableName.of(source.equals(PARQUET) ? name + ".parquet" : name);
        made.table(spread.schema(), name, source, remote);
      }
    }
    return made;
  }

  private static Map<String, String> options(EmbeddedServer server) {
    return Map.of(
        "host", server.host(),
        "port", Integer.toString(server.port()),
        "database", server.database(),
        "user", server.user(),
        "password", server.password());
  }

  /** What plain DuckDB answers on the rows that the viewer sees. */
  synchronized List<List<@Nullable Object>> ask(Viewer viewer, String sql) throws SQLException {
    try (Statement statement = reference.createStatement()) {
      statement.execute("SET schema = '" + viewer.name() + "'");
      List<List<@Nullable Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery(sql)) {
        ResultSetMetaData columns = result.getMetaData();
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.add(result.getObject(i));
          }
          rows.add(row);
        }
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    mesh.close();
    reference.close();
    mariaDb.close();
    postgres.close();
  }
}
