package io.meshgate.server.attacks;

import io.meshgate.document.DocumentException;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.config.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;

/** A gateway over one of the two meshes, and its clients. */
final class Twin implements AutoCloseable {

  private final GatewayProcess process;
  private final RootAllocator memory = new RootAllocator();
  private final Map<String, Login> logins = new ConcurrentHashMap<>();

  private Twin(GatewayProcess process) {
    this.process = process;
  }

  static Twin start(Path folder) throws DocumentException, IOException {
    return new Twin(
        GatewayProcess.start(
            folder.resolve("mesh.yaml"),
            config -> config.withTransport(new Transport.Plaintext())));
  }

  GatewayProcess process() {
    return process;
  }

  RootAllocator memory() {
    return memory;
  }

  /** The connection that attacks of a user share which keep nothing in their session. */
  Login login(String user) {
    return logins.computeIfAbsent(user, this::freshLogin);
  }

  /** A connection with a session of its own; the caller closes it. */
  Login freshLogin(String user) {
    FlightClient client =
        FlightClient.builder(memory, Location.forGrpcInsecure("localhost", process.port())).build();
    CredentialCallOption token =
        client.authenticateBasicToken(user, user + "-password").orElseThrow();
    return new Login(client, new FlightSqlClient(client), token);
  }

  /** A client with its token. */
  record Login(FlightClient flight, FlightSqlClient sql, CredentialCallOption token)
      implements AutoCloseable {
    @Override
    public void close() {
      try {
        sql.close();
      } catch (Exception e) {
        throw new IllegalStateException("A client does not close", e);
      }
    }
  }

  @Override
  public void close() {
    logins.values().forEach(Login::close);
    process.close();
    memory.close();
  }
}
