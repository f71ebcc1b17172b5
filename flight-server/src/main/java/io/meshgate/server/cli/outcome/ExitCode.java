package io.meshgate.server.cli.outcome;

/** What the process tells its caller when it ends. Values are stable: scripts depend on them. */
public final class ExitCode {
  /** Everything that was asked for was done. */
  public static final int OK = 0;

  /** The gateway refused or failed the query, or a check found problems. */
  public static final int FAILED = 1;

  /** The command line or a configuration file is wrong. */
  public static final int USAGE = 2;

  /** The gateway cannot be reached or does not accept the user. */
  public static final int CONNECTION = 3;

  private ExitCode() {}
}
