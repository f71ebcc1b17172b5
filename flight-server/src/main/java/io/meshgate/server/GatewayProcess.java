package io.meshgate.server;

import com.google.common.collect.Maps;
import io.meshgate.QueryEngine;
import io.meshgate.QueryEngine.EngineRuntime;
import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.execute.QueryResult;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway with all its parts, started from a configuration file and closed as one: catalog,
 * policies, engine and server.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);

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

  /** Last started, first closed. */
  private final Deque<AutoCloseable> parts;

  private final MeshState state;
  private final MeshgateServer server;

  private GatewayProcess(Deque<AutoCloseable> parts, MeshState state, MeshgateServer server) {
    this.parts = parts;
    this.state = state;
    this.server = server;
  }

  /**
   * Starts a gateway and returns when it takes calls. Sources that are away and contracts or
   * policies that are wrong do not keep it from starting: they are {@link #problems()}.
   *
   * @param meshFile the configuration
   * @param adjustment what the command line says against the file's server section
   * @throws DocumentException if the configuration or the users file cannot be used
   * @throws IOException if the certificate cannot be used or the port cannot be had
   */
  public static GatewayProcess start(Path meshFile, UnaryOperator<ServerConfig> adjustment)
      throws DocumentException, IOException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    BufferAllocator allocator = opened(parts, new RootAllocator());
    return start(meshFile, adjustment, allocator, parts);
  }

  /** Starts a gateway whose buffers are all made below an allocator that stays the caller's. */
  static GatewayProcess start(
      Path meshFile, UnaryOperator<ServerConfig> adjustment, BufferAllocator allocator)
      throws DocumentException, IOException {
    return start(meshFile, adjustment, allocator, new ArrayDeque<>());
  }

  private static GatewayProcess start(
      Path meshFile,
      UnaryOperator<ServerConfig> adjustment,
      BufferAllocator allocator,
      Deque<AutoCloseable> parts)
      throws DocumentException, IOException {
    try {
      MeshFile mesh = MeshFile.load(meshFile, ConnectorFactories.installed());
      ServerConfig config = adjustment.apply(serverConfig(mesh));
      return start(mesh, config, allocator, parts);
    } catch (RuntimeException | DocumentException | IOException e) {
      close(parts);
      throw e;
    }
  }

  private static GatewayProcess start(
      MeshFile mesh, ServerConfig config, BufferAllocator allocator, Deque<AutoCloseable> parts)
      throws DocumentException, IOException {
    CatalogService catalogs = opened(parts, CatalogService.open(mesh));
    MeshState state = opened(parts, MeshState.follow(mesh, catalogs));
    QueryEngine engine =
        opened(
            parts,
            new QueryEngine(
                state::snapshot,
                catalogs.connectors(),
                Maps.transformValues(mesh.keys(), key -> key.getBytes(StandardCharsets.UTF_8)),
                new EngineRuntime(allocator, spillFolder(mesh), threads())));
    warmUp(engine);
    EngineQueries queries = new EngineQueries(engine, () -> state.snapshot().catalog().name());
    MeshgateServer server =
        opened(parts, MeshgateServer.start(config, queries, mesh.limits(), allocator));
    return new GatewayProcess(parts, state, server);
  }

  /**
   * Loads the classes of planner and engine, which takes seconds, before anybody waits for them. No
   * product is read: the principal of the query may see none.
   */
  private static void warmUp(QueryEngine engine) {
    QuerySession session = QuerySession.of(Principal.of("warm-up"));
    try (QueryResult result = engine.execute(session, WARM_UP);
        ArrowReader rows = result.reader()) {
      while (rows.loadNextBatch()) {
        LOG.debug("Warmed up with {} rows", rows.getVectorSchemaRoot().getRowCount());
      }
    } catch (QueryException | IOException e) {
      LOG.warn("The warm-up query failed; the first query of a user will be slow", e);
    }
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
    parts.push(part);
    return part;
  }

  private static ServerConfig serverConfig(MeshFile mesh) throws DocumentException {
    YamlNode.Mapping authentication =
        mesh.authentication()
            .orElseThrow(
                () ->
                    new DocumentException(
                        Problem.error(
                            mesh.path().toString(),
                            "The section 'authentication' is missing; it names the users file:"
                                + " authentication: {users: users.yaml}")));
    List<Problem> problems = new ArrayList<>();
    Optional<ServerConfig> config =
        ServerConfig.read(mesh.server(), authentication, mesh.folder(), problems);
    return config.orElseThrow(() -> new DocumentException(problems));
  }

  private static Path spillFolder(MeshFile mesh) {
    return mesh.folder().resolve(".meshgate").resolve("spill");
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The port of Flight SQL. */
  public int port() {
    return server.port();
  }

  /** Where clients connect, for example {@code grpc+tls://localhost:31337}. */
  public URI uri() {
    return server.uri();
  }

  /** The PEM file that clients must be given to trust, if the server made its own certificate. */
  public Optional<Path> developmentCertificate() {
    return server.developmentCertificate();
  }

  /** What is wrong now with contracts, sources and policies. */
  public List<Problem> problems() {
    return state.problems();
  }

  /**
   * Reads contracts and policies again and asks all sources again, and puts the result in force as
   * one; what is wrong keeps its last good version and is among the {@link #problems()}.
   */
  public void reload() {
    state.reload();
    LOG.info("Reloaded with {} problems", problems().size());
  }

  /** Takes no more calls, stops what runs and frees everything, last started first. */
  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        // The others are closed all the same; the process is about to end.
        LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
