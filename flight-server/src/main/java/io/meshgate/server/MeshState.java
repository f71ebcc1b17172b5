package io.meshgate.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.MeshSnapshot;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.CatalogService;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.FileWatch;
import io.meshgate.document.Problem;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.opa.OpaPolicy;
import io.meshgate.policy.opa.OpaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private final FileWatch watch = new FileWatch(this::fingerprint);
  private final Object loading = new Object();
  private final Optional<OpaSettings> settings;
  private final Optional<OpaPolicy> agent;
  private AccessPolicies policies;
  private List<Problem> problems = List.of();
  private volatile MeshSnapshot current;

  private MeshState(
      MeshFile mesh,
      CatalogService catalogs,
      AccessPolicies previous,
      Optional<OpaSettings> settings) {
    this.settings = settings;
    this.agent = settings.map(OpaPolicy::new);
    this.mesh = mesh;
    this.catalogs = catalogs;
    this.policies = previous;
    this.current = new MeshSnapshot(catalogs.catalog(), AccessPolicies.none());
  }

  /**
   * Loads the policies and follows changes from then on. The catalogs stay the caller's.
   *
   * @param previous what was in force before; its version of a file that is bad now stays so
   * @param agent an agent that decides as well
   */
  static MeshState follow(
      MeshFile mesh,
      CatalogService catalogs,
      AccessPolicies previous,
      Optional<OpaSettings> agent) {
    MeshState state = new MeshState(mesh, catalogs, previous, agent);
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

  /** The policies in force now. */
  AccessPolicies policies() {
    synchronized (loading) {
      return policies;
    }
  }

  /** What is wrong now with contracts, sources and policies. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(catalogs.problems());
    synchronized (loading) {
      all.addAll(problems);
    }
    return all;
  }

  private void load(Catalog changed) {
    synchronized (loading) {
      // The newest, also if a change that was told earlier is served later.
      Catalog catalog = catalogs.catalog();
      watch.seen();
      PolicyLoader.Result result =
          PolicyLoader.load(mesh.policies(), catalog, mesh.keys().keySet(), policies);
      result.problems().stream()
          .filter(problem -> !problems.contains(problem))
          .forEach(problem -> LOG.warn("{}", problem));
      policies = result.policies();
      problems = result.problems();
      current = new MeshSnapshot(catalog, deciding(), result.files());
      LOG.info("Policies version {} over catalog {}", policies.version(), changed.version());
    }
  }

  private AccessPolicy deciding() {
    if (agent.isEmpty()) {
      return policies;
    }
    return settings.orElseThrow().combination() == OpaSettings.Combination.ALONE
        ? agent.get().alone()
        : agent.get().narrowing(policies);
  }

  private void poll() {
    if (watch.changedAndSettled()) {
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
            .forEach(file -> stamps.add(FileWatch.stamp(file)));
      } catch (IOException | UncheckedIOException e) {
        // Gone or unreadable: a state of its own.
        stamps.add(folder + " unreadable");
      }
    }
    return stamps;
  }

  @Override
  public void close() {
    poller.shutdownNow();
    agent.ifPresent(OpaPolicy::close);
  }
}
