package io.meshgate.server.cli;

/** What the process tells its caller when it ends. Values are stable: scripts depend on them. */
final class ExitCode {
  /** Everything that was asked for was done. */
  static final int OK = 0;

  /** The gateway refused or failed the query, or a check found problems. */
  static final int FAILED = 1;

  /** The command line or a configuration file is wrong. */
  static final int USAGE = 2;

  /** The gateway cannot be reached or does not accept the user. */
  static final int CONNECTION = 3;

  private ExitCode() {}
}
