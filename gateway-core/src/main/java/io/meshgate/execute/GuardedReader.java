package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A guard's rows; owns the guard's engine and the source behind it. */
final class GuardedReader extends ArrowReader {

  private final ArrowReader rows;
  private final WitnessReader source;
  private final Closer resources;

  GuardedReader(
      ArrowReader rows, WitnessReader source, BufferAllocator allocator, Closer resources) {
    super(allocator);
    this.rows = rows;
    this.source = source;
    this.resources = resources;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return rows.getVectorSchemaRoot();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    boolean more;
    try {
      more = rows.loadNextBatch();
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
  public long bytesRead() {
    return rows.bytesRead();
  }

  @Override
  public void close() {
    resources.close();
  }

  @Override
  protected void closeReadSource() {
    resources.close();
  }

  @Override
  protected Schema readSchema() throws IOException {
    return rows.getVectorSchemaRoot().getSchema();
  }
}
