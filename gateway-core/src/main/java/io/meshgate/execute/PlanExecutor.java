package io.meshgate.execute;

import io.meshgate.monitor.FragmentRun;
import io.meshgate.monitor.QueryRun;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
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
  private static final String GATEWAY = "gateway";

  private final QueryAllocators allocators;
  private final Map<String, Connector> connectors;
  private final ResidualEngine engine;
  private final ScanPermits permits;
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
    this.permits = new ScanPermits(this.connectors);
    ScheduledThreadPoolExecutor deadlines =
        new ScheduledThreadPoolExecutor(1, task -> daemon(task, "meshgate-deadline"));
    // Without this a query that ends early stays in memory until its deadline.
    deadlines.setRemoveOnCancelPolicy(true);
    this.timer = deadlines;
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
   * Makes a plan ready to run and returns at once: the sources are asked when the first batch is
   * read, on the thread that reads it, and fail there. The deadline counts from here.
   *
   * @param running the query, whose progress is reported to it; ended with the result
   * @throws QueryException if there is no memory for another query; nothing is left open then
   */
  public QueryResult execute(QueryRun running, QueryPlan plan) {
    QuerySession session = running.session();
    String queryId = running.id();
    QueryFailures failures = new QueryFailures(queryId);
    QueryLimits limits = session.limits();
    Cancellation cancellation = new Cancellation();
    try (Closer opened = new Closer()) {
      BufferAllocator allocator = allocators.open(queryId, limits.bufferBytes());
      opened.register(() -> allocators.release(allocator));
      ScheduledFuture<?> deadline =
          timer.schedule(
              () -> fetchers.execute(() -> expire(failures, limits, cancellation)),
              limits.maxDuration().toMillis(),
              TimeUnit.MILLISECONDS);
      opened.register(() -> deadline.cancel(false));
      ScanContext context = context(session, queryId, allocator, cancellation);
      Run run = new Run(context, limits, failures, engineStop(cancellation), running);
      ArrowReader rows =
          opened.register(
              plan.explanation().isPresent()
                  ? new TextReader(plan.explanation().get(), plan, allocator)
                  : new DeferredReader(
                      plan.schema(), allocator, resources -> open(plan, run, resources)));
      RunningQuery query =
          new RunningQuery(
              running, plan.schema(), rows, allocator, failures, cancellation, opened.release());
      running.onStop(query::cancel);
      return query;
    } catch (RuntimeException e) {
      QueryException failure = failures.record(e);
      running.failed(failure.code());
      throw failure;
    }
  }

  private static ScanContext context(
      QuerySession session, String queryId, BufferAllocator allocator, Cancellation cancellation) {
    return new ScanContext(
        allocator,
        queryId,
        session.principal().subject(),
        Optional.of(Instant.now().plus(session.limits().maxDuration())),
        session.limits().batchRows(),
        cancellation);
  }

  // Registered before anything else, and so signalled last: an engine ends only when the inputs
  // that it waits for have ended.
  private static Cancellation engineStop(Cancellation cancellation) {
    Cancellation stop = new Cancellation();
    // Lives as long as the query's own signal: nothing to withdraw.
    Cancellation.Registration ignored = cancellation.onCancel(stop::cancel);
    return stop;
  }

  private static void expire(
      QueryFailures failures, QueryLimits limits, Cancellation cancellation) {
    failures.record(
        new QueryException(
            ErrorCode.TIMEOUT,
            "The query took longer than its limit of "
                + limits.maxDuration().toMillis() / 1000.0
                + " s"));
    cancellation.cancel();
  }

  private ArrowReader open(QueryPlan plan, Run run, Closer resources)
      throws SQLException, IOException {
    TreeMap<String, Integer> scans = new TreeMap<>();
    plan.fetches().forEach(fetch -> scans.merge(fetch.scan().source(), 1, Integer::sum));
    permits.acquire(scans, run.context().cancellation(), resources);
    Map<String, ArrowReader> inputs = start(plan.inputs(), run, run.listed(), resources);
    if (plan.residual().isEmpty()) {
      return inputs.values().iterator().next();
    }
    run.running().residual();
    return resources.register(
        engine.run(inputs, plan.residual().get(), plan.schema(), run.engine(run.engineStop())));
  }

  /** Starts all inputs at once; the readers belong to {@code resources}. */
  private Map<String, ArrowReader> start(
      List<QueryPlan.Input> inputs, Run run, Reporting reporting, Closer resources) {
    Map<String, ArrowReader> readers = new LinkedHashMap<>();
    List<Runnable> starts = new ArrayList<>();
    for (QueryPlan.Input input : inputs) {
      FetchReader reader =
          resources.register(
              new FetchReader(
                  input.schema(),
                  run.context().allocator(),
                  run.failures(),
                  reporting.stop(),
                  reporting.fragment().apply(input)));
      starts.add(() -> reader.start(fetchers, () -> openInput(input, reader.scan(), run)));
      readers.put(input.name(), reader);
    }
    starts.forEach(Runnable::run);
    return readers;
  }

  private static String source(QueryPlan.Input input) {
    if (input instanceof QueryPlan.Stage stage) {
      return stage.inputs().stream().map(PlanExecutor::source).findFirst().orElse(GATEWAY);
    }
    return input instanceof QueryPlan.Fetch fetch ? fetch.scan().source() : GATEWAY;
  }

  private ArrowReader openInput(QueryPlan.Input input, Cancellation scan, Run run)
      throws SQLException, IOException {
    if (input instanceof QueryPlan.Stage stage) {
      return openStage(stage, scan, run);
    }
    if (input instanceof QueryPlan.HiddenRows hidden) {
      return HiddenRowsReader.open(
          () -> openFetch(hidden.fetch(), scan, run), hidden.failure(), run.context().allocator());
    }
    return input instanceof QueryPlan.SystemRows system
        ? new SystemReader(system.scan(), run.context().allocator())
        : openFetch((QueryPlan.Fetch) input, scan, run);
  }

  private ArrowReader openStage(QueryPlan.Stage stage, Cancellation scan, Run run)
      throws SQLException, IOException {
    try (Closer opened = new Closer()) {
      Cancellation engineStop = engineStop(scan);
      Map<String, ArrowReader> inputs = start(stage.inputs(), run, run.unlisted(scan), opened);
      ArrowReader rows =
          opened.register(engine.run(inputs, stage.sql(), stage.schema(), run.engine(engineStop)));
      return new StageReader(rows, run.context().allocator(), opened.release());
    }
  }

  private ArrowReader openFetch(QueryPlan.Fetch input, Cancellation scan, Run run)
      throws SQLException, IOException {
    Connector connector = connectors.get(input.scan().source());
    if (connector == null) {
      throw new ConnectorException(
          ConnectorException.Kind.UNAVAILABLE,
          "Source " + input.scan().source() + " is not configured any more");
    }
    Cancellation guardStop = engineStop(scan);
    ArrowReader raw = connector.open(input.scan(), run.scanContext(scan));
    return input.guard().isEmpty() ? raw : guard(input.guard().get(), raw, guardStop, run);
  }

  private ArrowReader guard(QueryPlan.Guard guard, ArrowReader raw, Cancellation stop, Run run)
      throws SQLException, IOException {
    try (Closer opened = new Closer()) {
      WitnessReader witness = new WitnessReader(opened.register(raw), run.context().allocator());
      try {
        ArrowReader rows =
            opened.register(
                engine.run(
                    Map.of(QueryPlan.Guard.RAW, witness),
                    guard.sql(),
                    guard.schema(),
                    run.engine(stop)));
        return new GuardedReader(rows, witness, run.context().allocator(), opened.release());
      } catch (SQLException | IOException e) {
        witness.failIfSeen();
        throw e;
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    fetchers.shutdown();
    engine.close();
    allocators.close();
  }

  /** What the parts of one query share. */
  private record Run(
      ScanContext context,
      QueryLimits limits,
      QueryFailures failures,
      Cancellation engineStop,
      QueryRun running) {

    /** For the inputs of the query itself. */
    Reporting listed() {
      return new Reporting(
          context.cancellation(), input -> running.fragment(input.name(), source(input)));
    }

    /** For the inputs of a stage. */
    Reporting unlisted(Cancellation stop) {
      return new Reporting(stop, input -> running.unlisted(input.name(), source(input)));
    }

    ResidualEngine.EngineContext engine(Cancellation stop) {
      return new ResidualEngine.EngineContext(context.allocator(), limits, stop);
    }

    ScanContext scanContext(Cancellation scan) {
      return new ScanContext(
          context.allocator(),
          context.queryId(),
          context.user(),
          context.deadline(),
          context.batchRows(),
          scan);
    }
  }

  /**
   * Whom inputs obey and who is told of them.
   *
   * @param stop ends them
   * @param fragment is told what comes
   */
  private record Reporting(Cancellation stop, Function<QueryPlan.Input, FragmentRun> fragment) {}

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
        try (var old = Files.newDirectoryStream(folder, "engine-*")) {
          for (Path left : old) {
            EnginePool.delete(left);
          }
        }
        return folder;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("The spill folder " + folder + " is not usable", e);
      }
    }
  }
}
