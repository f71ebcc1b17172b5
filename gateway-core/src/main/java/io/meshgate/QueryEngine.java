package io.meshgate;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import io.meshgate.audit.Accesses;
import io.meshgate.audit.AuditTrail;
import io.meshgate.audit.StatementDecision;
import io.meshgate.audit.StatementDecision.SourceRequest;
import io.meshgate.audit.StatementDecision.Statement;
import io.meshgate.execute.PlanExecutor;
import io.meshgate.execute.QueryResult;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.monitor.QueryRun;
import io.meshgate.plan.PreparedQuery;
import io.meshgate.plan.QueryPlan;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan;
import io.meshgate.system.PolicyTables;
import io.meshgate.system.QueryTables;
import io.meshgate.system.SystemTable;
import io.meshgate.system.SystemTables;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one entry point: plans and runs queries over all data products. Safe for use by many threads.
 */
public final class QueryEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryEngine.class);

  private final Supplier<MeshSnapshot> mesh;
  private final QueryRegistry queries;
  private final AuditTrail audit;
  private final SystemTables system;
  private final Map<String, Capabilities> sources = new HashMap<>();
  private final Map<String, byte[]> maskKeys;
  private final PlanExecutor executor;
  private final AtomicReference<PlannerOfSnapshot> planner = new AtomicReference<>();

  /**
   * @param mesh the snapshot in force; asked once a query
   * @param queries is told of every query, and fills the gateway's own tables of them
   * @param connectors the sources by name; they belong to the caller and outlive the engine
   * @param maskKeys key material of hash masks by key id
   * @param runtime memory, disk and threads
   */
  public QueryEngine(
      Supplier<MeshSnapshot> mesh,
      QueryRegistry queries,
      Map<String, Connector> connectors,
      Map<String, byte[]> maskKeys,
      EngineRuntime runtime) {
    this.mesh = Objects.requireNonNull(mesh, "mesh");
    this.queries = Objects.requireNonNull(queries, "queries");
    this.audit = runtime.audit();
    this.system =
        SystemTables.with(
            ImmutableList.<SystemTable>builder()
                .addAll(QueryTables.of(queries))
                .addAll(PolicyTables.of(() -> mesh.get().policyFiles()))
                .build());
    this.maskKeys = Map.copyOf(maskKeys);
    connectors.forEach((name, connector) -> sources.put(name, connector.capabilities()));
    this.executor =
        new PlanExecutor(runtime.allocator(), connectors, runtime.spillFolder(), runtime.threads());
  }

  /**
   * Settles what a statement takes and gives, without running it.
   *
   * @throws QueryException if the statement is not valid for the session's principal
   */
  public PreparedQuery prepare(QuerySession session, String sql) {
    Accesses accesses = new Accesses();
    PlannerOfSnapshot planning = planned(this::planner);
    try {
      return planned(() -> planning.planner().prepare(session, sql, accesses));
    } catch (QueryException e) {
      // What fails here is never run; it is a query of its own for those who watch.
      QueryRun run = queries.begin(session, sql);
      throw refused(run, new Asked(planning, new Statement(sql, List.of()), accesses), e);
    }
  }

  /**
   * Plans a statement without parameters.
   *
   * @throws QueryException if the statement is not valid for the session's principal
   */
  public QueryPlan plan(QuerySession session, String sql) {
    return planned(() -> planner().planner().plan(session, sql, List.of()));
  }

  /**
   * Runs a statement without parameters.
   *
   * @return the rows as they are produced; the caller closes it. The sources are asked when the
   *     first batch is read, and fail there
   * @throws QueryException if the statement is not valid
   */
  public QueryResult execute(QuerySession session, String sql) {
    return execute(session, sql, List.of());
  }

  /**
   * Runs a statement.
   *
   * @param parameters values of its parameters in order: boxed Java values, {@link
   *     java.math.BigDecimal}, {@link String}, {@code byte[]}, {@code java.time} types, or null
   * @return the rows as they are produced; the caller closes it. The sources are asked when the
   *     first batch is read, and fail there
   * @throws QueryException if the statement is not valid
   */
  public QueryResult execute(QuerySession session, String sql, List<?> parameters) {
    QueryRun run = queries.begin(session, sql);
    Asked asked = new Asked(planned(this::planner), new Statement(sql, parameters), new Accesses());
    QueryPlan plan;
    try {
      plan =
          planned(
              () -> asked.planning().planner().plan(session, sql, parameters, asked.accesses()));
    } catch (QueryException e) {
      throw refused(run, asked, e);
    } catch (Error e) {
      throw refused(run, asked, unplannable(e));
    }
    try {
      audit.decided(decision(run, asked, requests(plan), Optional.empty()));
      run.planned();
      return executor.execute(run, plan);
    } catch (QueryException e) {
      run.failed(e.code());
      throw e;
    } catch (Error e) {
      run.failed(ErrorCode.INTERNAL);
      throw e;
    }
  }

  /** Puts a refusal on record and ends the query; what the caller is told. */
  private QueryException refused(QueryRun run, Asked asked, QueryException refusal) {
    try {
      audit.decided(decision(run, asked, List.of(), Optional.of(refusal.code())));
      run.failed(refusal.code());
      return refusal;
    } catch (QueryException unrecorded) {
      // Nobody finds out names, hidden or not, without a record of it.
      unrecorded.addSuppressed(refusal);
      run.failed(unrecorded.code());
      return unrecorded;
    }
  }

  private static StatementDecision decision(
      QueryRun run, Asked asked, List<SourceRequest> requests, Optional<ErrorCode> refusal) {
    return new StatementDecision(
        run.id(),
        run.session(),
        asked.statement(),
        asked.accesses().tables(),
        asked.planning().snapshot().policy().sets(),
        requests,
        refusal);
  }

  private static List<SourceRequest> requests(QueryPlan plan) {
    return plan.fetches().stream()
        .map(
            fetch ->
                new SourceRequest(
                    fetch.scan().source(),
                    fetch.scan() instanceof RemoteScan.SqlScan sql
                        ? sql.sql()
                        : fetch.scan().toString()))
        .toList();
  }

  /** A statement on its way to a plan. */
  private record Asked(PlannerOfSnapshot planning, Statement statement, Accesses accesses) {}

  /** The catalog as the session's principal sees it. */
  public VisibleCatalog visible(QuerySession session) {
    return planner().planner().visible(session);
  }

  /**
   * Stops a query of the principal's, or for governance anybody's.
   *
   * @param queryId as {@code system.queries} shows it
   * @return false if there is no such query under way
   */
  public boolean stop(QuerySession session, String queryId) {
    return queries.stop(session.principal(), queryId);
  }

  /** The gateway's own tables, which everybody may see; their rows differ. */
  public SystemTables systemTables() {
    return system;
  }

  /** Ends the engine's threads; queries under way are ended by closing their results. */
  @Override
  public void close() {
    executor.close();
  }

  // What the planner's libraries throw says nothing to a caller, and may quote what they hide.
  private static <T> T planned(Supplier<T> planning) {
    try {
      return planning.get();
    } catch (QueryException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unplannable(e);
    }
  }

  private static QueryException unplannable(Throwable e) {
    if (Throwables.getCausalChain(e).stream().anyMatch(StackOverflowError.class::isInstance)) {
      return new QueryException(
          ErrorCode.UNSUPPORTED, "The query is nested too deeply to be planned", e);
    }
    LOG.error("A query could not be planned", e);
    return new QueryException(
        ErrorCode.INTERNAL, "The query could not be planned; see the gateway's log", e);
  }

  private PlannerOfSnapshot planner() {
    MeshSnapshot current = mesh.get();
    PlannerOfSnapshot cached = planner.get();
    if (cached != null && cached.snapshot().equals(current)) {
      return cached;
    }
    PlannerOfSnapshot made =
        new PlannerOfSnapshot(
            current,
            new QueryPlanner(current.catalog(), current.policy(), system, sources, maskKeys));
    planner.set(made);
    return made;
  }

  private record PlannerOfSnapshot(MeshSnapshot snapshot, QueryPlanner planner) {}

  /**
   * What the engine may use.
   *
   * @param allocator where each query's buffers come from; belongs to the caller
   * @param spillFolder where residuals spill; swept when the engine is made
   * @param threads threads of one residual
   * @param audit where decisions are put on record; belongs to the caller
   */
  public record EngineRuntime(
      BufferAllocator allocator, Path spillFolder, int threads, AuditTrail audit) {
    public EngineRuntime {
      Objects.requireNonNull(audit, "audit");
      Objects.requireNonNull(allocator, "allocator");
      Objects.requireNonNull(spillFolder, "spillFolder");
      if (threads < 1) {
        throw new IllegalArgumentException("threads must be at least 1: " + threads);
      }
    }
  }
}
