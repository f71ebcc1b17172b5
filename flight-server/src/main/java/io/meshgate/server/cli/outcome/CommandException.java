package io.meshgate.server.cli.outcome;

/** Ends a command with a message for the user and an exit code; never shown with a stack trace. */
public class CommandException extends RuntimeException {
  private final int exitCode;

  /**
   * A failure without a cause.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * A failure with a cause, which is not shown.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }

  /** What is told to the user. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
