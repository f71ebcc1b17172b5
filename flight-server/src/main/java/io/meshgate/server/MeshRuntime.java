package io.meshgate.server;

import com.google.common.collect.Maps;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.meshgate.MeshSnapshot;
import io.meshgate.QueryEngine;
import io.meshgate.QueryEngine.EngineRuntime;
import io.meshgate.audit.AuditTrail;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.execute.QueryResult;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.opa.OpaSettings;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of the configuration file at work: its sources, catalog, policies and engine.
 *
 * <p>Users {@link #enter} and {@link #leave}. It closes itself when it was {@link #retire}d and the
 * last user has left, so that queries end on what they began with. Safe for use by many threads.
 */
final class MeshRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeshRuntime.class);

  private static final String WARM_UP =
      """
      SELECT l.k, COUNT(*) AS c, AVG(l.v) AS a
      FROM (VALUES (1, 2), (2, 3)) AS l (k, v)
      JOIN (VALUES (1, 'x'), (2, 'y')) AS r (k, t) ON l.k = r.k
      WHERE r.t <> 'z'
      GROUP BY l.k
      ORDER BY c DESC
      LIMIT 5
      """;

  private final MeshFile file;
  private final Path spill;
  private final BufferAllocator allocator;
  private final CatalogService catalogs;
  private final MeshState state;
  private final QueryEngine engine;
  private final EngineQueries queries;
  private int users;
  private boolean retired;
  private boolean closed;

  /**
   * What all versions of a configuration share.
   *
   * @param allocator where buffers are made; stays the caller's
   * @param queries is told of every query
   * @param audit where decisions are put on record
   */
  record EngineParts(BufferAllocator allocator, QueryRegistry queries, AuditTrail audit) {
    EngineParts {
      Objects.requireNonNull(allocator, "allocator");
      Objects.requireNonNull(queries, "queries");
      Objects.requireNonNull(audit, "audit");
    }
  }

  private MeshRuntime(
      MeshFile file, Path spill, CatalogService catalogs, MeshState state, EngineParts parts) {
    this.file = file;
    this.spill = spill;
    this.allocator = parts.allocator();
    this.catalogs = catalogs;
    this.state = state;
    this.engine =
        new QueryEngine(
            state::snapshot,
            parts.queries(),
            catalogs.connectors(),
            Maps.transformValues(file.keys(), key -> key.getBytes(StandardCharsets.UTF_8)),
            new EngineRuntime(
                parts.allocator(),
                spill,
                Runtime.getRuntime().availableProcessors(),
                parts.audit()));
    this.queries = new EngineQueries(engine, () -> state.snapshot().catalog().name());
  }

  /**
   * Connects the sources and loads contracts and policies.
   *
   * @param earlier what is in force now: its last good versions of files that are bad stay so
   * @param spill a folder of its own, which is deleted at the end
   * @param parts what all versions share
   * @throws DocumentException if the options of a source make no sense
   */
  static MeshRuntime open(
      MeshFile file, Optional<MeshRuntime> earlier, Path spill, EngineParts parts)
      throws DocumentException {
    Optional<OpaSettings> agent = agent(file);
    CatalogService catalogs =
        earlier.isPresent()
            ? CatalogService.succeed(earlier.get().catalogs, file)
            : CatalogService.open(file);
    AccessPolicies policies =
        earlier.map(runtime -> runtime.state.policies()).orElseGet(AccessPolicies::none);
    MeshState state = MeshState.follow(file, catalogs, policies, agent);
    try {
      return new MeshRuntime(file, spill, catalogs, state, parts);
    } catch (RuntimeException e) {
      state.close();
      catalogs.close();
      throw e;
    }
  }

  private static Optional<OpaSettings> agent(MeshFile file) throws DocumentException {
    List<Problem> problems = new ArrayList<>();
    Optional<OpaSettings> agent =
        file.decisions().flatMap(section -> OpaSettings.read(section, file.folder(), problems));
    boolean alone =
        agent.filter(opa -> opa.combination() == OpaSettings.Combination.ALONE).isPresent();
    if (alone && !file.policies().isEmpty()) {
      problems.add(
          Problem.error(
              file.decisions().orElseThrow(),
              "With 'files: false' policy files decide nothing, and "
                  + file.policies()
                  + " would be ignored; move them away or leave out 'files: false'"));
    }
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return agent;
  }

  /**
   * Loads the classes of planner and engine, which takes seconds, before anybody waits for them. An
   * engine of its own without sources and products runs the query: nobody asked for it, so it is in
   * no list and on no record.
   */
  void warmUp() {
    MeshSnapshot nothing =
        new MeshSnapshot(new Catalog("mesh", 1, List.of()), AccessPolicies.none());
    EngineRuntime room = new EngineRuntime(allocator, spill.resolve("warm-up"), 1, AuditTrail.NONE);
    QuerySession session = QuerySession.of(Principal.of("warm-up"));
    try (QueryEngine empty =
            new QueryEngine(() -> nothing, QueryRegistry.silent(), Map.of(), Map.of(), room);
        QueryResult result = empty.execute(session, WARM_UP);
        ArrowReader rows = result.reader()) {
      while (rows.loadNextBatch()) {
        LOG.debug("Warmed up with {} rows", rows.getVectorSchemaRoot().getRowCount());
      }
    } catch (QueryException | IOException e) {
      LOG.warn("The warm-up query failed; the first query of a user will be slow", e);
    }
  }

  MeshFile file() {
    return file;
  }

  EngineQueries queries() {
    return queries;
  }

  /** What is wrong now with contracts, sources and policies. */
  List<Problem> problems() {
    return state.problems();
  }

  /** Counts a user in, unless it is too late. */
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    users++;
    return true;
  }

  /** Counts a user out. */
  void leave() {
    synchronized (this) {
      users--;
      if (!retired || users > 0) {
        return;
      }
    }
    close();
  }

  /** Takes no more users, and closes when the last one has left. */
  void retire() {
    synchronized (this) {
      if (retired) {
        return;
      }
      retired = true;
      if (users > 0) {
        return;
      }
    }
    close();
  }

  /** Ends at once, users or not. Does nothing the second time. */
  @Override
  public void close() {
    synchronized (this) {
      retired = true;
      if (closed) {
        return;
      }
      closed = true;
    }
    engine.close();
    state.close();
    catalogs.close();
    try {
      MoreFiles.deleteRecursively(spill, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      LOG.warn("The spill folder {} could not be deleted", spill, e);
    }
  }
}
