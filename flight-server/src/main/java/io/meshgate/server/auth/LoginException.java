package io.meshgate.server.auth;

import java.util.Objects;
import java.util.Optional;

/**
 * A call that is refused before anything is done for it. Its message is for the client, and begins
 * with the kind.
 */
public final class LoginException extends Exception {

  private final Kind kind;
  private final Optional<String> user;

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
    this(kind, text, Optional.empty());
  }

  private LoginException(Kind kind, String text, Optional<String> user) {
    super(kind + ": " + text);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.user = user;
  }

  /** The caller did not prove who they are. */
  static LoginException unauthenticated(String text) {
    return new LoginException(Kind.UNAUTHENTICATED, text);
  }

  /** The answer to every bearer token that is not good, whatever is wrong with it. */
  static LoginException invalidToken() {
    return unauthenticated("The bearer token is not valid or no longer; log in again");
  }

  /**
   * The answer to every name and password that are not good, whatever is wrong with them.
   *
   * @param user the user whose name it is, if there is one; never told to the client
   */
  static LoginException wrongPassword(Optional<String> user) {
    return new LoginException(Kind.UNAUTHENTICATED, "The user name or the password is wrong", user);
  }

  /** The caller must wait. */
  static LoginException tooManyFailures() {
    return new LoginException(
        Kind.RESOURCE_EXHAUSTED, "Too many failed logins; try again in a minute");
  }

  /** The user as whom somebody tried to log in, if there is such a user. */
  Optional<String> user() {
    return user;
  }

  /** Why the call is refused. */
  public Kind kind() {
    return kind;
  }
}
