package io.meshgate.server.cli.client;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClientMiddleware;

/**
 * The token that goes with every call. A gateway sends a newer one with any of its answers, which
 * takes the place of the one before. Safe for use by many threads.
 */
final class BearerToken implements FlightClientMiddleware.Factory {

  private static final String HEADER = "authorization";
  private static final String SCHEME = "Bearer ";

  private volatile String token;

  /**
   * @param token the first token; empty before a log-in
   */
  BearerToken(String token) {
    this.token = token;
  }

  boolean isPresent() {
    return !token.isEmpty();
  }

  @Override
  public FlightClientMiddleware onCallStarted(CallInfo info) {
    return new FlightClientMiddleware() {
      @Override
      public void onBeforeSendingHeaders(CallHeaders headers) {
        if (isPresent()) {
          headers.insert(HEADER, SCHEME + token);
        }
      }

      @Override
      public void onHeadersReceived(CallHeaders headers) {
        String text = headers.containsKey(HEADER) ? headers.get(HEADER) : "";
        if (text.startsWith(SCHEME)) {
          token = text.substring(SCHEME.length());
        }
      }

      @Override
      public void onCallCompleted(CallStatus status) {
        // Nothing to do: what failed is told where the call was made.
      }
    };
  }
}
