package io.meshgate.server.flight.statement;

import io.meshgate.execute.QueryResult;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one statement run with several rows of parameters, one run after another.
 *
 * <p>The limits hold for all runs together. Used by one thread at a time, but for {@link #cancel}.
 */
final class SuccessiveResult implements QueryResult {

  private final QueryService service;
  private final QuerySession session;
  private final String sql;
  private final Iterator<List<@Nullable Object>> parameters;
  private final long end;
  private final Object lock = new Object();
  private final Schema schema;
  private final Reader reader;
  private QueryResult current;
  private boolean cancelled;
  private long rows;
  private long bytes;

  private SuccessiveResult(
      QueryService service,
      QuerySession session,
      String sql,
      Iterator<List<@Nullable Object>> parameters,
      BufferAllocator allocator) {
    this.service = service;
    this.session = session;
    this.sql = sql;
    this.parameters = parameters;
    this.end = System.nanoTime() + session.limits().maxDuration().toNanos();
    this.current = service.execute(session, sql, parameters.next());
    this.schema = current.schema();
    this.reader = new Reader(allocator);
  }

  /**
   * Starts the first run.
   *
   * @param parameters at least one row
   * @param allocator where batches pass through, below the same root as the results of {@code
   *     service}
   */
  static SuccessiveResult start(
      QueryService service,
      QuerySession session,
      String sql,
      List<List<@Nullable Object>> parameters,
      BufferAllocator allocator) {
    return new SuccessiveResult(service, session, sql, parameters.iterator(), allocator);
  }

  /** The id of the run under way. */
  @Override
  public String queryId() {
    synchronized (lock) {
      return current.queryId();
    }
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
    return rows;
  }

  @Override
  public void cancel() {
    synchronized (lock) {
      cancelled = true;
      current.cancel();
    }
  }

  @Override
  public void close() {
    QueryResult last = current;
    try (last) {
      reader.close();
    } catch (IOException e) {
      throw new IllegalStateException("Releasing memory does not fail", e);
    }
  }

  private void next() {
    current.close();
    QueryLimits limits = session.limits();
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.toMillis() < 1) {
      throw new QueryException(
          ErrorCode.TIMEOUT,
          "The query took longer than its limit of "
              + limits.maxDuration().toMillis() / 1000.0
              + " s");
    }
    QuerySession rest = session.withLimits(limits.withMaxDuration(left));
    QueryResult started = service.execute(rest, sql, parameters.next());
    synchronized (lock) {
      current = started;
      if (cancelled) {
        started.cancel();
      }
    }
    if (!started.schema().equals(schema)) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "The columns of the result have changed since it was described; ask again");
    }
  }

  private void count(VectorSchemaRoot batch) {
    rows += batch.getRowCount();
    bytes += batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
    QueryLimits limits = session.limits();
    if (rows > limits.maxRows() || bytes > limits.maxBytes()) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The results of all rows of parameters are larger than the limit of %d rows or %d bytes"
              .formatted(limits.maxRows(), limits.maxBytes()));
    }
  }

  /** The batches of all runs. */
  private final class Reader extends ArrowReader {

    Reader(BufferAllocator allocator) {
      super(allocator);
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      while (!current.reader().loadNextBatch()) {
        if (!parameters.hasNext()) {
          return false;
        }
        next();
      }
      VectorSchemaRoot batch = current.reader().getVectorSchemaRoot();
      count(batch);
      VectorSchemaRoot root = getVectorSchemaRoot();
      List<FieldVector> vectors = batch.getFieldVectors();
      for (int i = 0; i < vectors.size(); i++) {
        vectors.get(i).makeTransferPair(root.getVector(i)).transfer();
      }
      root.setRowCount(batch.getRowCount());
      return true;
    }

    @Override
    public long bytesRead() {
      return current.reader().bytesRead();
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
