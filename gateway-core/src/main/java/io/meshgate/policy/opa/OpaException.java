package io.meshgate.policy.opa;

/** An answer that cannot be used: it means that nothing is allowed. For the log of owners. */
final class OpaException extends Exception {

  private final Scope scope;

  /** What an unusable answer says of other questions. */
  enum Scope {
    /** Nothing: others may be answered. */
    THIS_TABLE,
    /** The agent cannot be asked now. */
    AGENT
  }

  OpaException(Scope scope, String message) {
    super(message);
    this.scope = scope;
  }

  OpaException(Scope scope, String message, Throwable cause) {
    super(message, cause);
    this.scope = scope;
  }

  /** What it says of other questions. */
  Scope scope() {
    return scope;
  }
}
