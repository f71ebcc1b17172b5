package io.meshgate.monitor;

/** Is told of every query when it has ended. Safe for use by many threads. */
@FunctionalInterface
public interface QueryListener {
  /**
   * Called once for each query, on the thread that ended it; must not block.
   *
   * @param query what the query did
   */
  void ended(QueryRecord query);
}
