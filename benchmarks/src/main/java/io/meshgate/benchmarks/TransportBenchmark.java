package io.meshgate.benchmarks;

import io.meshgate.server.GatewayProcess;
import io.meshgate.server.auth.PasswordHash;
import io.meshgate.server.config.Transport;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/**
 * What is left of DuckDB's own rate when its rows go through the whole gateway to a client?
 *
 * <p>A scan of lineitem from Parquet: exported in process, through Flight to the Java client, and
 * to the JDBC driver with each value read, with TLS and without.
 *
 * <p>{@code mvn -pl benchmarks -am -DskipTests package dependency:build-classpath}, then {@code
 * java -Dscale=0.1 -Drounds=5 ... io.meshgate.benchmarks.TransportBenchmark}; see the module's
 * README.
 */
public final class TransportBenchmark {

  private static final String USER = "bench";
  private static final String PASSWORD = "bench-password";
  private static final String SCAN = "SELECT * FROM bench.data.lineitem";
  private static final String MESH =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: bench
      server: {host: localhost, port: 0}
      authentication: {users: "%1$s/users.yaml"}
      sources:
        lake: {type: duckdb, folder: "%1$s/lake"}
      products: ["%1$s/products"]
      policies: ["%1$s/policies"]
      """;
  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: open
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: everyone, to: {all: true}, columns: {allow: ['*']}, rows: all}
      """;
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      version: 1.0.0
      status: active
      id: lineitem
      domain: bench
      name: data
      servers:
        - {server: lake, type: local, path: "{table}", format: parquet}
      schema:
        - name: lineitem
          physicalName: lineitem.parquet
          properties:
      """;

  private final Path folder;
  private final double scale;
  private final int rounds;
  private final PrintStream out;
  private long bytes;

  TransportBenchmark(Path folder, double scale, int rounds, PrintStream out) {
    this.folder = folder;
    this.scale = scale;
    this.rounds = rounds;
    this.out = out;
  }

  /** Runs at {@code -Dscale} (0.01 by default) for {@code -Drounds} (5). */
  public static void main(String[] arguments) throws Exception {
    new TransportBenchmark(
            Files.createTempDirectory("meshgate-bench"),
            Double.parseDouble(System.getProperty("scale", "0.01")),
            Integer.getInteger("rounds", 5),
            System.out)
        .run();
  }

  void run() throws Exception {
    write();
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    Path file = folder.resolve("lake/lineitem.parquet");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:", streaming);
        Statement statement = duckDb.createStatement();
        BufferAllocator allocator = new RootAllocator();
        GatewayProcess plain =
            GatewayProcess.start(
                folder.resolve("plain/mesh.yaml"),
                config -> config.withTransport(new Transport.Plaintext()));
        GatewayProcess tls =
            GatewayProcess.start(folder.resolve("tls/mesh.yaml"), config -> config)) {
      statement.execute("SET threads=2");
      statement.execute("CREATE VIEW lineitem AS SELECT * FROM '" + file + "'");
      Map<String, Double> medians =
          new Rounds()
              .add("DuckDB's Arrow export", () -> export(duckDb, allocator))
              .add("Flight client", () -> flight(plain, allocator))
              .add("Flight client, TLS", () -> flight(tls, allocator))
              .add("JDBC driver", () -> jdbc(plain))
              .add("JDBC driver, TLS", () -> jdbc(tls))
              .run("Parquet to a client, full scan", rounds, out);
      medians.forEach(
          (name, millis) ->
              out.printf(Locale.ROOT, "  %-28s %10.1f MB/s%n", name, bytes / 1e3 / millis));
    }
  }

  private void write() throws Exception {
    Path data = LineItems.write(folder, scale);
    // A gateway has files of its own beside its configuration, so the two do not share a folder.
    for (String child : new String[] {"lake", "products", "policies", "plain", "tls"}) {
      Files.createDirectories(folder.resolve(child));
    }
    Files.writeString(folder.resolve("plain/mesh.yaml"), MESH.formatted(folder));
    Files.writeString(folder.resolve("tls/mesh.yaml"), MESH.formatted(folder));
    Files.writeString(folder.resolve("policies/open.policy.yaml"), POLICY);
    Files.writeString(
        folder.resolve("users.yaml"),
        "users: [{name: %s, passwordHash: \"%s\"}]"
            .formatted(USER, PasswordHash.of(PASSWORD).text()));
    StringBuilder contract = new StringBuilder(CONTRACT);
    Matcher names = Pattern.compile("\\bl_\\w+").matcher(LineItems.COLUMNS);
    while (names.find()) {
      contract.append("      - {name: ").append(names.group()).append("}\n");
    }
    Files.writeString(folder.resolve("products/lineitem.odcs.yaml"), contract);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE lineitem (" + LineItems.COLUMNS + ")");
      statement.execute(
          "COPY lineitem FROM '" + data + "' (DELIMITER '|', HEADER false, QUOTE '')");
      statement.execute(
          "COPY lineitem TO '" + folder.resolve("lake/lineitem.parquet") + "' (FORMAT parquet)");
    }
  }

  private long export(Connection connection, BufferAllocator allocator) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery("SELECT * FROM lineitem");
        ArrowReader reader =
            (ArrowReader) set.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, 16_384)) {
      long rows = 0;
      bytes = 0;
      while (reader.loadNextBatch()) {
        rows += reader.getVectorSchemaRoot().getRowCount();
        for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
          bytes += vector.getBufferSize();
        }
      }
      return rows;
    }
  }

  private static long flight(GatewayProcess gateway, BufferAllocator allocator) throws Exception {
    FlightClient.Builder builder = FlightClient.builder().allocator(allocator);
    Optional<Path> certificate = gateway.developmentCertificate();
    if (certificate.isPresent()) {
      builder
          .location(Location.forGrpcTls("localhost", gateway.port()))
          .useTls()
          .trustedCertificates(new ByteArrayInputStream(Files.readAllBytes(certificate.get())));
    } else {
      builder.location(Location.forGrpcInsecure("localhost", gateway.port()));
    }
    FlightClient client = builder.build();
    CredentialCallOption token = client.authenticateBasicToken(USER, PASSWORD).orElseThrow();
    try (FlightSqlClient sql = new FlightSqlClient(client)) {
      FlightInfo info = sql.execute(SCAN, token);
      long rows = 0;
      try (FlightStream stream = sql.getStream(info.getEndpoints().get(0).getTicket(), token)) {
        while (stream.next()) {
          rows += stream.getRoot().getRowCount();
        }
      }
      return rows;
    }
  }

  private static long jdbc(GatewayProcess gateway) throws Exception {
    Properties properties = new Properties();
    properties.put("user", USER);
    properties.put("password", PASSWORD);
    Optional<Path> certificate = gateway.developmentCertificate();
    properties.put("useEncryption", Boolean.toString(certificate.isPresent()));
    certificate.ifPresent(path -> properties.put("tlsRootCerts", path.toString()));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:arrow-flight-sql://localhost:" + gateway.port(), properties);
        Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery(SCAN)) {
      int columns = set.getMetaData().getColumnCount();
      long rows = 0;
      while (set.next()) {
        for (int i = 1; i <= columns; i++) {
          if (set.getObject(i) == null) {
            throw new IllegalStateException("No column has NULLs");
          }
        }
        rows++;
      }
      return rows;
    }
  }
}
