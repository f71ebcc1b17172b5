package io.meshgate.server.cli;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Writes a query's rows in one output format, batch by batch.
 *
 * <p>Closing ends the output (a closing bracket, an end-of-stream mark) and flushes it; it does not
 * close the stream underneath.
 */
interface ResultWriter extends AutoCloseable {
  /** Writes all rows of the batch; the caller keeps the batch. */
  void write(VectorSchemaRoot batch) throws IOException;

  @Override
  void close() throws IOException;
}
