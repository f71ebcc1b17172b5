package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** A guard's rows; owns the guard's engine and the source behind it. */
final class GuardedReader extends ForwardingReader {

  private final WitnessReader source;
  private final Closer resources;

  GuardedReader(
      ArrowReader rows, WitnessReader source, BufferAllocator allocator, Closer resources) {
    super(rows, allocator);
    this.source = source;
    this.resources = resources;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    boolean more;
    try {
      more = super.loadNextBatch();
    } catch (IOException e) {
      source.failIfSeen();
      throw e;
    }
    if (!more) {
      source.failIfSeen();
    }
    return more;
  }

  @Override
  protected void closeReadSource() {
    resources.close();
  }
}
