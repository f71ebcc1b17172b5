package io.meshgate.session;

import java.util.Objects;
import java.util.Optional;

/**
 * The program that asks, as it says of itself: for logs and traces, never for decisions.
 *
 * @param agent its name and version, as its protocol states them
 * @param traceParent the span that the request belongs to, in the form of W3C Trace Context
 */
public record ClientInfo(Optional<String> agent, Optional<String> traceParent) {

  /** A program of which nothing is known. */
  public static final ClientInfo UNKNOWN = new ClientInfo(Optional.empty(), Optional.empty());

  public ClientInfo {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(traceParent, "traceParent");
  }
}
