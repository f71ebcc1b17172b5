package io.meshgate.server.auth;

import java.util.Objects;

/**
 * A call that is refused before anything is done for it. Its message is for the client, and begins
 * with the kind.
 */
public final class LoginException extends Exception {

  private final Kind kind;

  /** Why a call is refused. */
  public enum Kind {
    /** The caller did not prove who they are. */
    UNAUTHENTICATED,
    /** The caller must wait. */
    RESOURCE_EXHAUSTED,
    /** The caller asks for a session that they may not have. */
    PERMISSION_DENIED,
    /** The caller asks for a session that nobody can have. */
    INVALID_VALUE
  }

  LoginException(Kind kind, String text) {
    super(kind + ": " + text);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** The caller did not prove who they are. */
  static LoginException unauthenticated(String text) {
    return new LoginException(Kind.UNAUTHENTICATED, text);
  }

  /** The answer to every bearer token that is not good, whatever is wrong with it. */
  static LoginException invalidToken() {
    return unauthenticated("The bearer token is not valid or no longer; log in again");
  }

  /** The answer to every name and password that are not good, whatever is wrong with them. */
  static LoginException wrongPassword() {
    return unauthenticated("The user name or the password is wrong");
  }

  /** The caller must wait. */
  static LoginException tooManyFailures() {
    return new LoginException(
        Kind.RESOURCE_EXHAUSTED, "Too many failed logins; try again in a minute");
  }

  /** Why the call is refused. */
  public Kind kind() {
    return kind;
  }
}
