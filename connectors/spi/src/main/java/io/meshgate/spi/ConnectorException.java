package io.meshgate.spi;

import java.util.Objects;

/**
 * The one exception that a connector throws.
 *
 * <p>{@link #getMessage()} may quote the source's own text, row values included: it belongs in the
 * log under the query id. {@link #publicMessage()} is written by the connector and holds no values;
 * it may reach a client.
 */
public final class ConnectorException extends RuntimeException {

  private final Kind kind;
  private final String publicMessage;

  /** What went wrong, coarsely enough to act on. */
  public enum Kind {
    /** The source cannot be reached or went away; trying again may help. */
    UNAVAILABLE,
    /** The source refused the credentials or the access. */
    ACCESS_DENIED,
    /** The query was cancelled or its scan closed. */
    CANCELLED,
    /** The deadline passed. */
    TIMEOUT,
    /** A value does not fit the promised type, or an operator failed on a value. */
    DATA,
    /** A division by zero at the source. */
    DIVISION_BY_ZERO,
    /** A numeric result that overflows its type at the source. */
    NUMERIC_OVERFLOW,
    /** The table or column that the contract names is gone or has changed. */
    SCHEMA_CHANGED,
    /** Anything else: a defect of the gateway or an unexpected answer. */
    INTERNAL
  }

  public ConnectorException(Kind kind, String publicMessage, Throwable cause) {
    super(publicMessage + ": " + cause.getMessage(), cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.publicMessage = publicMessage;
  }

  public ConnectorException(Kind kind, String publicMessage) {
    super(publicMessage);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.publicMessage = publicMessage;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** A sentence for the client: names the source and the column, never a value. */
  public String publicMessage() {
    return publicMessage;
  }
}
