package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Passes a source's rows to the engine and remembers why they ended, since the engine reports a
 * failed stream in its own words. Closing it closes the source.
 */
final class WitnessReader extends ArrowReader {

  private final ArrowReader source;
  private volatile @Nullable Throwable seen;

  WitnessReader(ArrowReader source, BufferAllocator allocator) {
    super(allocator);
    this.source = source;
  }

  /** Throws what the source failed with, if it did. */
  void failIfSeen() throws IOException {
    Throwable failure = seen;
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return source.getVectorSchemaRoot();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      return source.loadNextBatch();
    } catch (IOException | RuntimeException | Error e) {
      // The engine asks again after a failure, and what comes of that tells nothing.
      if (seen == null) {
        seen = e;
      }
      throw e;
    }
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  protected void closeReadSource() throws IOException {
    source.close();
  }

  @Override
  protected Schema readSchema() throws IOException {
    return source.getVectorSchemaRoot().getSchema();
  }
}
