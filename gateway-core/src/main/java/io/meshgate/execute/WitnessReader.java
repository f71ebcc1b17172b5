package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * Passes a source's rows to the engine and remembers why they ended, since the engine reports a
 * failed stream in its own words. Closing it closes the source.
 */
final class WitnessReader extends ForwardingReader {

  private volatile @Nullable Throwable seen;

  WitnessReader(ArrowReader source, BufferAllocator allocator) {
    super(source, allocator);
  }

  /** Throws what the source failed with, if it did. */
  void failIfSeen() throws IOException {
    Throwable failure = seen;
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    try {
      return super.loadNextBatch();
    } catch (IOException | RuntimeException | Error e) {
      // The engine asks again after a failure, and what comes of that tells nothing.
      if (seen == null) {
        seen = e;
      }
      throw e;
    }
  }
}
