package io.meshgate.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that gives recorded answers, by rule and table, and keeps the questions. */
final class TestAgent implements AutoCloseable {

  static {
    // Otherwise each answer waits for the client's delayed acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> states = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  final List<JsonNode> questions = new CopyOnWriteArrayList<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();

  TestAgent() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI rule(String name) {
    return URI.create(
        "http://localhost:" + server.getAddress().getPort() + "/v1/data/trino/" + name);
  }

  /** What a rule says of a table; of all tables with {@code *}. */
  TestAgent answer(String rule, String table, String json) {
    answers.put(rule + " " + table, json);
    return this;
  }

  TestAgent status(String rule, int status) {
    states.put(rule, status);
    return this;
  }

  /** The questions with an operation, as texts. */
  List<String> asked(String operation) {
    return questions.stream()
        .filter(question -> question.at("/input/action/operation").asText().equals(operation))
        .map(JsonNode::toString)
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode question = OpaClient.JSON.readTree(exchange.getRequestBody().readAllBytes());
      questions.add(question);
      tokens.addAll(exchange.getRequestHeaders().getOrDefault("authorization", List.of()));
      String rule = exchange.getRequestURI().getPath().replace("/v1/data/trino/", "");
      String table = question.findValuesAsText("tableName").get(0);
      String text =
          answers.getOrDefault(rule + " " + table, answers.getOrDefault(rule + " *", "{}"));
      if (text.equals("never")) {
        closed.await();
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(states.getOrDefault(rule, 200), bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
