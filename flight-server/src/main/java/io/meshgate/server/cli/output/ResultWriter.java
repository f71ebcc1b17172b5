package io.meshgate.server.cli.output;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Writes a query's rows in one output format, batch by batch.
 *
 * <p>Closing ends the output (a closing bracket, an end-of-stream mark) and flushes it; it does not
 * close the stream underneath.
 */
public interface ResultWriter extends AutoCloseable {
  /** Writes all rows of the batch; the caller keeps the batch. */
  void write(VectorSchemaRoot batch) throws IOException;

  /** Whether something of what was written is not shown whole, for want of room. */
  default boolean isCut() {
    return false;
  }

  @Override
  void close() throws IOException;
}
