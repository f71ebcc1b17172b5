package io.meshgate.catalog;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.catalog.Description.Found;
import io.meshgate.catalog.Description.Missing;
import io.meshgate.catalog.Description.Unanswered;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks sources to describe tables: all sources at once, each with a few calls at a time, and none
 * for longer than the patience allows. A source that cannot be reached is asked once, not once a
 * table.
 */
final class Describer {

  private static final Logger LOG = LoggerFactory.getLogger(Describer.class);
  private static final int CALLS_PER_SOURCE = 4;

  private final ImmutableMap<String, Connector> connectors;
  private final Duration patience;

  Describer(Map<String, Connector> connectors, Duration patience) {
    this.connectors = ImmutableMap.copyOf(connectors);
    this.patience = patience;
  }

  /** What the sources say of these tables; every key has a value. */
  Map<Description.Key, Description> describe(Collection<Description.Key> keys) {
    Map<String, List<Description.Key>> bySource = new LinkedHashMap<>();
    for (Description.Key key : keys) {
      bySource.computeIfAbsent(key.source(), ignored -> new ArrayList<>()).add(key);
    }
    Map<String, String> unreachable = new ConcurrentHashMap<>();
    Map<Description.Key, Future<Description>> pending = new LinkedHashMap<>();
    List<ExecutorService> executors = new ArrayList<>();
    try {
      bySource.forEach(
          (source, tables) -> {
            ExecutorService executor = executor(source, tables.size());
            executors.add(executor);
            for (Description.Key key : tables) {
              pending.put(key, executor.submit(() -> describe(key, unreachable)));
            }
          });
      return await(pending);
    } finally {
      executors.forEach(ExecutorService::shutdownNow);
    }
  }

  private static ExecutorService executor(String source, int tables) {
    return Executors.newFixedThreadPool(
        Math.min(CALLS_PER_SOURCE, tables),
        new ThreadFactoryBuilder()
            .setDaemon(true)
            .setNameFormat("describe-" + name(source) + "-%d")
            .build());
  }

  /** A thread's name format must not read a source's name as one. */
  private static String name(String source) {
    return source.replace("%", "%%");
  }

  private Map<Description.Key, Description> await(
      Map<Description.Key, Future<Description>> pending) {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<Description.Key, Description> descriptions = new LinkedHashMap<>();
    pending.forEach((key, future) -> descriptions.put(key, await(key, future, deadline)));
    return descriptions;
  }

  private Description await(Description.Key key, Future<Description> future, long deadline) {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Unanswered(
          "Source '" + key.source() + "' did not answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unanswered("The gateway is stopping");
    } catch (ExecutionException e) {
      LOG.warn("Source {} failed to describe {}", key.source(), key.table(), e.getCause());
      return new Unanswered(
          "Source '" + key.source() + "' failed to describe " + key.table() + "; see the log");
    }
  }

  private Description describe(Description.Key key, Map<String, String> unreachable) {
    Connector connector = connectors.get(key.source());
    if (connector == null) {
      return new Unanswered("There is no source '" + key.source() + "'");
    }
    String reason = unreachable.get(key.source());
    if (reason != null) {
      return new Unanswered(reason);
    }
    try {
      return connector.describe(key.table()).<Description>map(Found::new).orElseGet(Missing::new);
    } catch (ConnectorException e) {
      LOG.info("Source {} did not describe {}", key.source(), key.table(), e);
      if (e.kind() == ConnectorException.Kind.UNAVAILABLE) {
        unreachable.put(key.source(), e.publicMessage());
      }
      return new Unanswered(e.publicMessage());
    }
  }
}
