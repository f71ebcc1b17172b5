package io.meshgate.benchmarks;

import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.spi.TableName;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;
import org.postgresql.PGConnection;

/**
 * What does the engine add to the time of its sources?
 *
 * <p>Scans of lineitem from PostgreSQL, MariaDB and Parquet against the bare floor of each, a warm
 * point query against the source's own, and the time to plan a join of six tables.
 *
 * <p>{@code mvn -pl benchmarks -am -DskipTests package dependency:build-classpath}, then {@code
 * java -Dscale=0.1 -Drounds=5 ... io.meshgate.benchmarks.EngineBenchmark}; see the module's README.
 */
public final class EngineBenchmark {

  private static final String SCAN = "SELECT * FROM bench.data.lineitem";
  private static final String POINT =
      "SELECT l_comment FROM %s WHERE l_orderkey = 7 AND l_linenumber = 1";
  private static final String LINEITEM = "bench.data.lineitem";

  private final Path folder;
  private final double scale;
  private final int rounds;
  private final PrintStream out;

  EngineBenchmark(Path folder, double scale, int rounds, PrintStream out) {
    this.folder = folder;
    this.scale = scale;
    this.rounds = rounds;
    this.out = out;
  }

  /** Runs everything at {@code -Dscale} (0.01 by default) for {@code -Drounds} (5). */
  public static void main(String[] arguments) throws Exception {
    new EngineBenchmark(
            Files.createTempDirectory("meshgate-bench"),
            Double.parseDouble(System.getProperty("scale", "0.01")),
            Integer.getInteger("rounds", 5),
            System.out)
        .run();
  }

  void run() throws Exception {
    Path data = LineItems.write(folder, scale);
    postgres(data);
    mariaDb(data);
    parquet(data);
  }

