package io.meshgate.policy.opa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshgate.policy.opa.OpaException.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an Open Policy Agent over its REST API: {@code {"input": …}} is posted to the address of a
 * rule and its value comes back as {@code {"result": …}}. Safe for use by many threads.
 */
final class OpaClient {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final OpaSettings settings;
  private final HttpClient http;

  OpaClient(OpaSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  /**
   * The value of a rule.
   *
   * @throws OpaException if there is none, for whatever reason
   */
  JsonNode ask(URI rule, JsonNode input) throws OpaException {
    ObjectNode question = JSON.createObjectNode();
    question.set("input", input);
    JsonNode answer = parse(rule, post(rule, question));
    JsonNode result = answer.get("result");
    if (result == null || result.isNull()) {
      throw new OpaException(Scope.THIS_TABLE, rule + " is undefined for this question");
    }
    return result;
  }

  private byte[] post(URI rule, JsonNode question) throws OpaException {
    Future<HttpResponse<byte[]>> call =
        http.sendAsync(request(rule, question), BodyHandlers.ofByteArray());
    try {
      // The client's own limit ends with the headers; an answer that trickles has to end too.
      HttpResponse<byte[]> response =
          call.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new OpaException(
            Scope.AGENT, rule + " answered with status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      call.cancel(true);
      throw new OpaException(
          Scope.AGENT, rule + " did not answer within " + settings.timeout().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new OpaException(Scope.AGENT, rule + " cannot be asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OpaException(Scope.AGENT, "Interrupted while " + rule + " was asked", e);
    }
  }

  private HttpRequest request(URI rule, JsonNode question) throws OpaException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rule)
            .timeout(settings.timeout())
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(question.toString(), StandardCharsets.UTF_8));
    if (settings.tokenFile().isPresent()) {
      request.header("authorization", "Bearer " + token());
    }
    return request.build();
  }

  private String token() throws OpaException {
    try {
      return Files.readString(settings.tokenFile().orElseThrow()).strip();
    } catch (IOException e) {
      throw new OpaException(Scope.AGENT, "The file of the agent's token cannot be read", e);
    }
  }

  private static JsonNode parse(URI rule, byte[] bytes) throws OpaException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new OpaException(Scope.THIS_TABLE, rule + " answered with something else than JSON", e);
    } catch (IOException e) {
      throw new OpaException(Scope.THIS_TABLE, rule + " gave an answer that cannot be read", e);
    }
  }
}
