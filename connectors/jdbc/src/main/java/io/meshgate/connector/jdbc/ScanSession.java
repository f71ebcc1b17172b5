package io.meshgate.connector.jdbc;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.ScanContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scan's hold on a connection: borrowed at {@link #begin}, given back at {@link #complete}, and
 * thrown away by {@link #close} if the scan did not complete.
 *
 * <p>While it is open, the query's cancellation interrupts the statement, from any thread and until
 * the scan has noticed. All other methods belong to the thread that reads.
 */
public final class ScanSession implements AutoCloseable {

  /** Tells the server to stop the connection's running statement; called from any thread. */
  @FunctionalInterface
  public interface Interrupt {
    /** Sends the signal and returns without waiting for the statement's end. */
    void send(Connection connection) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ScanSession.class);
  private static final int ATTEMPTS = 3;
  private static final long ATTEMPT_MILLIS = 200;

  private final ConnectionPool pool;
  private final SqlScan scan;
  private final ScanContext context;
  private final Connection connection;
  private final Interrupt interrupt;
  private final Cancellation.Registration registration;
  private final CountDownLatch noticed = new CountDownLatch(1);
  private final Object lock = new Object();
  private boolean released;

  private ScanSession(
      ConnectionPool pool,
      SqlScan scan,
      ScanContext context,
      Connection connection,
      Interrupt interrupt) {
    this.pool = pool;
    this.scan = scan;
    this.context = context;
    this.connection = connection;
    this.interrupt = interrupt;
    this.registration = context.cancellation().onCancel(this::interruptFromOwnThread);
  }

  /**
   * Borrows a connection for {@code scan}.
   *
   * @throws ConnectorException if there is none, or the query is already cancelled or overdue
   */
  public static ScanSession begin(
      ConnectionPool pool, SqlScan scan, ScanContext context, Interrupt interrupt) {
    Connection connection = pool.borrow();
    ScanSession session = new ScanSession(pool, scan, context, connection, interrupt);
    try {
      session.check();
      return session;
    } catch (ConnectorException e) {
      session.close();
      throw e;
    }
  }

  /** The connection, for the life of this session. */
  public Connection connection() {
    return connection;
  }

  /** Name of the source. */
  public String source() {
    return pool.source();
  }

  /** What is being read. */
  public SqlScan scan() {
    return scan;
  }

  /** What the scan runs under. */
  public ScanContext context() {
    return context;
  }

  /** A statement with the leading comment that names gateway, query and user. */
  public String tagged(String statement) {
    return StatementComment.tag(pool.gateway(), context, statement);
  }

  /**
   * Fails if the query was cancelled or its deadline has passed.
   *
   * @throws ConnectorException of kind CANCELLED or TIMEOUT
   */
  public void check() {
    if (context.cancellation().isCancelled()) {
      throw new ConnectorException(
          Kind.CANCELLED, SqlStates.message(pool.source(), Kind.CANCELLED));
    }
    if (overdue()) {
      throw new ConnectorException(Kind.TIMEOUT, SqlStates.message(pool.source(), Kind.TIMEOUT));
    }
  }

  /** The exception to throw for a failure of the driver, whatever its cause. */
  public ConnectorException failure(SQLException e) {
    return failure(SqlStates.kindOf(e.getSQLState()), e);
  }

  /**
   * The exception to throw for a failure of this kind, unless a cancel or the deadline caused it.
   */
  public ConnectorException failure(Kind kind, Throwable cause) {
    noticed.countDown();
    Kind told = kind;
    if (context.cancellation().isCancelled()) {
      told = Kind.CANCELLED;
    } else if (kind == Kind.CANCELLED && overdue()) {
      told = Kind.TIMEOUT;
    }
    return SqlStates.failure(pool.source(), told, cause);
  }

  /** Ends the transaction and gives the connection back: every row has been read. */
  public void complete() {
    registration.close();
    synchronized (lock) {
      if (released) {
        return;
      }
      released = true;
    }
    noticed.countDown();
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Source '{}': a connection failed after its last row", pool.source(), e);
      pool.discard(connection);
    }
  }

  /**
   * Stops the statement and throws the connection away; does nothing after {@link #complete}. The
   * connection is not reused: a late interrupt could hit the next query's statement.
   */
  @Override
  public void close() {
    registration.close();
    synchronized (lock) {
      if (released) {
        return;
      }
      released = true;
      sendInterrupt();
    }
    noticed.countDown();
    pool.discard(connection);
  }

  private boolean overdue() {
    return context.deadline().isPresent() && !Instant.now().isBefore(context.deadline().get());
  }

  private void interruptFromOwnThread() {
    Thread thread = new Thread(this::interruptUntilNoticed, "cancel-" + context.queryId());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Repeats the signal, since one that arrives just before the statement starts is lost, and cuts
   * the connection at last: a server that waits for us to read may not hear the signal.
   */
  private void interruptUntilNoticed() {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        synchronized (lock) {
          if (released) {
            return;
          }
          sendInterrupt();
        }
        if (noticed.await(ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      synchronized (lock) {
        if (!released) {
          connection.abort(Runnable::run);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("Source '{}': a statement could not be cut off", pool.source(), e);
    }
  }

  private void sendInterrupt() {
    try {
      interrupt.send(connection);
    } catch (SQLException e) {
      LOG.debug("Source '{}': a statement could not be interrupted", pool.source(), e);
    }
  }
}
