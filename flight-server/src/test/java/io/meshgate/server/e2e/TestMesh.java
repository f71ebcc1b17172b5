package io.meshgate.server.e2e;

import io.meshgate.document.DocumentException;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.MeasuredGateway;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;

/**
 * A gateway over the stores of a test run, with TLS, and its folder.
 *
 * <p>Users: {@code ana}, an analyst of the region EU; {@code otto}, an auditor; {@code nina}, who
 * is nothing. Their passwords are their names and {@code -password}. Closing fails if the gateway
 * leaves a buffer.
 */
public final class TestMesh implements AutoCloseable {

  private static final String USERS =
      """
      users:
        - {name: ana, passwordHash: "%s", groups: [analyst], attributes: {region: EU}}
        - {name: otto, passwordHash: "%s", groups: [auditor]}
        - {name: nina, passwordHash: "%s"}
      """
          .formatted(
              UsersFixture.hash("ana-password"),
              UsersFixture.hash("otto-password"),
              UsersFixture.hash("nina-password"));

  /** A policy under which everybody reads everything. */
  public static final String OPEN =
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

  /** What the mask key of every test mesh is. */
  public static final String KEY = "key of the masks in tests";

  private final Path folder;
  private final RootAllocator memory = new RootAllocator();
  private final RootAllocator clients = new RootAllocator();
  private final GatewayProcess process;

  private TestMesh(Path folder, UnaryOperator<ServerConfig> adjustment)
      throws DocumentException, IOException {
    this.folder = folder;
    this.process = MeasuredGateway.start(folder.resolve("mesh.yaml"), adjustment, memory);
  }

  /** A folder with a configuration for the two servers and the folder {@code lake}. */
  public static Path configure(Path folder, String name, Stores stores, String limits)
      throws IOException {
    return configure(folder, name, stores.postgres(), stores.mariaDb(), limits);
  }

  /** The same for servers that are not those of the test run. */
  public static Path configure(
      Path folder, String name, EmbeddedServer postgres, EmbeddedServer mariaDb, String limits)
      throws IOException {
    for (String child : new String[] {"lake", "products", "policies"}) {
      Files.createDirectories(folder.resolve(child));
    }
    Files.writeString(folder.resolve("users.yaml"), USERS);
    Files.writeString(folder.resolve("key"), KEY);
    String yaml =
        """
        apiVersion: meshgate.io/v1
        kind: Mesh
        name: %s
        server: {host: localhost, port: 0}
        authentication: {users: users.yaml}
        sources:
          pg: %s
          maria: %s
          lake: {type: duckdb, folder: lake}
        products: [products]
        policies: [policies]
        keys: {k1: "${file:key}"}
        limits: {%s}
        """;
    Files.writeString(
        folder.resolve("mesh.yaml"),
        yaml.formatted(name, source("postgres", postgres), source("mysql", mariaDb), limits));
    return folder;
  }

  /** The same for the folder {@code lake} alone, without servers. */
  static Path configureLake(Path folder, String name, String limits) throws IOException {
    for (String child : new String[] {"lake", "products", "policies"}) {
      Files.createDirectories(folder.resolve(child));
    }
    Files.writeString(folder.resolve("users.yaml"), USERS);
    String yaml =
        """
        apiVersion: meshgate.io/v1
        kind: Mesh
        name: %s
        server: {host: localhost, port: 0}
        authentication: {users: users.yaml}
        sources:
          lake: {type: duckdb, folder: lake}
        products: [products]
        policies: [policies]
        limits: {%s}
        """;
    Files.writeString(folder.resolve("mesh.yaml"), yaml.formatted(name, limits));
    return folder;
  }

  private static String source(String type, EmbeddedServer server) {
    return "{type: %s, host: %s, port: %d, database: %s, user: %s, password: %s}"
        .formatted(
            type,
            server.host(),
            server.port(),
            server.database(),
            server.user(),
            server.password());
  }

  /** Starts a gateway on a folder. */
  public static TestMesh start(Path folder) throws DocumentException, IOException {
    return new TestMesh(folder, config -> config);
  }

  /** Starts a gateway whose connections are not protected, for tests of other things. */
  public static TestMesh startWithoutTls(Path folder) throws DocumentException, IOException {
    return new TestMesh(folder, config -> config.withTransport(new Transport.Plaintext()));
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** The gateway itself. */
  public GatewayProcess process() {
    return process;
  }

  /** What the gateway allocates below. */
  RootAllocator memory() {
    return memory;
  }

  /** What clients allocate below. */
  public RootAllocator clients() {
    return clients;
  }

  /** Replaces a file of the mesh. */
  void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** A connection of the released JDBC driver. */
  public Connection jdbc(String user) throws SQLException {
    return jdbc(user, user + "-password", "");
  }

  /** A connection with a password and further properties as they stand in an address. */
  public Connection jdbc(String user, String password, String more) throws SQLException {
    Optional<Path> certificate = process.developmentCertificate();
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    certificate.ifPresent(file -> properties.put("tlsRootCerts", file.toString()));
    return DriverManager.getConnection(
        "jdbc:arrow-flight-sql://localhost:"
            + process.port()
            + "/?useEncryption="
            + certificate.isPresent()
            + more,
        properties);
  }

  /** A client of Flight SQL that is logged in. */
  public Login login(String user) throws IOException {
    FlightClient client = client();
    CredentialCallOption token =
        client.authenticateBasicToken(user, user + "-password").orElseThrow();
    return new Login(new FlightSqlClient(client), token);
  }

  /** A client of Flight SQL with a token of its own making. */
  Login stranger(String token) throws IOException {
    return new Login(
        new FlightSqlClient(client()), new CredentialCallOption(new BearerCredentialWriter(token)));
  }

  /** A client of bare Flight that is not logged in. */
  FlightClient client() throws IOException {
    if (process.developmentCertificate().isEmpty()) {
      return FlightClient.builder(clients, Location.forGrpcInsecure("localhost", process.port()))
          .build();
    }
    try (InputStream certificate =
        Files.newInputStream(process.developmentCertificate().orElseThrow())) {
      return FlightClient.builder(clients, Location.forGrpcTls("localhost", process.port()))
          .useTls()
          .trustedCertificates(certificate)
          .build();
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("A client does not close", e);
    }
  }

  /** A client of Flight SQL with its token. */
  public record Login(FlightSqlClient sql, CredentialCallOption token) implements AutoCloseable {

    /** Asks a query; its rows are not read yet. */
    public Answer ask(String query) {
      FlightInfo info = sql.execute(query, token);
      return new Answer(info, sql.getStream(info.getEndpoints().get(0).getTicket(), token));
    }

    @Override
    public void close() {
      TestMesh.close(sql);
    }
  }

  /** A query's answer as it arrives. */
  public record Answer(FlightInfo info, FlightStream stream) implements AutoCloseable {
    @Override
    public void close() {
      TestMesh.close(stream);
    }
  }

  @Override
  public void close() {
    process.close();
    memory.close();
    clients.close();
  }
}
