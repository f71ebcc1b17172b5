package io.meshgate.session;

import java.util.Objects;

/**
 * The only exception that leaves the engine. Its message is for the caller: one line, what and
 * where and what would work, without values of rows and without names the caller may not see.
 * Causes are for the log.
 */
public final class QueryException extends RuntimeException {

  private final ErrorCode code;

  public QueryException(ErrorCode code, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
  }

  public QueryException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }
}
