package io.meshgate.server.cli.client;

import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/** A call that the gateway refused or failed, or that did not reach it. */
public final class GatewayException extends CommandException {

  private final Kind kind;

  /** What a caller can do about a failure. */
  public enum Kind {
    /** The gateway cannot be reached; another attempt needs another connection. */
    CONNECTION_LOST,
    /** The token is not, or no longer, accepted: log in again. */
    NOT_LOGGED_IN,
    /** A name does not exist, or not for this user. */
    NOT_FOUND,
    /** Somebody cancelled it. */
    CANCELLED,
    /** The statement or its execution failed; the message says how. */
    FAILED
  }

  GatewayException(Kind kind, int exitCode, String message, Throwable cause) {
    super(exitCode, message, cause);
    this.kind = kind;
  }

  /** The failure as Flight told it. */
  static GatewayException of(FlightRuntimeException failure) {
    Kind kind = kind(failure.status().code(), String.valueOf(failure.getMessage()));
    boolean connection = kind == Kind.CONNECTION_LOST || kind == Kind.NOT_LOGGED_IN;
    return new GatewayException(
        kind,
        connection ? ExitCode.CONNECTION : ExitCode.FAILED,
        String.valueOf(failure.getMessage()),
        failure);
  }

  private static Kind kind(FlightStatusCode code, String message) {
    return switch (code) {
      // A source that is away has the same status; the gateway itself is there then.
      case UNAVAILABLE ->
          message.startsWith("SOURCE_UNAVAILABLE:") ? Kind.FAILED : Kind.CONNECTION_LOST;
      case UNAUTHENTICATED -> Kind.NOT_LOGGED_IN;
      case NOT_FOUND -> Kind.NOT_FOUND;
      case CANCELLED -> Kind.CANCELLED;
      default -> Kind.FAILED;
    };
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }
}
