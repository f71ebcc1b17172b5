package io.meshgate.benchmarks;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Counts what the engine fetches from sources, in rows and in bytes of Arrow buffers. */
final class FetchCounter {

  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Rows and bytes fetched. */
  record Fetched(long rows, long bytes) {}

  /** A connector that counts and otherwise is {@code source}, which it closes. */
  Connector count(Connector source) {
    return new Counted(source);
  }

  /** What was fetched since the last call. */
  Fetched take() {
    return new Fetched(rows.getAndSet(0), bytes.getAndSet(0));
  }

  private final class Counted implements Connector {

    private final Connector source;

    Counted(Connector source) {
      this.source = source;
    }

    @Override
    public Capabilities capabilities() {
      return source.capabilities();
    }

    @Override
    public Optional<RemoteTable> describe(TableName table) {
      return source.describe(table);
    }

    @Override
    public ArrowReader open(RemoteScan scan, ScanContext context) {
      return new CountedReader(source.open(scan, context), context.allocator());
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private final class CountedReader extends ArrowReader {

    private final ArrowReader source;

    CountedReader(ArrowReader source, BufferAllocator allocator) {
      super(allocator);
      this.source = source;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
      return source.getVectorSchemaRoot();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      boolean hasBatch = source.loadNextBatch();
      if (hasBatch) {
        VectorSchemaRoot batch = source.getVectorSchemaRoot();
        rows.addAndGet(batch.getRowCount());
        for (FieldVector vector : batch.getFieldVectors()) {
          bytes.addAndGet(vector.getBufferSize());
        }
      }
      return hasBatch;
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
}
