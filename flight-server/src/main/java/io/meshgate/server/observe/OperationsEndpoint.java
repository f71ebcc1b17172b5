package io.meshgate.server.observe;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port for operators: {@code /metrics}, {@code /health/live} and {@code /health/ready}.
 *
 * <p>It tells nothing of data, users or statements, and asks nobody who they are; it belongs on an
 * address that only the operators' machines reach. Safe for use by many threads.
 */
public final class OperationsEndpoint implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperationsEndpoint.class);
  private static final int THREADS = 2;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          new ThreadFactoryBuilder().setNameFormat("operations-%d").setDaemon(true).build());

  /**
   * Opens the port.
   *
   * @param metrics all meters in Prometheus' text format
   * @param ready whether queries can be answered now
   * @throws IOException if the port cannot be had
   */
  public OperationsEndpoint(
      InetSocketAddress address, Supplier<String> metrics, BooleanSupplier ready)
      throws IOException {
    this.server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    serve("/metrics", exchange -> answer(exchange, 200, PROMETHEUS, metrics.get()));
    serve("/health/live", exchange -> answer(exchange, 200, TEXT, "live\n"));
    serve(
        "/health/ready",
        exchange -> {
          boolean isReady = ready.getAsBoolean();
          answer(exchange, isReady ? 200 : 503, TEXT, isReady ? "ready\n" : "not ready\n");
        });
    server.start();
    LOG.info("Metrics and health are at http://{}:{}/metrics", address.getHostString(), port());
  }

  /** The port that is open. */
  public int port() {
    return server.getAddress().getPort();
  }

  private interface Page {
    void write(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Page page) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            boolean read =
                exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            if (!exchange.getRequestURI().getPath().equals(path)) {
              answer(exchange, 404, TEXT, "There are /metrics, /health/live and /health/ready\n");
            } else if (!read) {
              exchange.getResponseHeaders().set("Allow", "GET, HEAD");
              answer(exchange, 405, TEXT, "Only GET and HEAD\n");
            } else {
              page.write(exchange);
            }
          } catch (RuntimeException e) {
            LOG.error("The page {} failed", path, e);
            answer(exchange, 500, TEXT, "The gateway failed; its log has the cause\n");
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
