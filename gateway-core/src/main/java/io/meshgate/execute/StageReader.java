package io.meshgate.execute;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** A stage's rows; owns the stage's engine and the inputs behind it. */
final class StageReader extends ForwardingReader {

  private final Closer resources;

  StageReader(ArrowReader rows, BufferAllocator allocator, Closer resources) {
    super(rows, allocator);
    this.resources = resources;
  }

  @Override
  protected void closeReadSource() {
    resources.close();
  }
}
