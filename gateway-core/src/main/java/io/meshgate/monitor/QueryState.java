package io.meshgate.monitor;

/** Where a query is in its life. */
public enum QueryState {
  /** Its text is being turned into a plan. */
  PLANNING,
  /** It is planned; sources may be read and rows delivered. */
  RUNNING,
  /** Every row was delivered. */
  FINISHED,
  /** It ended with an error. */
  FAILED,
  /** Somebody stopped it, or its client went away before the last row. */
  CANCELLED;

  /** Whether nothing more happens to the query. */
  public boolean isEnd() {
    return this == FINISHED || this == FAILED || this == CANCELLED;
  }
}
