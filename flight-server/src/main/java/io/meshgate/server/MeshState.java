package io.meshgate.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.MeshSnapshot;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.Problem;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot in force: the catalog and the policies that were compiled for it. Swapped as a whole
 * when contracts, sources or policy files change. Safe for use by many threads.
 */
final class MeshState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeshState.class);
  private static final long POLL_SECONDS = 1;

  private final MeshFile mesh;
  private final CatalogService catalogs;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("policy-poll").setDaemon(true).build());
  private final Object loading = new Object();
  private AccessPolicies policies = AccessPolicies.none();
  private List<Problem> problems = List.of();
  private List<String> files = List.of();
  private List<String> lastLook = List.of();
  private volatile MeshSnapshot current;

  private MeshState(MeshFile mesh, CatalogService catalogs) {
    this.mesh = mesh;
    this.catalogs = catalogs;
    this.current = new MeshSnapshot(catalogs.catalog(), AccessPolicies.none());
  }

  /** Loads the policies and follows changes from then on. The catalogs stay the caller's. */
  static MeshState follow(MeshFile mesh, CatalogService catalogs) {
    MeshState state = new MeshState(mesh, catalogs);
    catalogs.onChange(state::load);
    state.load(catalogs.catalog());
    // The task catches what it throws; its future is cancelled with the executor.
    var unused =
        state.poller.scheduleWithFixedDelay(
            state::pollSafely, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    return state;
  }

  /** What is in force now. */
  MeshSnapshot snapshot() {
    return current;
  }

  /** What is wrong now with contracts, sources and policies. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(catalogs.problems());
    synchronized (loading) {
      all.addAll(problems);
    }
    return all;
  }

  /** Reads all files again and asks all sources again, whether or not something has changed. */
  void reload() {
    Catalog before = catalogs.catalog();
    catalogs.reload();
    if (catalogs.catalog() == before) {
      load(before);
    }
  }

  private void load(Catalog changed) {
    synchronized (loading) {
      // The newest, also if a change that was told earlier is served later.
      Catalog catalog = catalogs.catalog();
      files = fingerprint();
      lastLook = files;
      PolicyLoader.Result result =
          PolicyLoader.load(mesh.policies(), catalog, mesh.keys().keySet(), policies);
      result.problems().stream()
          .filter(problem -> !problems.contains(problem))
          .forEach(problem -> LOG.warn("{}", problem));
      policies = result.policies();
      problems = result.problems();
      current = new MeshSnapshot(catalog, policies);
      LOG.info("Policies version {} over catalog {}", policies.version(), changed.version());
    }
  }

  /** Loads when files have changed and are the same at two looks, so that nobody writes them. */
  private void poll() {
    List<String> now = fingerprint();
    boolean due;
    synchronized (loading) {
      due = now.equals(lastLook) && !now.equals(files);
      lastLook = now;
    }
    if (due) {
      load(catalogs.catalog());
    }
  }

  /** A task that throws would never be run again. */
  private void pollSafely() {
    try {
      poll();
    } catch (RuntimeException e) {
      LOG.warn("The policies could not be refreshed; it is tried again", e);
    }
  }

  private List<String> fingerprint() {
    List<String> stamps = new ArrayList<>();
    for (Path folder : mesh.policies()) {
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.filter(file -> file.toString().endsWith(".policy.yaml"))
            .sorted()
            .forEach(file -> stamps.add(stamp(file)));
      } catch (IOException | UncheckedIOException e) {
        // Gone or unreadable: a state of its own.
        stamps.add(folder + " unreadable");
      }
    }
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + attributes.lastModifiedTime() + " " + attributes.size();
    } catch (IOException e) {
      // Gone or unreadable: a state of its own.
      return file + " unreadable";
    }
  }

  @Override
  public void close() {
    poller.shutdownNow();
  }
}
