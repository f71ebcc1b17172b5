package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.config.Sources;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.document.DocumentException;
import io.meshgate.document.FileWatch;
import io.meshgate.document.Problem;
import io.meshgate.spi.Connector;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog in force: loaded when opened, loaded again when files change, and tried again while a
 * source is away.
 *
 * <p>Safe for use by many threads. Readers see one whole snapshot or the next, never a mixture. It
 * owns the connectors; {@link #close()} closes them.
 */
public final class CatalogService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogService.class);
  private static final long POLL_SECONDS = 1;

  private final MeshFile mesh;
  private final Sources sources;
  private final InstantSource clock;
  private final CatalogLoader loader;
  private final FileWatch watch;
  private final RetrySchedule retries = new RetrySchedule();
  private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService poller;
  private final Object loading = new Object();
  private volatile LoadResult current;

  private CatalogService(MeshFile mesh, Sources sources, InstantSource clock, LoadResult previous) {
    this.mesh = mesh;
    this.sources = sources;
    this.clock = clock;
    this.loader = new CatalogLoader(mesh, sources.connectors());
    this.current = previous;
    this.watch = new FileWatch(() -> ProductFiles.fingerprint(mesh.folder(), mesh.products()));
    this.poller =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "catalog-poll");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Makes the connectors, loads the catalog and watches its files from then on. Sources that are
   * away and contracts that are wrong do not keep it from opening: they are {@link #problems()}.
   *
   * @throws DocumentException if the options of a source make no sense
   */
  public static CatalogService open(MeshFile mesh) throws DocumentException {
    return watched(open(mesh, Sources.open(mesh), InstantSource.system(), LoadResult.EMPTY));
  }

  /**
   * Opens a catalog in place of an earlier one for another version of the same configuration file:
   * the last good versions of contracts that are bad now stay in force. The earlier one stays open.
   *
   * @throws DocumentException if the options of a source make no sense
   */
  public static CatalogService succeed(CatalogService earlier, MeshFile mesh)
      throws DocumentException {
    return watched(open(mesh, Sources.open(mesh), InstantSource.system(), earlier.current));
  }

  private static CatalogService watched(CatalogService service) {
    // The task catches what it throws; its future is cancelled with the executor.
    var unused =
        service.poller.scheduleWithFixedDelay(
            service::pollSafely, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    return service;
  }

  /** A service that looks at files and sources only when told to. */
  static CatalogService unwatched(MeshFile mesh, Sources sources, InstantSource clock) {
    return open(mesh, sources, clock, LoadResult.EMPTY);
  }

  private static CatalogService open(
      MeshFile mesh, Sources sources, InstantSource clock, LoadResult previous) {
    CatalogService service = new CatalogService(mesh, sources, clock, previous);
    try {
      service.reload();
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
    return service;
  }

  /** The snapshot in force. */
  public Catalog catalog() {
    return current.catalog();
  }

  /** The connectors by the names of their sources; they belong to this service. */
  public ImmutableMap<String, Connector> connectors() {
    return sources.connectors();
  }

  /** The contract behind a product, by the name of its schema as the catalog spells it. */
  public Optional<Contract> contract(String schema) {
    return current.contract(schema);
  }

  /** What is wrong now with the configuration, the contracts and the sources. */
  public List<Problem> problems() {
    return ImmutableList.<Problem>builder()
        .addAll(mesh.warnings())
        .addAll(current.problems())
        .build();
  }

  /** Calls {@code listener} with each new snapshot, on the thread that loaded it, in order. */
  public void onChange(Consumer<Catalog> listener) {
    listeners.add(listener);
  }

  /**
   * Reads all files again, asks all sources again, and puts the result in force. The version grows
   * only if something changed. One reload runs at a time; others wait.
   */
  public LoadResult reload() {
    synchronized (loading) {
      watch.seen();
      return load(clock.instant(), true);
    }
  }

  /** One look at files and due sources; what the poller does each second. */
  void poll() {
    synchronized (loading) {
      Instant now = clock.instant();
      if (watch.changedAndSettled()) {
        load(now, true);
      } else if (retries.due(now)) {
        load(now, false);
      }
    }
  }

  private LoadResult load(Instant now, boolean everything) {
    ImmutableList<String> due = retries.dueSources(now);
    ProductFiles files = ProductFiles.read(mesh.folder(), mesh.products());
    LoadResult previous = current;
    LoadResult next = loader.load(files, previous, source -> everything || due.contains(source));
    retries.record(next.silentSources(), due, clock.instant());
    current = next;
    next.problems().stream()
        .filter(problem -> !previous.problems().contains(problem))
        .forEach(problem -> LOG.warn("{}", problem));
    if (next.catalog() != previous.catalog()) {
      LOG.info(
          "Catalog version {}: {} products, {} problems",
          next.catalog().version(),
          next.catalog().products().size(),
          next.problems().size());
      listeners.forEach(listener -> tell(listener, next.catalog()));
    }
    return next;
  }

  private static void tell(Consumer<Catalog> listener, Catalog catalog) {
    try {
      listener.accept(catalog);
    } catch (RuntimeException e) {
      LOG.warn("A listener failed on catalog version {}", catalog.version(), e);
    }
  }

  /** A task that throws would never be run again. */
  private void pollSafely() {
    try {
      poll();
    } catch (RuntimeException e) {
      LOG.warn("The catalog could not be refreshed; it is tried again", e);
    }
  }

  /** Stops watching and closes the connectors. */
  @Override
  public void close() {
    poller.shutdownNow();
    sources.close();
  }
}
