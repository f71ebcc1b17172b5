package io.meshgate.server.cli.client;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.server.cli.client.GatewayException.Kind;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.auth2.BasicAuthCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A connection to a running gateway as one user. Safe for use by many threads; closed by the one
 * that opened it, after the others are done.
 *
 * <p>Its methods throw {@link GatewayException} if the gateway refuses or fails a call or cannot be
 * reached. Calls inside of a {@link Cancellation} end when that is cancelled.
 */
public final class GatewayClient implements AutoCloseable {
  private static final String CANCEL_BY_ID = "meshgate.CancelQuery";

  private final BufferAllocator allocator;
  private final FlightClient flight;
  private final FlightSqlClient client;

  private GatewayClient(BufferAllocator allocator, FlightClient flight) {
    this.allocator = allocator;
    this.flight = flight;
    this.client = new FlightSqlClient(flight);
  }

  /**
   * Connects and logs in.
   *
   * @throws CommandException if the gateway cannot be reached or refuses the user
   */
  public static GatewayClient connect(ConnectionOptions options) {
    return connect(options, options.login());
  }

  /**
   * The same with a log-in that is known.
   *
   * @throws CommandException if the gateway cannot be reached or refuses the user
   */
  static GatewayClient connect(ConnectionOptions options, Login login) {
    BearerToken token = new BearerToken(login instanceof Login.Token given ? given.secret() : "");
    BufferAllocator allocator = new RootAllocator();
    try {
      FlightClient flight = open(allocator, options, token);
      try {
        logIn(flight, token, options, login);
        return new GatewayClient(allocator, flight);
      } catch (RuntimeException e) {
        close(flight);
        throw e;
      }
    } catch (RuntimeException e) {
      allocator.close();
      throw e;
    }
  }

  private static void logIn(
      FlightClient flight, BearerToken token, ConnectionOptions options, Login login) {
    try {
      if (login instanceof Login.Password password) {
        flight.handshake(
            new CredentialCallOption(
                new BasicAuthCredentialWriter(password.user(), password.secret())));
      } else {
        // A token has no log-in; without a call, a wrong one would be found out much later.
        flight.getSessionOptions(new GetSessionOptionsRequest());
      }
    } catch (FlightRuntimeException e) {
      throw refusal(e, options, login);
    }
    if (!token.isPresent()) {
      throw new CommandException(
          ExitCode.CONNECTION, "The server at " + options.address() + " gave no token");
    }
  }

  private static CommandException refusal(
      FlightRuntimeException e, ConnectionOptions options, Login login) {
    return e.status().code() == FlightStatusCode.UNAUTHENTICATED
        ? new GatewayException(
            Kind.NOT_LOGGED_IN,
            ExitCode.CONNECTION,
            "The gateway at "
                + options.address()
                + " does not accept "
                + (login instanceof Login.Token ? "the token" : login.toString()),
            e)
        : new GatewayException(
            Kind.CONNECTION_LOST,
            ExitCode.CONNECTION,
            "No connection to " + options.address() + ": " + reason(e, options),
            e);
  }

  private static FlightClient open(
      BufferAllocator allocator, ConnectionOptions options, BearerToken token) {
    Location location =
        options.insecure()
            ? Location.forGrpcInsecure(options.host(), options.port())
            : Location.forGrpcTls(options.host(), options.port());
    FlightClient.Builder builder = FlightClient.builder(allocator, location).intercept(token);
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

  /** Runs a query and hands its batches over as they arrive, on the calling thread. */
  public void query(String sql, RowSink sink) throws IOException {
    drain(() -> client.execute(sql), sink);
  }

  private void drain(Supplier<FlightInfo> asked, RowSink sink) throws IOException {
    try {
      for (FlightEndpoint endpoint : asked.get().getEndpoints()) {
        drain(endpoint, sink);
      }
    } catch (FlightRuntimeException e) {
      throw GatewayException.of(e);
    }
  }

  private void drain(FlightEndpoint endpoint, RowSink sink) throws IOException {
    FlightStream stream = client.getStream(endpoint.getTicket());
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

  /** The catalogs that the user may see. */
  public List<String> catalogs() throws IOException {
    MetadataRows.Texts catalogs = new MetadataRows.Texts("catalog_name");
    drain(client::getCatalogs, catalogs);
    return catalogs.texts();
  }

  /** The tables that the user may see, with their columns. */
  public List<TableDescription> tables() throws IOException {
    MetadataRows.Tables tables = new MetadataRows.Tables();
    drain(() -> client.getTables(null, null, null, null, true), tables);
    return tables.tables();
  }

  /** The columns of a table's primary key in order; empty if it has none that the user may see. */
  public List<String> primaryKey(TableDescription table) throws IOException {
    MetadataRows.Texts columns = new MetadataRows.Texts("column_name");
    TableRef name = TableRef.of(table.catalog(), table.schema(), table.name());
    drain(() -> client.getPrimaryKeys(name), columns);
    return columns.texts();
  }

  /** The options of the session that are set, as texts. */
  public Map<String, String> sessionOptions() {
    try {
      ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
      client
          .getSessionOptions(new GetSessionOptionsRequest())
          .getSessionOptions()
          .forEach((name, value) -> options.put(name, SessionOptionText.of(value)));
      return options.buildOrThrow();
    } catch (FlightRuntimeException e) {
      throw GatewayException.of(e);
    }
  }

  /**
   * Sets an option of the session, or forgets it.
   *
   * @return what is wrong with it; empty if it is set
   */
  public Optional<SetSessionOptionsResult.ErrorValue> setSessionOption(
      String name, Optional<String> value) {
    SessionOptionValue wanted =
        value
            .map(SessionOptionValueFactory::makeSessionOptionValue)
            .orElseGet(SessionOptionValueFactory::makeEmptySessionOptionValue);
    try {
      return ImmutableList.copyOf(
              client
                  .setSessionOptions(new SetSessionOptionsRequest(Map.of(name, wanted)))
                  .getErrors()
                  .values())
          .stream()
          .findFirst()
          .map(error -> error.value);
    } catch (FlightRuntimeException e) {
      throw GatewayException.of(e);
    }
  }

  /** Asks for the end of a query that runs somewhere else; its id stands in system.queries. */
  public void stop(String queryId) {
    try {
      flight
          .doAction(new Action(CANCEL_BY_ID, queryId.getBytes(StandardCharsets.UTF_8)))
          .forEachRemaining(answer -> {});
    } catch (FlightRuntimeException e) {
      throw GatewayException.of(e);
    }
  }

  @Override
  public void close() {
    try (allocator) {
      close(client);
    }
  }
}
