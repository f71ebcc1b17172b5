package io.meshgate.server.cli.shell;

/** How a piece of a script ended. */
enum Outcome {
  /** As wished. */
  DONE,
  /** It failed, and the user was told. */
  FAILED,
  /** The gateway cannot be reached or does not accept the user, who was told. */
  NO_CONNECTION,
  /** The shell is to end. */
  QUIT
}
