package io.meshgate.server.flight;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.meshgate.server.auth.AuthenticationInterceptor;
import io.meshgate.server.auth.Authenticator;
import io.meshgate.server.auth.CallSessions;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.server.auth.TokenKeys;
import io.meshgate.server.flight.delivery.Deliveries;
import io.meshgate.server.flight.delivery.RowCount;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.session.ClientHeaders;
import io.meshgate.server.flight.session.SessionActions;
import io.meshgate.server.flight.session.Sessions;
import io.meshgate.server.flight.statement.Seal;
import io.meshgate.server.flight.statement.Statements;
import io.meshgate.server.session.SessionCookie;
import io.meshgate.session.QueryLimits;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.flight.grpc.ServerBackpressureThresholdInterceptor;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open Flight SQL port. Safe for use by many threads. */
public final class FlightDoor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FlightDoor.class);
  // Bound parameters are the largest thing that a client sends.
  private static final int MAXIMUM_MESSAGE_BYTES = 16 << 20;
  private static final int MAXIMUM_HEADER_BYTES = 64 << 10;
  private static final int BACKPRESSURE_BYTES = 4 << 20;
  private static final int CALLS_PER_CONNECTION = 256;
  private static final int CALL_THREADS = 64;
  private static final int UPLOADS = 64;
  private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(1);
  private static final long CLOSE_SECONDS = 5;

  private final BufferAllocator allocator;
  private final Deliveries deliveries;
  private final ExecutorService calls;
  private final ExecutorService puts;
  private final ScheduledThreadPoolExecutor timer;
  private final Server server;

  /**
   * What a door needs.
   *
   * @param address where to listen
   * @param tls how connections are protected; empty for plain text
   * @param authenticator who may come in
   * @param logins is told of who may not
   * @param keys the keys of tickets
   * @param limits what each query may use; asked once a query
   */
  public record Settings(
      InetSocketAddress address,
      Optional<SslContext> tls,
      Authenticator authenticator,
      LoginListener logins,
      TokenKeys keys,
      Supplier<QueryLimits> limits) {

    public Settings {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(tls, "tls");
      Objects.requireNonNull(authenticator, "authenticator");
      Objects.requireNonNull(logins, "logins");
      Objects.requireNonNull(keys, "keys");
      Objects.requireNonNull(limits, "limits");
    }
  }

  /**
   * Opens the port.
   *
   * @param settings where and for whom
   * @param service answers the queries
   * @param parent where batches are held; the results of {@code service} must be allocated below
   *     the same root
   * @throws IOException if the port cannot be had
   */
  public FlightDoor(Settings settings, QueryService service, BufferAllocator parent)
      throws IOException {
    this.allocator = parent.newChildAllocator("flight", 0, Long.MAX_VALUE);
    this.deliveries = new Deliveries(allocator);
    this.calls = callThreads();
    this.puts = putThreads();
    this.timer = timer();
    Sessions sessions = new Sessions(settings.limits());
    Seal seal = new Seal(settings.keys().deriveAll("tickets"));
    Statements statements = new Statements(service, sessions, deliveries, seal, Clock.systemUTC());
    Actions actions = new Actions(statements, new SessionActions(service));
    CallSessions callSessions =
        new CallSessions(
            settings.keys(),
            settings.tls().isPresent()
                ? SessionCookie.Transport.SECURE
                : SessionCookie.Transport.PLAIN,
            service::catalogName,
            settings.authenticator()::user);
    this.server =
        server(
            settings,
            new AuthenticationInterceptor(
                settings.authenticator(), callSessions, settings.logins()),
            new MeshFlightProducer(service, sessions, statements, actions, deliveries));
    try {
      server.start();
      LOG.info("{}", NativeParts.inUse(settings.tls()));
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  /** The port that is open. */
  public int port() {
    return server.getPort();
  }

  /** How many results are on their way to clients. */
  int deliveries() {
    return deliveries.size();
  }

  /** Takes no more calls, cancels what runs, waits for a bounded time, and frees everything. */
  @Override
  public void close() {
    server.shutdown();
    deliveries.stopAll();
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("Some connections did not end within {} seconds", 2 * CLOSE_SECONDS);
        }
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    release();
  }

  private void release() {
    calls.shutdown();
    puts.shutdownNow();
    timer.shutdownNow();
    deliveries.close();
    allocator.close();
  }

  @SuppressWarnings("deprecation") // Flight asks for a handler; this one does nothing.
  private Server server(
      Settings settings, AuthenticationInterceptor authentication, MeshFlightProducer producer) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(settings.address())
            .executor(calls)
            .maxInboundMessageSize(MAXIMUM_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAXIMUM_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            // Connections in a pool ping, since no driver's validity check makes a call.
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(2, TimeUnit.MINUTES)
            .addService(
                ServerInterceptors.intercept(
                    FlightGrpcUtils.createFlightService(
                        allocator, producer, ServerAuthHandler.NO_OP, puts),
                    new ClientHeaders(),
                    new RowCount.Interceptor(),
                    new ServerBackpressureThresholdInterceptor(BACKPRESSURE_BYTES),
                    new UploadGuard(UPLOADS, UPLOAD_PATIENCE, timer),
                    authentication));
    settings.tls().ifPresent(builder::sslContext);
    return builder.build();
  }

  private static ExecutorService callThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            CALL_THREADS,
            CALL_THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder().setNameFormat("flight-call-%d").setDaemon(true).build());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  // Uploads wait for messages that the call threads bring, so they must not take those. The guard
  // bounds them; a thread may end a little after its upload.
  private static ExecutorService putThreads() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new ThreadFactoryBuilder().setNameFormat("flight-put-%d").setDaemon(true).build());
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, new ThreadFactoryBuilder().setNameFormat("flight-timer").setDaemon(true).build());
    // Otherwise every upload that has ended is kept until its time is up.
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
