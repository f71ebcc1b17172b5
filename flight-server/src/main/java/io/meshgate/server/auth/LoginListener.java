package io.meshgate.server.auth;

/**
 * Is told of credentials that were refused, but not of those that were not looked at because there
 * were too many. Safe for use by many threads; must not block.
 */
@FunctionalInterface
public interface LoginListener {

  /** A listener that does nothing. */
  LoginListener NONE = login -> {};

  /** Called once for each call that is refused. */
  void failed(FailedLogin login);
}
