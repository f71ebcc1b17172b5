package io.meshgate.execute;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Keeps each source within the scans that it allows at once. Safe for use by many threads. */
final class ScanPermits {

  private final Map<String, Connector> connectors;
  private final Map<String, Semaphore> permits = new ConcurrentHashMap<>();

  /**
   * @param connectors the sources by name
   */
  ScanPermits(Map<String, Connector> connectors) {
    this.connectors = connectors;
  }

  /**
   * Waits until all scans of a query may run; {@code held} gives the permits back when it closes.
   *
   * <p>All of a query's permits are taken at once and in one order: queries that hold some and wait
   * for others would block each other for ever.
   *
   * @param scans scans by source
   * @param cancellation ends the wait
   * @throws QueryException if a source never allows so many, or if the query was cancelled
   */
  void acquire(SortedMap<String, Integer> scans, Cancellation cancellation, Closer held) {
    for (Map.Entry<String, Integer> needed : scans.entrySet()) {
      int most = most(needed.getKey());
      if (needed.getValue() > most) {
        throw new QueryException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "The query reads "
                + needed.getValue()
                + " streams from source "
                + needed.getKey()
                + " at once, which allows "
                + most
                + "; ask in parts, or have the source's maxConnections raised");
      }
    }
    for (Map.Entry<String, Integer> needed : scans.entrySet()) {
      Semaphore semaphore =
          permits.computeIfAbsent(needed.getKey(), name -> new Semaphore(most(name), true));
      new Wait(Thread.currentThread()).acquire(semaphore, needed.getValue(), cancellation);
      held.register(() -> semaphore.release(needed.getValue()));
    }
  }

  // A source that is not configured any more fails when it is opened, with a better message.
  private int most(String source) {
    Connector connector = connectors.get(source);
    return connector == null ? Integer.MAX_VALUE : connector.capabilities().maxConcurrentScans();
  }

  /** A wait that a cancellation ends, and that leaves no interrupt behind. */
  private static final class Wait {
    private final Thread waiter;
    private boolean over;
    private boolean interrupted;

    Wait(Thread waiter) {
      this.waiter = waiter;
    }

    void acquire(Semaphore semaphore, int count, Cancellation cancellation) {
      Cancellation.Registration registration = cancellation.onCancel(this::interrupt);
      try {
        semaphore.acquire(count);
      } catch (InterruptedException e) {
        if (!isOurs()) {
          Thread.currentThread().interrupt();
        }
        throw new QueryException(ErrorCode.CANCELLED, "The query was cancelled while it waited", e);
      } finally {
        registration.close();
        end();
      }
    }

    private synchronized void interrupt() {
      if (!over) {
        interrupted = true;
        waiter.interrupt();
      }
    }

    private synchronized boolean isOurs() {
      return interrupted;
    }

    private synchronized void end() {
      over = true;
      if (interrupted) {
        // May be set already or not; it was ours.
        boolean ignored = Thread.interrupted();
      }
    }
  }
}
