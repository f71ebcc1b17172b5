package io.meshgate.server.flight;

import io.meshgate.document.DocumentException;
import io.meshgate.server.MeshgateServer;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.server.auth.TokenKeys;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.config.AuthenticationConfig;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.arrow.driver.jdbc.ArrowFlightJdbcDriver;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * A server over {@link MemoryQueries} with the users eve, an analyst, and bob, who is none.
 *
 * <p>Closing it fails the test if a buffer is outstanding.
 */
final class TestServer implements AutoCloseable {

  static final String SECRET = "a secret of more than thirty-two characters";

  final RootAllocator root = new RootAllocator();
  final BufferAllocator clients = new RootAllocator();
  final BufferAllocator engine = root.newChildAllocator("engine", 0, Long.MAX_VALUE);
  final MemoryQueries queries = new MemoryQueries(engine);
  private final MeshgateServer server;

  /** What each query may use from now on. */
  volatile QueryLimits limits = QueryLimits.DEFAULT;

  private TestServer(Path folder, Transport transport, UnaryOperator<ServerConfig> adjustment)
      throws DocumentException, IOException {
    Path users = Files.writeString(folder.resolve("users.yaml"), UsersFixture.YAML);
    ServerConfig config =
        adjustment.apply(
            ServerConfig.of(0, transport, AuthenticationConfig.of(users))
                .withTokenKeys(TokenKeys.of(SECRET)));
    server = MeshgateServer.start(config, queries, () -> limits, LoginListener.NONE, root);
  }

  static TestServer plaintext(Path folder) throws DocumentException, IOException {
    return with(folder, new Transport.Plaintext(), config -> config);
  }

  /** A server under another configuration. */
  static TestServer with(Path folder, Transport transport, UnaryOperator<ServerConfig> adjustment)
      throws DocumentException, IOException {
    return new TestServer(folder, transport, adjustment);
  }

  static TestServer developmentTls(Path folder) throws DocumentException, IOException {
    return with(folder, new Transport.DevelopmentTls(folder.resolve("tls")), config -> config);
  }

  int port() {
    return server.port();
  }

  MeshgateServer server() {
    return server;
  }

  FlightClient client(FlightClientMiddleware.Factory... middleware) {
    FlightClient.Builder builder =
        FlightClient.builder(clients, Location.forGrpcInsecure("localhost", port()));
    for (FlightClientMiddleware.Factory factory : middleware) {
      builder.intercept(factory);
    }
    return builder.build();
  }

  /** A client that is logged in. */
  Login login(String user) {
    FlightClient client = client();
    CredentialCallOption token =
        client.authenticateBasicToken(user, user + "-password").orElseThrow();
    return new Login(client, new FlightSqlClient(client), token);
  }

  record Login(FlightClient flight, FlightSqlClient sql, CredentialCallOption token)
      implements AutoCloseable {
    @Override
    public void close() {
      try {
        sql.close();
      } catch (Exception e) {
        throw new IllegalStateException("The client does not close", e);
      }
    }
  }

  Connection jdbc(String user, Map<String, String> properties) throws SQLException {
    Properties all = new Properties();
    all.put("user", user);
    all.put("password", user + "-password");
    all.put("useEncryption", "false");
    all.putAll(properties);
    Connection connection =
        new ArrowFlightJdbcDriver().connect("jdbc:arrow-flight-sql://localhost:" + port(), all);
    if (connection == null) {
      throw new SQLException("The driver does not know its own address");
    }
    return connection;
  }

  @Override
  public void close() {
    server.close();
    engine.close();
    root.close();
    clients.close();
  }
}
