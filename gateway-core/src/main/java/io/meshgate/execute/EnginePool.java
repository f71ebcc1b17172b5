package io.meshgate.execute;

import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in-memory DuckDB instances, locked before they see a query, that wait for another one.
 *
 * <p>To start an instance takes twenty times as long as a small query. An instance serves one query
 * at a time, over a connection that ends with the query and takes all with it that the query
 * brought along: streams are views of their connection. Only a query that was read to its end
 * without a failure, and did not spill, gives its instance back; any other ends it. Safe for use by
 * many threads; closing it ends the instances that wait, and the others when they are given back.
 */
final class EnginePool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EnginePool.class);

  // An instance that waits holds 2.5 MiB and a thread.
  private static final int MOST_IDLE = 16;

  // Memory of an instance was seen to grow slowly with its connections.
  private static final int MOST_USES = 500;

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
  private final Deque<Instance> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param spillFolder where instances spill, each in a folder of its own; swept by the owner at
   *     start
   * @param threads threads of one instance
   */
  EnginePool(Path spillFolder, int threads) {
    this.spillFolder = spillFolder;
    this.threads = threads;
  }

  /** An instance for one query; closing it gives the instance back or ends it. */
  Lease lease(QueryLimits limits) throws SQLException, IOException {
    Size size = new Size(limits.engineBytes(), limits.spillBytes());
    Optional<Instance> waiting = waiting(size);
    Instance instance = waiting.isPresent() ? waiting.get() : start(size);
    try {
      return new Lease(instance, instance.root().duplicate());
    } catch (SQLException e) {
      instance.close();
      throw e;
    }
  }

  private synchronized Optional<Instance> waiting(Size size) {
    Iterator<Instance> each = idle.iterator();
    while (each.hasNext()) {
      Instance instance = each.next();
      if (instance.size().equals(size)) {
        each.remove();
        return Optional.of(instance);
      }
    }
    return Optional.empty();
  }

  private Instance start(Size size) throws SQLException, IOException {
    Path folder = Files.createTempDirectory(spillFolder, "engine-");
    try {
      return new Instance(connect(folder, size), folder, size, 0);
    } catch (SQLException e) {
      delete(folder);
      throw e;
    }
  }

  private DuckDBConnection connect(Path folder, Size size) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET temp_directory='" + folder.toString().replace("'", "''") + "'");
      statement.execute("SET max_temp_directory_size='" + size.spillBytes() + "B'");
      statement.execute("SET memory_limit='" + size.memoryBytes() + "B'");
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

  private void giveBack(Instance instance) throws SQLException, IOException {
    if (instance.uses() < MOST_USES && instance.isUnspilled() && keep(instance)) {
      return;
    }
    instance.close();
  }

  private synchronized boolean keep(Instance instance) {
    if (closed || idle.size() >= MOST_IDLE) {
      return false;
    }
    idle.push(instance);
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Instance instance : idle) {
      try {
        instance.close();
      } catch (SQLException | IOException e) {
        LOG.warn("An engine could not be ended", e);
      }
    }
    idle.clear();
  }

  /** Removes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What an instance may use; it cannot be changed once the instance is locked. */
  private record Size(long memoryBytes, long spillBytes) {}

  private record Instance(DuckDBConnection root, Path folder, Size size, int uses) {

    Instance used() {
      return new Instance(root, folder, size, uses + 1);
    }

    boolean isUnspilled() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.findAny().isEmpty();
      }
    }

    void close() throws SQLException, IOException {
      try {
        root.close();
      } finally {
        delete(folder);
      }
    }
  }

  /** One query's use of an instance. Its rows are read by one thread; any may end it. */
  final class Lease implements AutoCloseable {

    private final Instance instance;
    private final DuckDBConnection connection;
    private boolean finished;
    private boolean ended;

    private Lease(Instance instance, DuckDBConnection connection) {
      this.instance = instance;
      this.connection = connection;
    }

    DuckDBConnection connection() {
      return connection;
    }

    /** Tells that the query was read to its end, and so that the instance may serve another. */
    synchronized void finish() {
      finished = true;
    }

    /**
     * Ends the query in whatever phase it is, but not one that was read to its end; waits for
     * whoever holds this object's monitor.
     */
    synchronized void end() {
      if (finished) {
        return;
      }
      ended = true;
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("The residual engine could not be closed on cancel", e);
      }
    }

    /** Whether {@link #end()} ended the query. */
    synchronized boolean isEnded() {
      return ended;
    }

    @Override
    public synchronized void close() throws SQLException, IOException {
      boolean reusable = finished && !isEnded();
      try {
        connection.close();
      } catch (SQLException e) {
        reusable = false;
        LOG.warn("The connection of a query could not be closed; its engine ends", e);
      }
      if (reusable) {
        giveBack(instance.used());
      } else {
        instance.close();
      }
    }
  }
}
