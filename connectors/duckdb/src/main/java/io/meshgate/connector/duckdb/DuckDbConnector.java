package io.meshgate.connector.duckdb;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB database file, read-only, and folders of files, read by an embedded DuckDB of its own.
 *
 * <p>The engine starts with the first call, so that a file that is not there yet can still come.
 */
final class DuckDbConnector implements Connector {

  private final DuckDbSettings settings;
  private final Set<ScanControl> scans = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer;
  private final Object lock = new Object();
  private @Nullable DuckDbInstance instance;
  private List<Path> folders = List.of();
  private boolean closed;

  DuckDbConnector(DuckDbSettings settings) {
    this.settings = settings;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "duckdb-deadline-" + settings.source());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public Capabilities capabilities() {
    return DuckDbCapabilities.CAPABILITIES;
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    try (Connection connection = instance().connect()) {
      return new TableDescriber(connection, settings, folders).describe(table);
    } catch (SQLException e) {
      throw DuckDbErrors.explain(settings.source(), e);
    }
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    if (!(scan instanceof RemoteScan.SqlScan sql)) {
      throw new ConnectorException(
          Kind.INTERNAL, "Source '" + settings.source() + "' takes SQL scans only");
    }
    DuckDbInstance engine = instance();
    ScanControl control = new ScanControl(settings.source(), context, scans, timer);
    try {
      ArrowReader reader = control.start(engine, sql);
      stopIfClosed(control);
      return reader;
    } catch (SQLException | RuntimeException e) {
      ConnectorException explained = control.explain(e);
      control.finish();
      throw explained;
    }
  }

  /** A close that ran beside {@code open} may have missed this scan. */
  private void stopIfClosed(ScanControl control) {
    synchronized (lock) {
      if (closed) {
        control.stop(Kind.UNAVAILABLE);
      }
    }
  }

  private DuckDbInstance instance() {
    synchronized (lock) {
      if (closed) {
        throw new ConnectorException(
            Kind.UNAVAILABLE, "Source '" + settings.source() + "' is closed");
      }
      if (instance == null) {
        instance = start();
      }
      return instance;
    }
  }

  private DuckDbInstance start() {
    try {
      List<Path> real = new ArrayList<>();
      for (Path folder : settings.folders()) {
        real.add(folder.toRealPath());
      }
      if (settings.database().filter(file -> !Files.isReadable(file)).isPresent()) {
        throw new ConnectorException(
            Kind.UNAVAILABLE, "Source '" + settings.source() + "' cannot read its database file");
      }
      folders = List.copyOf(real);
      return DuckDbInstance.start(settings, folders);
    } catch (IOException e) {
      throw new ConnectorException(
          Kind.UNAVAILABLE, "Source '" + settings.source() + "' cannot read its folder", e);
    } catch (SQLException e) {
      throw new ConnectorException(
          Kind.UNAVAILABLE, "Source '" + settings.source() + "' cannot be opened", e);
    }
  }

  @Override
  public void close() {
    DuckDbInstance running;
    synchronized (lock) {
      closed = true;
      running = instance;
      instance = null;
    }
    timer.shutdownNow();
    scans.forEach(scan -> scan.stop(Kind.UNAVAILABLE));
    if (running != null) {
      running.close();
    }
  }
}
