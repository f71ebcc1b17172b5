package io.meshgate.connector.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.SourceConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The connections of one source, at most as many as its options allow.
 *
 * <p>Connections are read-only with autocommit off. None is opened before the first call. Safe for
 * many threads; a borrower closes its connection to give it back, or {@link #discard discards} it.
 */
public final class ConnectionPool implements AutoCloseable {

  private static final Duration IDLE = Duration.ofMinutes(10);

  private final String source;
  private final String gateway;
  private final PoolOptions options;
  private final DataSource database;
  private final HikariDataSource pool;

  /** A pool over {@code database}, which makes one new connection a call. */
  public ConnectionPool(SourceConfig config, DataSource database) {
    this.source = config.name();
    this.gateway = config.gateway();
    this.options = PoolOptions.of(config);
    this.database = database;
    this.pool = new HikariDataSource(settings());
  }

  private HikariConfig settings() {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("source-" + source);
    settings.setDataSource(database);
    settings.setMaximumPoolSize(options.maxConnections());
    settings.setMinimumIdle(0);
    settings.setIdleTimeout(IDLE.toMillis());
    settings.setConnectionTimeout(options.connectTimeout().toMillis());
    settings.setInitializationFailTimeout(-1);
    settings.setAutoCommit(false);
    settings.setReadOnly(true);
    return settings;
  }

  /** Name of the source. */
  public String source() {
    return source;
  }

  /** Name of the gateway, for statement comments. */
  public String gateway() {
    return gateway;
  }

  /** The pool's bounds. */
  public PoolOptions options() {
    return options;
  }

  /**
   * Borrows a connection; the caller closes it.
   *
   * @throws ConnectorException if the source cannot be reached, refuses the gateway, or has no
   *     connection free in time
   */
  public Connection borrow() {
    try {
      if (!pool.isClosed() && pool.getHikariPoolMXBean().getTotalConnections() == 0) {
        // The pool tries until its timeout; a direct try says at once what is wrong.
        database.getConnection().close();
      }
      return pool.getConnection();
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Closes a borrowed connection for good, whatever state it is in. */
  public void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  /** Closes every connection; borrowed ones fail at their next use. */
  @Override
  public void close() {
    pool.close();
  }

  private ConnectorException refused(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failure
          && SqlStates.kindOf(failure.getSQLState()) == Kind.ACCESS_DENIED) {
        return SqlStates.failure(source, Kind.ACCESS_DENIED, e);
      }
    }
    if (pool.getHikariPoolMXBean().getActiveConnections() >= options.maxConnections()) {
      return new ConnectorException(
          Kind.UNAVAILABLE,
          "All %d connections of source '%s' were busy for %d s; raise its maxConnections"
              .formatted(options.maxConnections(), source, options.connectTimeout().toSeconds()),
          e);
    }
    return SqlStates.failure(source, Kind.UNAVAILABLE, e);
  }
}