  private void postgres(Path data) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"));
        Connection connection = connect(server)) {
      execute(connection, "CREATE TABLE lineitem (" + LineItems.COLUMNS + ")");
      PGConnection postgres = connection.unwrap(PGConnection.class);
      try (Reader text = Files.newBufferedReader(data)) {
        postgres.getCopyAPI().copyIn("COPY lineitem FROM STDIN (DELIMITER '|')", text);
      }
      execute(connection, "CREATE INDEX ON lineitem (l_orderkey)", "ANALYZE lineitem");
      long rows = count(connection);
      try (BenchmarkMesh mesh = mesh("postgres", server, "public")) {
        new Rounds()
            .add("binary COPY, discarded", () -> copy(postgres, rows))
            .add("engine", () -> mesh.drain(SCAN))
            .run("PostgreSQL, full scan", rounds, out);
        point("PostgreSQL", mesh, connection);
        plan(mesh);
      }
    }
  }

  private static long copy(PGConnection connection, long rows) throws Exception {
    connection
        .getCopyAPI()
        .copyOut(
            "COPY (SELECT * FROM lineitem) TO STDOUT (FORMAT binary)",
            OutputStream.nullOutputStream());
    return rows;
  }

  private void mariaDb(Path data) throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(folder.resolve("mariadb"));
        Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl() + "?allowLocalInfile=true", server.user(), server.password())) {
      execute(
          connection,
          "CREATE TABLE lineitem (" + LineItems.COLUMNS + ", KEY (l_orderkey))",
          "LOAD DATA LOCAL INFILE '" + data + "' INTO TABLE lineitem FIELDS TERMINATED BY '|'",
          "ANALYZE TABLE lineitem");
      try (BenchmarkMesh mesh = mesh("mysql", server, server.database())) {
        new Rounds()
            .add("driver, each value read", () -> values(connection))
            .add("engine", () -> mesh.drain(SCAN))
            .run("MariaDB, full scan", rounds, out);
        point("MariaDB", mesh, connection);
      }
    }
  }

  private static long values(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(10_000);
      long rows = 0;
      try (ResultSet set = statement.executeQuery("SELECT * FROM lineitem")) {
        while (set.next()) {
          readRow(set);
          rows++;
        }
      }
      return rows;
    }
  }

  // Each value once, by the getter that the driver is fastest with.
  private static void readRow(ResultSet set) throws SQLException {
    for (int i = 1; i <= 16; i++) {
      Object value;
      if (i <= 4) {
        value = set.getLong(i);
      } else if (i <= 8) {
        value = set.getBigDecimal(i);
      } else if (i >= 11 && i <= 13) {
        value = set.getObject(i, LocalDate.class);
      } else {
        value = set.getBytes(i);
      }
      if (value == null) {
        throw new IllegalStateException("No column has NULLs");
      }
    }
  }

  private void parquet(Path data) throws Exception {
    Path lake = Files.createDirectories(folder.resolve("lake"));
    Path file = lake.resolve("lineitem.parquet");
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming)) {
      execute(
          connection,
          "SET threads=2",
          "CREATE TABLE lineitem (" + LineItems.COLUMNS + ")",
          "COPY lineitem FROM '" + data + "' (DELIMITER '|', HEADER false, QUOTE '')",
          "COPY lineitem TO '" + file + "' (FORMAT parquet)",
          "DROP TABLE lineitem",
          "CREATE VIEW lineitem AS SELECT * FROM '" + file + "'");
      try (BenchmarkMesh mesh =
              new BenchmarkMesh(
                  "duckdb",
                  Map.of("folder", lake.toString()),
                  Map.of("lineitem", TableName.of("lineitem.parquet")),
                  folder);
          BufferAllocator allocator = new RootAllocator()) {
        new Rounds()
            .add("DuckDB's Arrow export", () -> export(connection, allocator))
            .add("engine", () -> mesh.drain(SCAN))
            .run("Parquet, full scan", rounds, out);
      }
    }
  }

  private static long export(Connection connection, BufferAllocator allocator) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery("SELECT * FROM lineitem");
        ArrowReader reader =
            (ArrowReader) set.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, 16_384)) {
      long rows = 0;
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
      return rows;
    }
  }

  private void point(String source, BenchmarkMesh mesh, Connection connection) throws Exception {
    String own = POINT.formatted("lineitem");
    String ours = POINT.formatted(LINEITEM);
    try (PreparedStatement prepared = connection.prepareStatement(own)) {
      new Rounds()
          .add("driver", () -> readAll(prepared))
          .add("engine, planning alone", () -> mesh.plan(ours))
          .add("engine", () -> mesh.drain(ours))
          .run(source + ", warm point query", 100 * rounds, out);
    }
  }

  private static long readAll(PreparedStatement statement) throws SQLException {
    try (ResultSet set = statement.executeQuery()) {
      long rows = 0;
      while (set.next()) {
        rows += set.getString(1).getBytes(StandardCharsets.UTF_8).length > 0 ? 1 : 0;
      }
      return rows;
    }
  }

  private void plan(BenchmarkMesh mesh) throws Exception {
    StringBuilder sql = new StringBuilder("SELECT COUNT(*) FROM " + LINEITEM + " t0");
    for (int i = 1; i < 6; i++) {
      sql.append(" JOIN %s t%d ON t%d.l_orderkey = t0.l_orderkey".formatted(LINEITEM, i, i));
    }
    new Rounds()
        .add("one table", () -> mesh.plan("SELECT COUNT(*) FROM " + LINEITEM))
        .add("join of six tables", () -> mesh.plan(sql.toString()))
        .run("Planning, warm, one source", 20 * rounds, out);
  }

  private BenchmarkMesh mesh(String type, EmbeddedServer server, String schema) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("host", server.host());
    options.put("port", Integer.toString(server.port()));
    options.put("database", server.database());
    options.put("user", server.user());
    options.put("password", server.password());
    return new BenchmarkMesh(
        type, options, Map.of("lineitem", TableName.of(schema, "lineitem")), folder);
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM lineitem")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
