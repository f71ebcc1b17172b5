package io.meshgate.execute;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A source of consecutive numbers that counts what is taken from it. */
final class NumberSource implements Connector {

  private final long rows;
  private final int maxConcurrentScans;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  NumberSource(long rows) {
    this(rows, Integer.MAX_VALUE);
  }

  NumberSource(long rows, int maxConcurrentScans) {
    this.rows = rows;
    this.maxConcurrentScans = maxConcurrentScans;
  }

  /** Batches given so far, by all scans. */
  long batches() {
    return batches.get();
  }

  /** Scans open now. */
  int open() {
    return open.get();
  }

  /** The most scans that were open at one time. */
  int mostOpen() {
    return mostOpen.get();
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Optional.empty(), Set.of(), List.of(), maxConcurrentScans);
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    return Optional.empty();
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    return new Reader(scan.schema(), context);
  }

  @Override
  public void close() {}

  private final class Reader extends ArrowReader {
    private final Schema schema;
    private final int batchRows;
    private long next;
    private boolean closed;

    Reader(Schema schema, ScanContext context) {
      super(context.allocator());
      this.schema = schema;
      this.batchRows = context.batchRows();
    }

    @Override
    public boolean loadNextBatch() throws java.io.IOException {
      prepareLoadNextBatch();
      if (next == rows) {
        return false;
      }
      BigIntVector ids = (BigIntVector) getVectorSchemaRoot().getVector(0);
      int count = (int) Math.min(batchRows, rows - next);
      ids.allocateNew(count);
      for (int i = 0; i < count; i++) {
        ids.set(i, next++);
      }
      getVectorSchemaRoot().setRowCount(count);
      batches.incrementAndGet();
      return true;
    }

    @Override
    public long bytesRead() {
      return next * Long.BYTES;
    }

    @Override
    protected void closeReadSource() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
