package io.meshgate.tpch.suite;

import com.google.common.collect.ImmutableMap;
import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * All tables at one scale factor in each of PostgreSQL, MariaDB and Parquet files, indexed and
 * analyzed. Closing it stops the servers.
 */
public final class Stores implements AutoCloseable {

  /** The source that is PostgreSQL. */
  public static final String POSTGRES = "warehouse";

  /** The source that is MariaDB. */
  public static final String MARIADB = "crm";

  /** The source that is a folder of Parquet files. */
  public static final String PARQUET = "lake";

  private static final long BUFFER_POOL_PER_SCALE = 1536L * 1024L * 1024L;

  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb mariaDb;
  private final Path lake;

  private Stores(EmbeddedPostgres postgres, EmbeddedMariaDb mariaDb, Path lake) {
    this.postgres = postgres;
    this.mariaDb = mariaDb;
    this.lake = lake;
  }

  /** Starts the servers on {@code folder}, which must be empty or missing, and fills them. */
  public static Stores start(Path folder, double scale) throws SQLException, IOException {
    Path lake = Files.createDirectories(folder.resolve(PARQUET));
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    try {
      EmbeddedMariaDb mariaDb = EmbeddedMariaDb.start(folder.resolve("mariadb"));
      try {
        Stores stores = new Stores(postgres, mariaDb, lake);
        stores.load(scale);
        return stores;
      } catch (SQLException | IOException | RuntimeException e) {
        mariaDb.close();
        throw e;
      }
    } catch (SQLException | IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  /** The connectors' types by source. */
  public static Map<String, String> types() {
    return ImmutableMap.of(POSTGRES, "postgres", MARIADB, "mysql", PARQUET, "duckdb");
  }

  /** The options that a connector to this source takes; paths in them start at {@link #lake()}. */
  public Map<String, String> options(String source) {
    return switch (source) {
      case POSTGRES -> options(postgres);
      case MARIADB -> options(mariaDb);
      case PARQUET -> Map.of("folder", ".", "threads", "2");
      default -> throw new IllegalArgumentException("There is no source " + source);
    };
  }

  /** What the table is called in this source. */
  public static String remoteName(String source, BenchmarkTable table) {
    return source.equals(PARQUET) ? table.sqlName() + ".parquet" : table.sqlName();
  }

  /** The folder of the Parquet files. */
  public Path lake() {
    return lake;
  }

  /** Opens plain DuckDB over the Parquet files; the caller closes it. */
  public Reference reference() throws SQLException {
    return Reference.open(lake);
  }

  private static Map<String, String> options(EmbeddedServer server) {
    return Map.of(
        "host", server.host(),
        "port", Integer.toString(server.port()),
        "database", server.database(),
        "user", server.user(),
        "password", server.password());
  }

  private void load(double scale) throws SQLException, IOException {
    try (Connection inPostgres = connect(postgres, "");
        Connection inMariaDb = connect(mariaDb, "?allowLocalInfile=true");
        Connection toParquet = DriverManager.getConnection("jdbc:duckdb:")) {
      // The page cache holds PostgreSQL's data; MariaDB reads past it, so give it as much.
      long pool = (long) Math.max(BUFFER_POOL_PER_SCALE / 12, BUFFER_POOL_PER_SCALE * scale);
      execute(inMariaDb, "SET GLOBAL innodb_buffer_pool_size = " + pool);
      // Otherwise a load on a busy machine ends with the connection.
      execute(inMariaDb, "SET SESSION net_read_timeout = 600");
      for (BenchmarkTable table : BenchmarkTable.values()) {
        Path text = lake.resolve(table.sqlName() + ".tbl");
        table.write(text, scale);
        intoPostgres(inPostgres, table, text);
        intoMariaDb(inMariaDb, table, text);
        intoParquet(toParquet, table, text);
        Files.delete(text);
      }
    }
  }

  private static void intoPostgres(Connection connection, BenchmarkTable table, Path text)
      throws SQLException, IOException {
    execute(connection, table.keyedDefinition());
    try (Reader rows = Files.newBufferedReader(text)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table.sqlName() + " FROM STDIN (DELIMITER '|')", rows);
    }
    for (String sql : table.indexes()) {
      execute(connection, sql);
    }
    // With the visibility map, as a database that has been running for a while has it.
    execute(connection, "VACUUM (ANALYZE) " + table.sqlName());
  }

  private static void intoMariaDb(Connection connection, BenchmarkTable table, Path text)
      throws SQLException {
    execute(connection, table.keyedDefinition());
    execute(
        connection,
        "LOAD DATA LOCAL INFILE '%s' INTO TABLE %s FIELDS TERMINATED BY '|' ESCAPED BY ''"
            .formatted(text, table.sqlName()));
    for (String sql : table.indexes()) {
      execute(connection, sql);
    }
    execute(connection, "ANALYZE TABLE " + table.sqlName());
  }

  private void intoParquet(Connection connection, BenchmarkTable table, Path text)
      throws SQLException {
    String name = table.sqlName();
    execute(connection, table.definition());
    execute(
        connection,
        "COPY %s FROM '%s' (FORMAT csv, DELIMITER '|', QUOTE '', HEADER false)"
            .formatted(name, text));
    execute(
        connection,
        "COPY %s TO '%s' (FORMAT parquet)".formatted(name, lake.resolve(name + ".parquet")));
    execute(connection, "DROP TABLE " + name);
  }

  private static Connection connect(EmbeddedServer server, String parameters) throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl() + parameters, server.user(), server.password());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    mariaDb.close();
    postgres.close();
  }
}
