package io.meshgate.execute;

import io.meshgate.session.QueryLimits;
import io.meshgate.spi.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded engine that runs residuals and guards: a fresh in-memory DuckDB for each, locked
 * before it sees a query, with Arrow streams as its only input.
 *
 * <p>It can read no file, no setting and no network; it may spill into a folder of its own, which
 * is removed when the stream closes. Safe for use by many threads.
 */
final class ResidualEngine {

  private static final Logger LOG = LoggerFactory.getLogger(ResidualEngine.class);

  // Join order is chosen before: the engine has no statistics of streams and must follow the text.
  // A window turned into a join of its input with itself would read a stream twice.
  // The deliminator loses rows of EXISTS with an equality and two inequalities; filters from a join
  // reach below the limit of a sorted join, which then lets other rows in.
  private static final String OPTIMIZERS =
      "SET disabled_optimizers='join_order,build_side_probe_side,window_self_join,deliminator,"
          + "join_filter_pushdown'";

  private static final List<String> LOCK =
      List.of(
          "SET autoinstall_known_extensions=false",
          "SET autoload_known_extensions=false",
          "SET allow_community_extensions=false",
          "SET enable_external_access=false",
          "SET lock_configuration=true");

  private final Path spillFolder;
  private final int threads;

  /**
   * @param spillFolder where queries spill, each in a folder of its own; swept by the owner at
   *     start
   * @param threads threads of one residual
   */
  ResidualEngine(Path spillFolder, int threads) {
    this.spillFolder = spillFolder;
    this.threads = threads;
  }

  /**
   * Runs a query over streams.
   *
   * @param inputs the relations by name; each is read once; they stay the caller's
   * @param sql one SELECT over the inputs
   * @param schema the schema of the result
   * @return the rows; closing it ends the engine
   */
  ArrowReader run(Map<String, ArrowReader> inputs, String sql, Schema schema, EngineContext context)
      throws SQLException, IOException {
    try (Closer opened = new Closer()) {
      Path folder = Files.createTempDirectory(spillFolder, "query-");
      opened.register(() -> delete(folder));
      // Exported before the engine starts, and so freed after it has ended.
      Map<String, ArrowArrayStream> streams = new LinkedHashMap<>();
      for (Map.Entry<String, ArrowReader> input : inputs.entrySet()) {
        streams.put(input.getKey(), export(input.getValue(), context.allocator(), opened));
      }
      DuckDBConnection connection = opened.register(connect(folder, context.limits()));
      Ending ending = new Ending(connection);
      // Ends the engine in whatever phase it is; a statement's own cancel acts only in some.
      Cancellation.Registration registration =
          opened.register(context.cancellation().onCancel(ending::end));
      for (Map.Entry<String, ArrowArrayStream> stream : streams.entrySet()) {
        connection.registerArrowStream(stream.getKey(), stream.getValue());
      }
      // Prepared, since a streaming statement loses the text of errors that binding finds.
      PreparedStatement statement = opened.register(connection.prepareStatement(sql));
      DuckDBResultSet rows = (DuckDBResultSet) statement.executeQuery();
      if (rows == null) {
        throw new SQLException("INTERRUPT: the engine was closed");
      }
      opened.register(rows);
      ArrowReader exported = opened.register(ending.export(rows, context));
      opened.register(registration);
      return new EngineReader(exported, schema, context.allocator(), opened.release());
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

  private DuckDBConnection connect(Path folder, QueryLimits limits) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET temp_directory='" + folder.toString().replace("'", "''") + "'");
      statement.execute("SET max_temp_directory_size='" + limits.spillBytes() + "B'");
      statement.execute("SET memory_limit='" + limits.engineBytes() + "B'");
      statement.execute("SET threads=" + threads);
      statement.execute("SET TimeZone='UTC'");
      statement.execute(OPTIMIZERS);
      for (String lock : LOCK) {
        statement.execute(lock);
      }
      return connection.unwrap(DuckDBConnection.class);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("The residual engine could not be closed on cancel", e);
    }
  }

  /** The end of an engine, which may come from any thread, but not while a stream is made. */
  private static final class Ending {
    private final DuckDBConnection connection;
    private boolean ended;

    Ending(DuckDBConnection connection) {
      this.connection = connection;
    }

    synchronized void end() {
      ended = true;
      closeQuietly(connection);
    }

    /** The rows as a stream. To make it, and its schema, the engine reads what an end frees. */
    synchronized ArrowReader export(DuckDBResultSet rows, EngineContext context)
        throws SQLException, IOException {
      if (ended) {
        throw new SQLException("INTERRUPT: the engine was closed");
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

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
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
    private final Schema schema;
    private final Closer resources;

    EngineReader(ArrowReader exported, Schema schema, BufferAllocator allocator, Closer resources) {
      super(allocator);
      this.exported = exported;
      this.schema = schema;
      this.resources = resources;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (!exported.loadNextBatch()) {
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
