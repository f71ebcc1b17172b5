package io.meshgate.server.flight.delivery;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.UUID;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into what a client may read: {@code CODE: text} on one line.
 *
 * <p>Drivers show nothing of a failure but this text, so the code stands in it. What is no {@link
 * QueryException} is a defect: the client gets an error id, the log has the rest.
 */
public final class FlightErrors {

  private static final Logger LOG = LoggerFactory.getLogger(FlightErrors.class);
  private static final int MAXIMUM_LENGTH = 2000;

  private FlightErrors() {}

  /** The failure as Flight sends it. */
  public static FlightRuntimeException toFlight(Throwable failure) {
    QueryException known = queryException(failure);
    if (known == null || known.code() == ErrorCode.INTERNAL) {
      return internal(failure);
    }
    LOG.debug("A call failed with {}", known.code(), failure);
    return status(known.code(), String.valueOf(known.getMessage()));
  }

  /** A failure of the caller's making, found here. */
  public static FlightRuntimeException status(ErrorCode code, String message) {
    return new CallStatus(statusCode(code))
        .withDescription(code + ": " + oneLine(message))
        .toRuntimeException();
  }

  private static FlightRuntimeException internal(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.error("A call failed unexpectedly, error id {}", id, failure);
    return status(
        ErrorCode.INTERNAL, "The gateway failed; its log has the cause under error id " + id);
  }

  // Readers wrap what goes wrong in a batch into an IOException.
  private static @Nullable QueryException queryException(Throwable failure) {
    Throwable candidate = failure;
    for (int depth = 0; candidate != null && depth < 8; depth++) {
      if (candidate instanceof QueryException exception) {
        return exception;
      }
      candidate = candidate.getCause();
    }
    return null;
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAXIMUM_LENGTH ? line : line.substring(0, MAXIMUM_LENGTH) + "...";
  }

  private static FlightStatusCode statusCode(ErrorCode code) {
    return switch (code) {
      case SYNTAX_ERROR,
          INVALID_QUERY,
          READ_ONLY,
          AMBIGUOUS,
          DIVISION_BY_ZERO,
          NUMERIC_OVERFLOW,
          INVALID_VALUE ->
          FlightStatusCode.INVALID_ARGUMENT;
      case NOT_FOUND -> FlightStatusCode.NOT_FOUND;
      case UNSUPPORTED -> FlightStatusCode.UNIMPLEMENTED;
      case PERMISSION_DENIED -> FlightStatusCode.UNAUTHORIZED;
      case RESOURCE_EXHAUSTED -> FlightStatusCode.RESOURCE_EXHAUSTED;
      case TIMEOUT -> FlightStatusCode.TIMED_OUT;
      case CANCELLED -> FlightStatusCode.CANCELLED;
      case AUDIT_UNAVAILABLE, SOURCE_UNAVAILABLE -> FlightStatusCode.UNAVAILABLE;
      case CONTRACT_BROKEN, SOURCE_FAILED, INTERNAL -> FlightStatusCode.INTERNAL;
    };
  }
}
