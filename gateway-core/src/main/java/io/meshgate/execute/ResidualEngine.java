package io.meshgate.execute;

import io.meshgate.session.QueryLimits;
import io.meshgate.spi.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * The embedded engine that runs residuals and guards: an in-memory DuckDB that only one of them has
 * at a time, locked before it sees a query, with Arrow streams as its only input.
 *
 * <p>It can read no file, no setting and no network; it may spill into a folder of its own, which
 * is empty again when the stream closes. Safe for use by many threads; closing it ends the engines
 * that wait, not the queries.
 */
final class ResidualEngine implements AutoCloseable {

  private static final String ENDED = "INTERRUPT: the engine was closed";

  private final EnginePool pool;

  /**
   * @param spillFolder where engines spill, each in a folder of its own; swept by the owner at
   *     start
   * @param threads threads of one residual
   */
  ResidualEngine(Path spillFolder, int threads) {
    this.pool = new EnginePool(spillFolder, threads);
  }

  /**
   * Runs a query over streams.
   *
   * @param inputs the relations by name; each is read once; they stay the caller's
   * @param sql one SELECT over the inputs
   * @param schema the schema of the result
   * @return the rows; closing it ends what runs of the query
   */
  ArrowReader run(Map<String, ArrowReader> inputs, String sql, Schema schema, EngineContext context)
      throws SQLException, IOException {
    try (Closer opened = new Closer()) {
      // Exported before the engine starts, and so freed after it has ended.
      Map<String, ArrowArrayStream> streams = new LinkedHashMap<>();
      for (Map.Entry<String, ArrowReader> input : inputs.entrySet()) {
        streams.put(input.getKey(), export(input.getValue(), context.allocator(), opened));
      }
      EnginePool.Lease lease = opened.register(pool.lease(context.limits()));
      // Ends the engine in whatever phase it is; a statement's own cancel acts only in some.
      Cancellation.Registration registration =
          opened.register(context.cancellation().onCancel(lease::end));
      DuckDBConnection connection = lease.connection();
      for (Map.Entry<String, ArrowArrayStream> stream : streams.entrySet()) {
        connection.registerArrowStream(stream.getKey(), stream.getValue());
      }
      // Prepared, since a streaming statement loses the text of errors that binding finds.
      PreparedStatement statement = opened.register(connection.prepareStatement(sql));
      DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery();
      if (rows == null) {
        throw new SQLException(ENDED);
      }
      opened.register(rows);
      ArrowReader exported = opened.register(export(rows, lease, context));
      opened.register(registration);
      return new EngineReader(exported, lease, schema, context.allocator(), opened.release());
    }
  }

  private static ArrowArrayStream export(
      ArrowReader reader, BufferAllocator allocator, Closer opened) {
    ArrowArrayStream stream = opened.register(ArrowArrayStream.allocateNew(allocator));
    Data.exportArrayStream(allocator, reader, stream);
    // A stream that the engine never took holds its reader until it is released.
    opened.register(stream::release);
    return stream;
  }

  /**
   * The rows as a stream. To make it, and its schema, the engine reads what an end frees: so there
   * is none meanwhile.
   */
  private static ArrowReader export(
      DuckDBResultSet rows, EnginePool.Lease lease, EngineContext context)
      throws SQLException, IOException {
    synchronized (lease) {
      if (lease.isEnded()) {
        throw new SQLException(ENDED);
      }
      // What describes a batch is freed with its last buffer, which may still be on its way to the
      // client when the query and its allocator are closed; so it is the root's.
      ArrowReader exported =
          (ArrowReader)
              rows.arrowExportStream(context.allocator().getRoot(), context.limits().batchRows());
      try {
        exported.getVectorSchemaRoot();
        return exported;
      } catch (IOException | RuntimeException e) {
        exported.close();
        throw e;
      }
    }
  }

  /** Ends the engines that wait for a query. */
  @Override
  public void close() {
    pool.close();
  }

  /**
   * What a run shares with its query.
   *
   * @param allocator where batches are allocated
   * @param limits what the engine may use
   * @param cancellation ends the engine
   */
  record EngineContext(BufferAllocator allocator, QueryLimits limits, Cancellation cancellation) {}

  /** The engine's rows in exactly the planned schema. */
  private static final class EngineReader extends ArrowReader {
    private final ArrowReader exported;
    private final EnginePool.Lease lease;
    private final Schema schema;
    private final Closer resources;

    /**
     * @param schema as planned
     * @param allocator where batches are allocated
     * @param resources what ends with the rows
     */
    EngineReader(
        ArrowReader exported,
        EnginePool.Lease lease,
        Schema schema,
        BufferAllocator allocator,
        Closer resources) {
      super(allocator);
      this.exported = exported;
      this.lease = lease;
      this.schema = schema;
      this.resources = resources;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (!exported.loadNextBatch()) {
        lease.finish();
        return false;
      }
      VectorSchemaRoot rows = exported.getVectorSchemaRoot();
      BatchTransfer.move(rows, getVectorSchemaRoot());
      return true;
    }

    @Override
    public long bytesRead() {
      return exported.bytesRead();
    }

    @Override
    protected void closeReadSource() {
      resources.close();
    }

    @Override
    protected Schema readSchema() {
      return schema;
    }
  }
}
