package io.meshgate.server.flight.delivery;

import io.meshgate.execute.QueryResult;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A result that is written into memory at once: the answer to a metadata command. */
public final class MemoryResult implements QueryResult {

  private final Schema schema;
  private final Reader reader;

  public MemoryResult(Schema schema, BufferAllocator allocator, Consumer<VectorSchemaRoot> filler) {
    this.schema = schema;
    this.reader = new Reader(schema, allocator, filler);
  }

  @Override
  public String queryId() {
    return "metadata";
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public ArrowReader reader() {
    return reader;
  }

  @Override
  public long rows() {
    return reader.rows;
  }

  /** Does nothing: there is no source to stop. */
  @Override
  public void cancel() {}

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new IllegalStateException("Releasing memory does not fail", e);
    }
  }

  /** Gives one batch. */
  private static final class Reader extends ArrowReader {

    private final Schema schema;
    private final Consumer<VectorSchemaRoot> filler;
    private boolean done;
    private long rows;

    Reader(Schema schema, BufferAllocator allocator, Consumer<VectorSchemaRoot> filler) {
      super(allocator);
      this.schema = schema;
      this.filler = filler;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (done) {
        return false;
      }
      done = true;
      VectorSchemaRoot root = getVectorSchemaRoot();
      filler.accept(root);
      rows = root.getRowCount();
      return true;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
