package io.meshgate.server;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.document.FileWatch;
import io.meshgate.document.Problem;
import io.meshgate.execute.QueryResult;
import io.meshgate.server.MeshRuntime.EngineParts;
import io.meshgate.server.flight.service.Prepared;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.service.VisibleTable;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration file as it is now: follows its changes and answers queries with the version in
 * force. A version that is bad changes nothing and is among the problems. Queries end on the
 * version with which they began. Safe for use by many threads.
 */
final class LiveMesh implements QueryService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMesh.class);
  private static final long POLL_SECONDS = 1;

  private final Reader reader;
  private final EngineParts parts;
  private final Path spill;
  private final FileWatch watch;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("mesh-poll").setDaemon(true).build());
  private final Object loading = new Object();
  private int version;
  private volatile List<Problem> problems = List.of();
  private volatile MeshRuntime current;

  private LiveMesh(Reader reader, MeshFile file, EngineParts parts)
      throws DocumentException, IOException {
    this.reader = reader;
    this.parts = parts;
    this.spill = file.folder().resolve(".meshgate").resolve("spill");
    this.watch = new FileWatch(() -> List.of(FileWatch.stamp(file.path())));
    watch.seen();
    sweep(spill);
    this.current = MeshRuntime.open(file, Optional.empty(), nextSpill(), parts);
  }

  /** Reads the configuration file. */
  @FunctionalInterface
  interface Reader {
    /**
     * Reads the file as it is now.
     *
     * @param problems where it says what can be used only after a restart
     * @throws DocumentException with everything that is wrong
     */
    MeshFile read(List<Problem> problems) throws DocumentException;
  }

  /**
   * Puts a configuration in force, warms it up, and follows its file from then on.
   *
   * @param reader reads the file again
   * @param file what it has read first
   * @param parts what all versions of the configuration share
   */
  static LiveMesh follow(Reader reader, MeshFile file, EngineParts parts)
      throws DocumentException, IOException {
    LiveMesh mesh = new LiveMesh(reader, file, parts);
    mesh.current.warmUp();
    // The task catches what it throws; its future is cancelled with the executor.
    var unused =
        mesh.poller.scheduleWithFixedDelay(
            mesh::pollSafely, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    return mesh;
  }

  // What an earlier process left there, killed before it could delete it, would stay for ever.
  private static void sweep(Path spill) throws IOException {
    if (Files.isDirectory(spill)) {
      MoreFiles.deleteDirectoryContents(spill, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    Files.createDirectories(spill);
  }

  private Path nextSpill() {
    version++;
    return spill.resolve(Integer.toString(version));
  }

  /**
   * Reads everything again and asks all sources again, whether or not something has changed. What
   * fails is among the problems.
   */
  void reload() {
    synchronized (loading) {
      watch.seen();
      List<Problem> found = new ArrayList<>();
      try {
        MeshRuntime before = current;
        current = MeshRuntime.open(reader.read(found), Optional.of(before), nextSpill(), parts);
        before.retire();
        LOG.info("Version {} of the configuration is in force", version);
      } catch (DocumentException e) {
        found.addAll(e.problems());
        LOG.warn("The configuration is bad; the version before stays in force");
      } catch (RuntimeException e) {
        found.add(
            Problem.error(
                current.file().path().toString(),
                "The configuration could not be put in force; see the gateway's log"));
        LOG.error("The configuration could not be put in force; the version before stays", e);
      }
      found.forEach(problem -> LOG.warn("{}", problem));
      problems = List.copyOf(found);
    }
  }

  /** A task that throws would never be run again. */
  private void pollSafely() {
    try {
      if (watch.changedAndSettled()) {
        reload();
      }
    } catch (RuntimeException e) {
      LOG.warn("The configuration file could not be looked at; it is tried again", e);
    }
  }

  /** What is wrong now with configuration, contracts, sources and policies. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(current.problems());
    return all;
  }

  /** What one query may use. */
  QueryLimits limits() {
    return current.file().limits();
  }

  @Override
  public Prepared prepare(QuerySession session, String sql) {
    return with(runtime -> runtime.queries().prepare(session, sql));
  }

  @Override
  public QueryResult execute(QuerySession session, String sql, List<@Nullable Object> parameters) {
    MeshRuntime runtime = entered();
    try {
      return new HeldResult(runtime.queries().execute(session, sql, parameters), runtime);
    } catch (RuntimeException e) {
      runtime.leave();
      throw e;
    }
  }

  @Override
  public List<VisibleTable> tables(QuerySession session) {
    return with(runtime -> runtime.queries().tables(session));
  }

  @Override
  public boolean cancel(QuerySession session, String queryId) {
    return parts.queries().stop(session.principal(), queryId);
  }

  @Override
  public String catalogName() {
    return with(runtime -> runtime.queries().catalogName());
  }

  private <T> T with(Function<MeshRuntime, T> use) {
    MeshRuntime runtime = entered();
    try {
      return use.apply(runtime);
    } finally {
      runtime.leave();
    }
  }

  private MeshRuntime entered() {
    while (true) {
      MeshRuntime runtime = current;
      if (runtime.enter()) {
        return runtime;
      }
      if (runtime == current) {
        throw new IllegalStateException("The gateway is closed");
      }
    }
  }

  @Override
  public void close() {
    poller.shutdownNow();
    synchronized (loading) {
      current.close();
    }
  }

  /** A result that keeps its version of the configuration open. */
  private static final class HeldResult implements QueryResult {
    private final QueryResult result;
    private final MeshRuntime runtime;
    private final AtomicBoolean closed = new AtomicBoolean();

    HeldResult(QueryResult result, MeshRuntime runtime) {
      this.result = result;
      this.runtime = runtime;
    }

    @Override
    public String queryId() {
      return result.queryId();
    }

    @Override
    public Schema schema() {
      return result.schema();
    }

    @Override
    public ArrowReader reader() {
      return result.reader();
    }

    @Override
    public long rows() {
      return result.rows();
    }

    @Override
    public void cancel() {
      result.cancel();
    }

    @Override
    public void close() {
      try {
        result.close();
      } finally {
        if (closed.compareAndSet(false, true)) {
          runtime.leave();
        }
      }
    }
  }
}
