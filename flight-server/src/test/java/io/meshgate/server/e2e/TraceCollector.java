package io.meshgate.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes traces by OTLP over HTTP and keeps them as they come. */
public final class TraceCollector implements AutoCloseable {

  private final BlockingQueue<String> batches = new LinkedBlockingQueue<>();
  private final HttpServer server;

  /** Listens on a port of its own. */
  public TraceCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          // Names in the protocol's messages stand in plain text between their lengths.
          batches.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /** Where traces go, as the environment of a process says it. */
  public String endpoint() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** All that has come when every one of the texts is in it. */
  String until(List<String> texts) throws InterruptedException {
    StringBuilder sent = new StringBuilder();
    while (!texts.stream().allMatch(text -> sent.indexOf(text) >= 0)) {
      String batch = batches.poll(60, TimeUnit.SECONDS);
      assertThat(batch).as("a trace with %s", texts).isNotNull();
      sent.append(batch);
    }
    return sent.toString();
  }

  /** All that has come since the last call. */
  public String received() {
    List<String> received = new ArrayList<>();
    batches.drainTo(received);
    return String.join("\n", received);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
