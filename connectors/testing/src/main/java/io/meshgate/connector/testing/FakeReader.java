package io.meshgate.connector.testing;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.ScanContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Gives rows from memory in batches, asking its connector before each. */
final class FakeReader extends ArrowReader {

  private final Schema schema;
  private final List<List<@Nullable Object>> rows;
  private final int batchRows;
  private final FakeConnector connector;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final Cancellation.Registration registration;
  private int next;
  private int batches;
  private boolean closed;

  FakeReader(
      Schema schema,
      List<List<@Nullable Object>> rows,
      ScanContext context,
      FakeConnector connector) {
    super(context.allocator());
    this.schema = schema;
    this.rows = rows;
    this.batchRows = context.batchRows();
    this.connector = connector;
    this.registration = context.cancellation().onCancel(() -> cancelled.complete(null));
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    ensureInitialized();
    connector.beforeBatch(batches, cancelled);
    if (next == rows.size()) {
      return false;
    }
    int end = Math.min(next + batchRows, rows.size());
    RowWriter.write(rows.subList(next, end), getVectorSchemaRoot());
    next = end;
    batches++;
    return true;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {
    if (!closed) {
      closed = true;
      registration.close();
      connector.readerClosed();
    }
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
