package io.meshgate.server.flight;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClientMiddleware;

/**
 * Sends a header {@code authorization} with every call and, as the Go driver does, the newest that
 * came with an answer from then on.
 */
public final class Carrier implements FlightClientMiddleware.Factory {

  private volatile String authorization;
  private final AtomicInteger replaced = new AtomicInteger();

  /**
   * @param authorization the first; empty for none
   */
  public Carrier(String authorization) {
    this.authorization = authorization;
  }

  String authorization() {
    return authorization;
  }

  /** How often an answer brought another one. */
  int replaced() {
    return replaced.get();
  }

  /** Goes back to an authorization. */
  void restore(String earlier) {
    authorization = earlier;
  }

  @Override
  public FlightClientMiddleware onCallStarted(CallInfo info) {
    return new FlightClientMiddleware() {
      @Override
      public void onBeforeSendingHeaders(CallHeaders headers) {
        if (!authorization.isEmpty()) {
          headers.insert("authorization", authorization);
        }
      }

      @Override
      public void onHeadersReceived(CallHeaders headers) {
        String next = headers.get("authorization");
        if (next != null) {
          authorization = next;
          replaced.incrementAndGet();
        }
      }

      @Override
      public void onCallCompleted(CallStatus status) {}
    };
  }
}
