package io.meshgate.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A connection to a running gateway as one user; for one thread. */
final class GatewayClient implements AutoCloseable {
  private final BufferAllocator allocator;
  private final FlightSqlClient client;
  private final CredentialCallOption credentials;

  /** Receives a result. The root holds the batch just received. */
  interface RowSink {
    /** Called once, before the first batch and also if there is none. */
    void begin(VectorSchemaRoot batch) throws IOException;

    void accept(VectorSchemaRoot batch) throws IOException;
  }

  private GatewayClient(
      BufferAllocator allocator, FlightSqlClient client, CredentialCallOption credentials) {
    this.allocator = allocator;
    this.client = client;
    this.credentials = credentials;
  }

  /**
   * Connects and logs in.
   *
   * @throws CommandException if the gateway cannot be reached or refuses the user
   */
  static GatewayClient connect(ConnectionOptions options) {
    String password = options.password();
    BufferAllocator allocator = new RootAllocator();
    try {
      return login(allocator, options, password);
    } catch (RuntimeException e) {
      allocator.close();
      throw e;
    }
  }

  private static GatewayClient login(
      BufferAllocator allocator, ConnectionOptions options, String password) {
    FlightClient flight = open(allocator, options);
    String address = options.host() + ":" + options.port();
    try {
      CredentialCallOption credentials =
          flight
              .authenticateBasicToken(options.user(), password)
              .orElseThrow(
                  () ->
                      new CommandException(
                          ExitCode.CONNECTION, "The server at " + address + " gave no token"));
      return new GatewayClient(allocator, new FlightSqlClient(flight), credentials);
    } catch (FlightRuntimeException e) {
      close(flight);
      throw e.status().code() == FlightStatusCode.UNAUTHENTICATED
          ? new CommandException(
              ExitCode.CONNECTION,
              "The gateway at " + address + " does not accept user " + options.user(),
              e)
          : new CommandException(
              ExitCode.CONNECTION, "No connection to " + address + ": " + reason(e, options), e);
    }
  }

  private static FlightClient open(BufferAllocator allocator, ConnectionOptions options) {
    Location location =
        options.insecure()
            ? Location.forGrpcInsecure(options.host(), options.port())
            : Location.forGrpcTls(options.host(), options.port());
    FlightClient.Builder builder = FlightClient.builder(allocator, location);
    if (options.trustAny() && !options.insecure()) {
      builder.verifyServer(false);
    }
    if (options.authorities().isEmpty() || options.insecure()) {
      return builder.build();
    }
    Path file = options.authorities().get();
    try (InputStream certificates = Files.newInputStream(file)) {
      return builder.trustedCertificates(certificates).build();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "The certificate file " + file + " cannot be read", e);
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new CommandException(ExitCode.CONNECTION, "The connection could not be closed", e);
    }
  }

  private static String reason(FlightRuntimeException failure, ConnectionOptions options) {
    String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("unknown reason");
    return options.insecure()
        ? text
        : text
            + ". A gateway with a development certificate needs --ca FILE or --trust-any,"
            + " one without encryption --insecure";
  }

  /**
   * Runs a query and hands its batches over as they arrive.
   *
   * @throws CommandException if the gateway refuses or fails the query, or the connection breaks
   */
  void query(String sql, RowSink sink) throws IOException {
    try {
      FlightInfo info = client.execute(sql, credentials);
      for (FlightEndpoint endpoint : info.getEndpoints()) {
        drain(endpoint, sink);
      }
    } catch (FlightRuntimeException e) {
      throw failed(e);
    }
  }

  private void drain(FlightEndpoint endpoint, RowSink sink) throws IOException {
    FlightStream stream = client.getStream(endpoint.getTicket(), credentials);
    try {
      VectorSchemaRoot batch = stream.getRoot();
      sink.begin(batch);
      while (stream.next()) {
        sink.accept(batch);
      }
    } finally {
      close(stream);
    }
  }

  private static CommandException failed(FlightRuntimeException e) {
    FlightStatusCode code = e.status().code();
    boolean connection =
        code == FlightStatusCode.UNAVAILABLE || code == FlightStatusCode.UNAUTHENTICATED;
    return new CommandException(
        connection ? ExitCode.CONNECTION : ExitCode.FAILED, String.valueOf(e.getMessage()), e);
  }

  @Override
  public void close() {
    try (allocator) {
      close(client);
    }
  }
}
