package io.meshgate.server.auth;

import io.grpc.Status;

/** A call that is refused before anything is done for it. */
final class LoginException extends Exception {

  private final transient Status status;

  private LoginException(Status status, String message) {
    super(message);
    this.status = status.withDescription(message);
  }

  /** The caller did not prove who they are. */
  static LoginException unauthenticated(String text) {
    return new LoginException(Status.UNAUTHENTICATED, "UNAUTHENTICATED: " + text);
  }

  /** The caller must wait. */
  static LoginException tooManyFailures() {
    return new LoginException(
        Status.RESOURCE_EXHAUSTED,
        "RESOURCE_EXHAUSTED: Too many failed logins; try again in a minute");
  }

  /** The caller asks for a session that they may not have. */
  static LoginException denied(String text) {
    return new LoginException(Status.PERMISSION_DENIED, "PERMISSION_DENIED: " + text);
  }

  /** What the client is told. */
  Status status() {
    return status;
  }
}
