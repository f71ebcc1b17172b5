package io.meshgate.connector.testing;

import io.meshgate.spi.ConnectorException;
import org.jspecify.annotations.Nullable;

/** What the gateway's semantics say about an operator on given values. */
sealed interface Outcome {

  /** This value, perhaps NULL. */
  record Value(@Nullable Object value) implements Outcome {}

  /** An error of this kind. */
  record Failure(ConnectorException.Kind kind) implements Outcome {}

  /** Nothing: the values lie outside of what queries can ask. */
  record Unspecified() implements Outcome {}

  static Outcome value(@Nullable Object value) {
    return new Value(value);
  }

  static Outcome divisionByZero() {
    return new Failure(ConnectorException.Kind.DIVISION_BY_ZERO);
  }

  static Outcome overflow() {
    return new Failure(ConnectorException.Kind.NUMERIC_OVERFLOW);
  }

  static Outcome unspecified() {
    return new Unspecified();
  }
}
