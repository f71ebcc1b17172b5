package io.meshgate.execute;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows of another reader, for those who look at them on their way. Closing it closes the other.
 */
public abstract class ForwardingReader extends ArrowReader {

  private final ArrowReader rows;

  protected ForwardingReader(ArrowReader rows, BufferAllocator allocator) {
    super(allocator);
    this.rows = rows;
  }

  @Override
  public final VectorSchemaRoot getVectorSchemaRoot() throws IOException {
    return rows.getVectorSchemaRoot();
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    return rows.loadNextBatch();
  }

  @Override
  public final long bytesRead() {
    return rows.bytesRead();
  }

  @Override
  public final void close() throws IOException {
    closeReadSource();
  }

  /** Frees what stands behind the rows: the other reader, unless it has another owner. */
  @Override
  protected void closeReadSource() throws IOException {
    rows.close();
  }

  @Override
  protected final Schema readSchema() throws IOException {
    return rows.getVectorSchemaRoot().getSchema();
  }
}
