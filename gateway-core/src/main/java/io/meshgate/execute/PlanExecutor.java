package io.meshgate.execute;

import io.meshgate.plan.QueryPlan;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ScanContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Runs plans: opens all fetches at once, guards what needs a guard, runs the residual, and hands
 * out the rows as they are produced.
 *
 * <p>Each query has a child allocator with a limit, a deadline and one signal that stops everything
 * it started. Safe for use by many threads; closing it ends the threads, not the queries.
 */
public final class PlanExecutor implements AutoCloseable {

  private static final long SWEEP_SECONDS = 1;

  private final QueryAllocators allocators;
  private final Map<String, Connector> connectors;
  private final ResidualEngine engine;
  private final Map<String, Semaphore> permits = new ConcurrentHashMap<>();
  private final ExecutorService fetchers;
  private final ScheduledExecutorService timer;

  /**
   * @param root where each query's allocator is made; belongs to the caller
   * @param connectors the sources by name; they belong to the caller
   * @param spillFolder where residuals spill; made if missing, swept here
   * @param engineThreads threads of one residual
   */
  public PlanExecutor(
      BufferAllocator root,
      Map<String, Connector> connectors,
      Path spillFolder,
      int engineThreads) {
    this.allocators = new QueryAllocators(root);
    this.connectors = Map.copyOf(connectors);
    this.engine = new ResidualEngine(SpillFolder.prepare(spillFolder), engineThreads);
    this.fetchers = Executors.newCachedThreadPool(task -> daemon(task, "meshgate-fetch"));
    this.timer =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "meshgate-deadline"));
    var unused =
        timer.scheduleWithFixedDelay(
            allocators::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts a plan. Returns when the first rows can be read or the query has ended.
   *
   * @throws QueryException if it cannot be started; nothing is left open then
   */
  public QueryResult execute(QuerySession session, QueryPlan plan) {
    String queryId = UUID.randomUUID().toString();
    QueryFailures failures = new QueryFailures(queryId);
    QueryLimits limits = session.limits();
    Cancellation cancellation = new Cancellation();
    try (Closer opened = new Closer()) {
      BufferAllocator allocator = allocators.open(queryId, limits.bufferBytes());
      opened.register(() -> allocators.release(allocator));
      ScheduledFuture<?> deadline =
          timer.schedule(
              () -> expire(failures, limits, cancellation),
              limits.maxDuration().toMillis(),
              TimeUnit.MILLISECONDS);
      opened.register(() -> deadline.cancel(false));
      ArrowReader rows =
          plan.explanation().isPresent()
              ? opened.register(new TextReader(plan.explanation().get(), plan, allocator))
              : open(session, plan, new Run(queryId, failures, cancellation, allocator, opened));
      return new RunningQuery(
          queryId,
          plan.schema(),
          rows,
          allocator,
          limits,
          failures,
          cancellation,
          opened.release());
    } catch (Exception e) {
      cancellation.cancel();
      throw failures.record(e);
    }
  }

  private static void expire(
      QueryFailures failures, QueryLimits limits, Cancellation cancellation) {
    failures.record(
        new QueryException(
            ErrorCode.TIMEOUT,
            "The query took longer than its limit of " + limits.maxDuration().toSeconds() + " s"));
    cancellation.cancel();
  }

  private ArrowReader open(QuerySession session, QueryPlan plan, Run run)
      throws SQLException, IOException, InterruptedException {
    acquire(plan, session.limits(), run.opened());
    ScanContext context =
        new ScanContext(
            run.allocator(),
            run.queryId(),
            session.principal().subject(),
            Optional.of(Instant.now().plus(session.limits().maxDuration())),
            session.limits().batchRows(),
            run.cancellation());
    Map<String, ArrowReader> inputs = new LinkedHashMap<>();
    List<Runnable> starts = new ArrayList<>();
    for (QueryPlan.Input input : plan.inputs()) {
      FetchReader reader =
          run.opened()
              .register(
                  new FetchReader(
                      input.schema(), run.allocator(), run.failures(), run.cancellation()));
      starts.add(
          () -> reader.start(fetchers, () -> openInput(input, context, session.limits(), run)));
      inputs.put(input.name(), reader);
    }
    starts.forEach(Runnable::run);
    if (plan.residual().isEmpty()) {
      return inputs.values().iterator().next();
    }
    return run.opened()
        .register(
            engine.run(
                inputs,
                plan.residual().get(),
                plan.schema(),
                new ResidualEngine.EngineContext(
                    run.allocator(), session.limits(), run.cancellation())));
  }

  private ArrowReader openInput(
      QueryPlan.Input input, ScanContext context, QueryLimits limits, Run run)
      throws SQLException, IOException {
    Connector connector = connectors.get(input.scan().source());
    if (connector == null) {
      throw new ConnectorException(
          ConnectorException.Kind.UNAVAILABLE,
          "Source " + input.scan().source() + " is not configured any more");
    }
    ArrowReader raw = connector.open(input.scan(), context);
    if (input.guard().isEmpty()) {
      return raw;
    }
    QueryPlan.Guard guard = input.guard().get();
    try (Closer opened = new Closer()) {
      opened.register(raw);
      ArrowReader guarded =
          opened.register(
              engine.run(
                  Map.of(QueryPlan.Guard.RAW, raw),
                  guard.sql(),
                  guard.schema(),
                  new ResidualEngine.EngineContext(run.allocator(), limits, run.cancellation())));
      return new OwningReader(guarded, run.allocator(), opened.release());
    }
  }

  // All permits of a query at once and in one order: queries that hold some and wait for others
  // would deadlock.
  private void acquire(QueryPlan plan, QueryLimits limits, Closer opened)
      throws InterruptedException {
    TreeMap<String, Integer> scans = new TreeMap<>();
    plan.inputs().forEach(input -> scans.merge(input.scan().source(), 1, Integer::sum));
    for (Map.Entry<String, Integer> needed : new HashMap<>(scans).entrySet()) {
      Connector connector = connectors.get(needed.getKey());
      int most = connector == null ? 1 : connector.capabilities().maxConcurrentScans();
      if (connector != null && needed.getValue() > most) {
        throw new QueryException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "The query reads "
                + needed.getValue()
                + " streams from source "
                + needed.getKey()
                + " at once, which allows "
                + most);
      }
    }
    for (Map.Entry<String, Integer> needed : scans.entrySet()) {
      Connector connector = connectors.get(needed.getKey());
      if (connector == null) {
        continue;
      }
      Semaphore semaphore =
          permits.computeIfAbsent(
              needed.getKey(),
              name -> new Semaphore(connector.capabilities().maxConcurrentScans(), true));
      if (!semaphore.tryAcquire(
          needed.getValue(), limits.maxDuration().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new QueryException(
            ErrorCode.TIMEOUT, "Source " + needed.getKey() + " was busy for too long");
      }
      opened.register(() -> semaphore.release(needed.getValue()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    fetchers.shutdown();
    allocators.close();
  }

  /** What the parts of one query share. */
  private record Run(
      String queryId,
      QueryFailures failures,
      Cancellation cancellation,
      BufferAllocator allocator,
      Closer opened) {}

  /** A reader that owns what it reads from. */
  private static final class OwningReader extends ArrowReader {
    private final ArrowReader delegate;
    private final Closer resources;

    OwningReader(ArrowReader delegate, BufferAllocator allocator, Closer resources) {
      super(allocator);
      this.delegate = delegate;
      this.resources = resources;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
      return delegate.getVectorSchemaRoot();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      return delegate.loadNextBatch();
    }

    @Override
    public long bytesRead() {
      return delegate.bytesRead();
    }

    @Override
    public void close() {
      resources.close();
    }

    @Override
    protected void closeReadSource() {
      resources.close();
    }

    @Override
    protected org.apache.arrow.vector.types.pojo.Schema readSchema() throws IOException {
      return delegate.getVectorSchemaRoot().getSchema();
    }
  }

  /** Lines of text as one batch. */
  private static final class TextReader extends ArrowReader {
    private final String text;
    private final QueryPlan plan;
    private boolean delivered;

    TextReader(String text, QueryPlan plan, BufferAllocator allocator) {
      super(allocator);
      this.text = text;
      this.plan = plan;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
      prepareLoadNextBatch();
      if (delivered) {
        return false;
      }
      delivered = true;
      VarCharVector vector = (VarCharVector) getVectorSchemaRoot().getVector(0);
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        vector.setSafe(i, lines.get(i).getBytes(StandardCharsets.UTF_8));
      }
      getVectorSchemaRoot().setRowCount(lines.size());
      return true;
    }

    @Override
    public long bytesRead() {
      return 0;
    }

    @Override
    protected void closeReadSource() {}

    @Override
    protected org.apache.arrow.vector.types.pojo.Schema readSchema() {
      return plan.schema();
    }
  }

  /** Keeps the folder in which residuals spill. */
  static final class SpillFolder {
    private SpillFolder() {}

    // What an earlier gateway left there, killed before it could delete it, would stay for ever.
    static Path prepare(Path folder) {
      try {
        Files.createDirectories(folder);
        try (var old = Files.newDirectoryStream(folder, "query-*")) {
          for (Path left : old) {
            ResidualEngine.delete(left);
          }
        }
        return folder;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("The spill folder " + folder + " is not usable", e);
      }
    }
  }
}
