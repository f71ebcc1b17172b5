package io.meshgate.benchmarks;

import io.meshgate.server.GatewayProcess;
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
import java.util.Optional;
import java.util.Properties;
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
 * to the JDBC driver with each value read, with TLS and without; with {@code -Dpython=FILE}, a
 * Python that has pyarrow, to that too.
 *
 * <p>{@code mvn -pl benchmarks -am -DskipTests package dependency:build-classpath}, then {@code
 * java -Dscale=0.1 -Drounds=5 ... io.meshgate.benchmarks.TransportBenchmark}; see the module's
 * README.
 */
public final class TransportBenchmark {

  private static final String SCAN = "SELECT * FROM " + ScanMesh.TABLE;

  private final Path folder;
  private final double scale;
  private final int rounds;
  private final PrintStream out;
  private final Optional<String> python;
  private long bytes;
  private long rows;

  /**
   * @param python a Python that has pyarrow, to measure it too
   */
  TransportBenchmark(
      Path folder, double scale, int rounds, Optional<String> python, PrintStream out) {
    this.folder = folder;
    this.scale = scale;
    this.rounds = rounds;
    this.python = python;
    this.out = out;
  }

  /** Runs at {@code -Dscale} (0.01 by default) for {@code -Drounds} (5). */
  public static void main(String[] arguments) throws Exception {
    new TransportBenchmark(
            Files.createTempDirectory("meshgate-bench"),
            Double.parseDouble(System.getProperty("scale", "0.01")),
            Integer.getInteger("rounds", 5),
            Optional.ofNullable(System.getProperty("python")),
            System.out)
        .run();
  }

  void run() throws Exception {
    ScanMesh mesh = ScanMesh.write(folder, scale);
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:", streaming);
        Statement statement = duckDb.createStatement();
        BufferAllocator allocator = new RootAllocator();
        GatewayProcess plain =
            GatewayProcess.start(
                mesh.config("plain"), config -> config.withTransport(new Transport.Plaintext()));
        GatewayProcess tls = GatewayProcess.start(mesh.config("tls"), config -> config)) {
      statement.execute("SET threads=2");
      statement.execute("CREATE VIEW lineitem AS SELECT * FROM '" + mesh.file() + "'");
      Rounds candidates =
          new Rounds()
              .add("DuckDB's Arrow export", () -> export(duckDb, allocator))
              .add("Flight client", () -> flight(plain, allocator))
              .add("Flight client, TLS", () -> flight(tls, allocator))
              .add("JDBC driver", () -> jdbc(plain))
              .add("JDBC driver, TLS", () -> jdbc(tls));
      if (python.isPresent()) {
        try (PythonScan open = PythonScan.start(python.get(), plain, SCAN, folder);
            PythonScan closed = PythonScan.start(python.get(), tls, SCAN, folder)) {
          print(candidates.add("pyarrow", open::run).add("pyarrow, TLS", closed::run));
        }
      } else {
        print(candidates);
      }
    }
  }

  private void print(Rounds candidates) throws Exception {
    candidates
        .run("Parquet to a client, full scan", rounds, out)
        .forEach(
            (name, millis) ->
                out.printf(
                    Locale.ROOT,
                    "  %-28s %10.1f MB/s %12.0f rows/s%n",
                    name,
                    bytes / 1e3 / millis,
                    rows * 1e3 / millis));
  }

  private long export(Connection connection, BufferAllocator allocator) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet set = statement.executeQuery("SELECT * FROM lineitem");
        ArrowReader reader =
            (ArrowReader) set.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, 16_384)) {
      rows = 0;
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
    CredentialCallOption token =
        client.authenticateBasicToken(ScanMesh.USER, ScanMesh.PASSWORD).orElseThrow();
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
    properties.put("user", ScanMesh.USER);
    properties.put("password", ScanMesh.PASSWORD);
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
