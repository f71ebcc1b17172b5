package io.meshgate.server.cli.client;

import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Receives a result. The root holds the batch just received and stays the connection's. */
public interface RowSink {
  /** Called once for each stream, before its first batch and also if there is none. */
  void begin(VectorSchemaRoot batch) throws IOException;

  /** Called for each batch. */
  void accept(VectorSchemaRoot batch) throws IOException;
}
