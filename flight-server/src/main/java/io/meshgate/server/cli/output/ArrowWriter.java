package io.meshgate.server.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Writes an Arrow IPC stream. */
final class ArrowWriter implements ResultWriter {
  private final VectorSchemaRoot root;
  private final OutputStream out;
  private final ArrowStreamWriter writer;

  ArrowWriter(VectorSchemaRoot batch, OutputStream out) throws IOException {
    this.root = batch;
    this.out = out;
    this.writer = new ArrowStreamWriter(batch, null, Channels.newChannel(out));
    writer.start();
  }

  @Override
  public void write(VectorSchemaRoot batch) throws IOException {
    if (batch != root) {
      throw new IOException(
          "The result came in several streams, which one Arrow stream can't hold");
    }
    writer.writeBatch();
  }

  @Override
  public void close() throws IOException {
    // The writer's own close would close the batch's root, which belongs to the caller.
    writer.end();
    out.flush();
  }
}
