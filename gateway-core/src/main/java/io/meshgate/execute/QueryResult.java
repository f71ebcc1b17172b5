package io.meshgate.execute;

import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A running query's rows, as they are produced.
 *
 * <p>The owner reads from one thread at a time and closes; {@link #cancel()} may be called from any
 * thread. Every failure of {@link #reader()} is an {@link java.io.IOException} whose cause is a
 * {@link io.meshgate.session.QueryException}, or that exception itself. A reader that ends normally
 * has delivered every row.
 */
public interface QueryResult extends AutoCloseable {

  /** The gateway's id of the query, as logs and the sources' session lists show it. */
  String queryId();

  /** The schema of every batch, fixed when the query was planned. */
  Schema schema();

  /** The rows; belongs to this result, which closes it. */
  ArrowReader reader();

  /** Rows delivered so far. */
  long rows();

  /**
   * Asks the query and its sources to stop; a read that is under way fails with {@code CANCELLED}.
   */
  void cancel();

  /** Stops what still runs and frees every buffer. Does nothing the second time. */
  @Override
  void close();
}
