package io.meshgate;

import com.google.common.base.Throwables;
import io.meshgate.execute.PlanExecutor;
import io.meshgate.execute.QueryResult;
import io.meshgate.plan.PreparedQuery;
import io.meshgate.plan.QueryPlan;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.system.SystemTables;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final SystemTables system;
  private final Map<String, Capabilities> sources = new HashMap<>();
  private final Map<String, byte[]> maskKeys;
  private final PlanExecutor executor;
  private final AtomicReference<PlannerOfSnapshot> planner = new AtomicReference<>();

  /**
   * @param mesh the snapshot in force; asked once a query
   * @param system the gateway's own tables
   * @param connectors the sources by name; they belong to the caller and outlive the engine
   * @param maskKeys key material of hash masks by key id
   * @param runtime memory, disk and threads
   */
  public QueryEngine(
      Supplier<MeshSnapshot> mesh,
      SystemTables system,
      Map<String, Connector> connectors,
      Map<String, byte[]> maskKeys,
      EngineRuntime runtime) {
    this.mesh = Objects.requireNonNull(mesh, "mesh");
    this.system = Objects.requireNonNull(system, "system");
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
    return planned(() -> planner().prepare(session, sql));
  }

  /**
   * Plans a statement without parameters.
   *
   * @throws QueryException if the statement is not valid for the session's principal
   */
  public QueryPlan plan(QuerySession session, String sql) {
    return planned(() -> planner().plan(session, sql, List.of()));
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
    return executor.execute(session, planned(() -> planner().plan(session, sql, parameters)));
  }

  /** The catalog as the session's principal sees it. */
  public VisibleCatalog visible(QuerySession session) {
    return planner().visible(session);
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
      if (Throwables.getCausalChain(e).stream().anyMatch(StackOverflowError.class::isInstance)) {
        throw new QueryException(
            ErrorCode.UNSUPPORTED, "The query is nested too deeply to be planned", e);
      }
      LOG.error("A query could not be planned", e);
      throw new QueryException(
          ErrorCode.INTERNAL, "The query could not be planned; see the gateway's log", e);
    }
  }

  private QueryPlanner planner() {
    MeshSnapshot current = mesh.get();
    PlannerOfSnapshot cached = planner.get();
    if (cached != null && cached.snapshot().equals(current)) {
      return cached.planner();
    }
    QueryPlanner made =
        new QueryPlanner(current.catalog(), current.policy(), system, sources, maskKeys);
    planner.set(new PlannerOfSnapshot(current, made));
    return made;
  }

  private record PlannerOfSnapshot(MeshSnapshot snapshot, QueryPlanner planner) {}

  /**
   * What the engine may use.
   *
   * @param allocator where each query's buffers come from; belongs to the caller
   * @param spillFolder where residuals spill; swept when the engine is made
   * @param threads threads of one residual
   */
  public record EngineRuntime(BufferAllocator allocator, Path spillFolder, int threads) {
    public EngineRuntime {
      Objects.requireNonNull(allocator, "allocator");
      Objects.requireNonNull(spillFolder, "spillFolder");
      if (threads < 1) {
        throw new IllegalArgumentException("threads must be at least 1: " + threads);
      }
    }
  }
}
