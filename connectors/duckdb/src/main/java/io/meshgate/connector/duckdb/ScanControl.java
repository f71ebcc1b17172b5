package io.meshgate.connector.duckdb;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.ScanContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one scan: its connection, and who stopped it and why.
 *
 * <p>DuckDB's own statement cancel does nothing once rows are being fetched, but closing the
 * connection from another thread stops the scan in both phases.
 */
final class ScanControl {

  private static final Logger log = LoggerFactory.getLogger(ScanControl.class);
  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*[(\\s]*(SELECT|WITH|VALUES)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final String source;
  private final ScanContext context;
  private final Set<ScanControl> scans;
  private final ScheduledExecutorService timer;
  private final AtomicReference<@Nullable Kind> stopped = new AtomicReference<>();
  private final Object lock = new Object();
  private @Nullable Connection connection;
  private Cancellation.@Nullable Registration registration;
  private @Nullable ScheduledFuture<?> alarm;

  ScanControl(
      String source, ScanContext context, Set<ScanControl> scans, ScheduledExecutorService timer) {
    this.source = source;
    this.context = context;
    this.scans = scans;
    this.timer = timer;
  }

  /** Runs the query and returns its rows; on failure the caller finishes this scan. */
  ArrowReader start(DuckDbInstance engine, RemoteScan.SqlScan scan) throws SQLException {
    if (!QUERY.matcher(scan.sql()).matches()) {
      throw new ConnectorException(
          Kind.INTERNAL, "Source '" + source + "' runs queries only, no other statements");
    }
    scans.add(this);
    Connection opened = engine.connect();
    synchronized (lock) {
      connection = opened;
    }
    registration = context.cancellation().onCancel(() -> stop(Kind.CANCELLED));
    setAlarm();
    checkRunning();
    // Preparing first keeps the text of binder errors, which a streaming execute loses.
    PreparedStatement statement = opened.prepareStatement(scan.sql());
    statement.closeOnCompletion();
    ResultSet result = statement.executeQuery();
    checkRunning();
    if (!(result instanceof DuckDBResultSet rows)) {
      throw new SQLException("DuckDB returned no result");
    }
    // What describes a batch is freed with its last buffer, which may still be on its way to the
    // client when the query and its allocator are closed; so it is the root's.
    ArrowReader exported =
        (ArrowReader) rows.arrowExportStream(context.allocator().getRoot(), context.batchRows());
    return new DuckDbReader(scan, exported, context.allocator(), this);
  }

  private void setAlarm() {
    context
        .deadline()
        .ifPresent(
            deadline -> {
              long left = Duration.between(Instant.now(), deadline).toMillis();
              if (left <= 0) {
                stop(Kind.TIMEOUT);
              } else {
                alarm = timer.schedule(() -> stop(Kind.TIMEOUT), left, TimeUnit.MILLISECONDS);
              }
            });
  }

  /** Stops the scan from any thread; the first reason is the one that is told. */
  void stop(Kind reason) {
    if (stopped.compareAndSet(null, reason)) {
      closeConnection();
    }
  }

  /** Throws if the scan was stopped. */
  void checkRunning() {
    Kind reason = stopped.get();
    if (reason != null) {
      throw new ConnectorException(reason, "Source '" + source + "': " + why(reason));
    }
  }

  private static String why(Kind reason) {
    return switch (reason) {
      case CANCELLED -> "the query was cancelled";
      case TIMEOUT -> "the deadline passed";
      default -> "the source was closed";
    };
  }

  /** What a failure means: the reason for a stop comes before what the stop made DuckDB say. */
  ConnectorException explain(Throwable error) {
    Kind reason = stopped.get();
    if (reason != null) {
      return new ConnectorException(reason, "Source '" + source + "': " + why(reason), error);
    }
    return error instanceof ConnectorException own ? own : DuckDbErrors.explain(source, error);
  }

  /** A failure that names a column. */
  ConnectorException failure(Kind kind, String column, String text) {
    return new ConnectorException(
        kind, "Source '" + source + "': column " + Sql.name(column) + " " + text);
  }

  /** Gives everything back; may be called again. */
  void finish() {
    scans.remove(this);
    if (registration != null) {
      registration.close();
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    closeConnection();
  }

  private void closeConnection() {
    Connection toClose;
    synchronized (lock) {
      toClose = connection;
      connection = null;
    }
    if (toClose != null) {
      try {
        toClose.close();
      } catch (SQLException e) {
        log.warn(
            "Source {}: closing the connection of query {} failed", source, context.queryId(), e);
      }
    }
  }
}
