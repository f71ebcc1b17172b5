package io.meshgate.execute;

import io.meshgate.monitor.QueryRun;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.spi.Cancellation;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A query under way: its rows in the planned schema, its limits, and everything it has open. */
final class RunningQuery implements QueryResult {

  private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

  private final QueryRun running;
  private final Schema schema;
  private final QueryFailures failures;
  private final Cancellation cancellation;
  private final Closer resources;
  private final ResultReader reader;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean complete;

  RunningQuery(
      QueryRun running,
      Schema schema,
      ArrowReader source,
      BufferAllocator allocator,
      QueryFailures failures,
      Cancellation cancellation,
      Closer resources) {
    this.running = running;
    this.schema = schema;
    this.failures = failures;
    this.cancellation = cancellation;
    this.resources = resources;
    this.reader = new ResultReader(source, allocator, running.session().limits());
  }

  @Override
  public String queryId() {
    return running.id();
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
    return rows.get();
  }

  @Override
  public void cancel() {
    failures.record(new QueryException(ErrorCode.CANCELLED, "The query was cancelled"));
    cancellation.cancel();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    cancellation.cancel();
    try (resources) {
      reader.close();
    } catch (IOException | RuntimeException e) {
      LOG.error("Query {} could not be released in full", running.id(), e);
      throw new QueryException(
          ErrorCode.INTERNAL,
          "The query could not be released in full; see the gateway's log for query "
              + running.id(),
          e);
    } finally {
      end();
    }
  }

  private void end() {
    Optional<QueryException> failure = failures.recorded();
    if (failure.isPresent()) {
      running.failed(failure.get().code());
    } else if (complete) {
      running.finished();
    } else {
      running.abandoned();
    }
  }

  /** The rows in exactly the planned schema, counted. */
  private final class ResultReader extends ArrowReader {
    private final ArrowReader source;
    private final QueryLimits limits;
    private long bytes;

    ResultReader(ArrowReader source, BufferAllocator allocator, QueryLimits limits) {
      super(allocator);
      this.source = source;
      this.limits = limits;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      try {
        failIfRecorded();
        if (!source.loadNextBatch()) {
          failIfRecorded();
          complete = true;
          return false;
        }
        VectorSchemaRoot batch = source.getVectorSchemaRoot();
        if (rows.addAndGet(batch.getRowCount()) > limits.maxRows()) {
          throw new QueryException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "The result has more rows than the limit of "
                  + limits.maxRows()
                  + "; add a LIMIT or filter");
        }
        long size = FetchReader.bytes(batch);
        bytes += size;
        if (bytes > limits.maxBytes()) {
          throw new QueryException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "The result has more bytes than the limit of "
                  + limits.maxBytes()
                  + "; select fewer columns, add a LIMIT or filter");
        }
        running.batch(batch.getRowCount(), size);
        BatchTransfer.move(batch, getVectorSchemaRoot());
        NullSlots.clear(getVectorSchemaRoot());
        return true;
      } catch (IOException | RuntimeException e) {
        throw new IOException(failures.record(e));
      }
    }

    // An engine that was told to stop may end its stream as if it were complete.
    private void failIfRecorded() {
      if (failures.recorded().isPresent()) {
        throw failures.recorded().get();
      }
    }

    @Override
    public long bytesRead() {
      return source.bytesRead();
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
