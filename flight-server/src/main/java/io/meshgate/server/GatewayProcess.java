package io.meshgate.server;

import io.meshgate.audit.AuditTrail;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.monitor.QueryListener;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.server.MeshRuntime.EngineParts;
import io.meshgate.server.audit.AuditConfig;
import io.meshgate.server.audit.GatewayAudit;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.server.config.AuditReader;
import io.meshgate.server.config.Operations;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.observe.OperationsEndpoint;
import io.meshgate.server.observe.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway with all its parts, started from a configuration file and closed as one: catalog,
 * policies, engine and server.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);

  /** Last started, first closed. */
  private final Deque<AutoCloseable> parts;

  private final LiveMesh mesh;
  private final MeshgateServer server;
  private final Optional<OperationsEndpoint> endpoint;

  private GatewayProcess(
      Deque<AutoCloseable> parts,
      LiveMesh mesh,
      MeshgateServer server,
      Optional<OperationsEndpoint> endpoint) {
    this.parts = parts;
    this.mesh = mesh;
    this.server = server;
    this.endpoint = endpoint;
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
      return start(mesh, serverConfig(mesh), adjustment, allocator, parts);
    } catch (RuntimeException | DocumentException | IOException e) {
      close(parts);
      throw e;
    }
  }

  private static GatewayProcess start(
      MeshFile file,
      ServerConfig config,
      UnaryOperator<ServerConfig> adjustment,
      BufferAllocator allocator,
      Deque<AutoCloseable> parts)
      throws DocumentException, IOException {
    Optional<Operations> operations = operations(file);
    Optional<AuditConfig> auditConfig = auditConfig(file);
    Telemetry telemetry = opened(parts, new Telemetry(System.getenv()));
    Optional<GatewayAudit> audit = audit(auditConfig, file.name(), parts);
    QueryRegistry queries = watched(telemetry, audit);
    telemetry.watch(queries, allocator);
    AtomicBoolean ready = new AtomicBoolean();
    Optional<OperationsEndpoint> endpoint = Optional.empty();
    if (operations.isPresent()) {
      InetSocketAddress address = operations.get().address();
      endpoint =
          Optional.of(
              opened(parts, new OperationsEndpoint(address, telemetry::scrape, ready::get)));
    }
    LiveMesh mesh =
        opened(
            parts,
            LiveMesh.follow(
                problems -> readAgain(file.path(), config, auditConfig, problems),
                file,
                new EngineParts(
                    allocator,
                    queries,
                    audit.<AuditTrail>map(trail -> trail).orElse(AuditTrail.NONE))));
    MeshgateServer server =
        opened(
            parts,
            MeshgateServer.start(
                adjustment.apply(config),
                mesh,
                mesh::limits,
                audit.<LoginListener>map(trail -> trail).orElse(LoginListener.NONE),
                allocator));
    ready.set(true);
    parts.push(() -> ready.set(false));
    return new GatewayProcess(parts, mesh, server, endpoint);
  }

  private static QueryRegistry watched(Telemetry telemetry, Optional<GatewayAudit> audit) {
    List<QueryListener> listeners = new ArrayList<>(telemetry.listeners());
    audit.ifPresent(listeners::add);
    audit.ifPresent(telemetry::watch);
    return new QueryRegistry(Clock.systemUTC(), listeners);
  }

  // Before the engine, which asks it, and so closed after it.
  private static Optional<GatewayAudit> audit(
      Optional<AuditConfig> config, String gateway, Deque<AutoCloseable> parts) throws IOException {
    if (config.isEmpty()) {
      LOG.warn("There is no audit trail: 'audit' in the configuration says so");
      return Optional.empty();
    }
    return Optional.of(opened(parts, GatewayAudit.open(config.get(), gateway)));
  }

  /**
   * What a configuration has put on record.
   *
   * @return empty if it wants no trail
   * @throws DocumentException if it says it wrongly
   */
  public static Optional<AuditConfig> auditConfig(MeshFile file) throws DocumentException {
    List<Problem> problems = new ArrayList<>();
    Optional<AuditConfig> config =
        new AuditReader(file.folder(), file.name(), problems).read(file.audit());
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return config;
  }

  private static Optional<Operations> operations(MeshFile file) throws DocumentException {
    List<Problem> problems = new ArrayList<>();
    Optional<Operations> operations =
        file.operations().map(section -> Operations.read(section, problems));
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return operations;
  }

  private static MeshFile readAgain(
      Path path, ServerConfig started, Optional<AuditConfig> audit, List<Problem> problems)
      throws DocumentException {
    MeshFile file = MeshFile.load(path, ConnectorFactories.installed());
    if (!serverConfig(file).servesLike(started) || !auditConfig(file).equals(audit)) {
      problems.add(
          new Problem(
              Problem.Severity.WARNING,
              path.toString(),
              0,
              "",
              "The sections 'server', 'authentication' or 'audit' have changed; restart the gateway"
                  + " to apply them"));
    }
    return file;
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
    parts.push(part);
    return part;
  }

  /**
   * How a configuration has the gateway reached, and by what callers are known.
   *
   * @throws DocumentException if it does not say so, or wrongly
   */
  public static ServerConfig serverConfig(MeshFile mesh) throws DocumentException {
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

  /** The port of Flight SQL. */
  public int port() {
    return server.port();
  }

  /** The port of metrics and health, if the configuration has the section {@code operations}. */
  public OptionalInt operationsPort() {
    return endpoint.map(open -> OptionalInt.of(open.port())).orElseGet(OptionalInt::empty);
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
    return mesh.problems();
  }

  /**
   * Reads configuration, contracts and policies again and asks all sources again, and puts the
   * result in force as one; what is wrong keeps its last good version and is among the {@link
   * #problems()}. How the gateway is reached and who may connect changes only with a restart.
   */
  public void reload() {
    mesh.reload();
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
