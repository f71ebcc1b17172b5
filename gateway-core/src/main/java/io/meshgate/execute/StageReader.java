package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A stage's rows; owns the stage's engine and the inputs behind it. */
final class StageReader extends ArrowReader {

  private final ArrowReader rows;
  private final Closer resources;

  StageReader(ArrowReader rows, BufferAllocator allocator, Closer resources) {
    super(allocator);
    this.rows = rows;
    this.resources = resources;
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return rows.getVectorSchemaRoot();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    return rows.loadNextBatch();
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
