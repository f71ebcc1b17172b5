package io.meshgate.server.flight.delivery;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All results on their way to clients, and the threads that produce them.
 *
 * <p>A delivery holds a thread only while its client takes batches, so slow readers cost memory
 * (bounded by the back-pressure threshold and one batch) but no threads. None waits for another's
 * thread, since a long query would hold up short ones; what bounds the threads is the number of
 * deliveries. Safe for use by many threads.
 */
public final class Deliveries implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final int MAXIMUM_DELIVERIES = 1024;
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final BufferAllocator allocator;
  private final ExecutorService pool;
  private final ScheduledExecutorService watch;
  // Ended deliveries leave; waiters on this lock are told.
  private final Object lock = new Object();
  private final Map<Delivery, String> running = new ConcurrentHashMap<>();

  public Deliveries(BufferAllocator parent) {
    this.allocator = parent.newChildAllocator("delivery", 0, Long.MAX_VALUE);
    this.pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new ThreadFactoryBuilder().setNameFormat("delivery-%d").setDaemon(true).build());
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            new ThreadFactoryBuilder().setNameFormat("delivery-watch").setDaemon(true).build());
    Future<?> unused = watch.scheduleWithFixedDelay(this::check, 1, 1, TimeUnit.SECONDS);
  }

  /** Holds what is on the wire; metadata answers are made in it too. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Delivers a result and returns at once.
   *
   * @param id the ticket's id, for {@link #cancel}
   * @param opener starts the query
   * @param stall how long the client may take no rows while some are ready
   * @param listener the client
   */
  public void deliver(
      String id, Supplier<OpenedResult> opener, Duration stall, ServerStreamListener listener) {
    if (running.size() >= MAXIMUM_DELIVERIES) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The gateway delivers " + MAXIMUM_DELIVERIES + " results already; try again later");
    }
    Delivery delivery =
        new Delivery(opener, stall, listener, new Delivery.Producers(pool, allocator), this::ended);
    running.put(delivery, id);
    listener.setUseZeroCopy(true);
    listener.setOnReadyHandler(delivery::signal);
    listener.setOnCancelHandler(delivery::clientGone);
    delivery.signal();
  }

  /** Stops the deliveries of a ticket; false if there are none here. */
  public boolean cancel(String id) {
    boolean found = false;
    for (Map.Entry<Delivery, String> entry : running.entrySet()) {
      if (entry.getValue().equals(id)) {
        entry
            .getKey()
            .stop(new QueryException(ErrorCode.CANCELLED, "The query was cancelled on request"));
        found = true;
      }
    }
    return found;
  }

  /** How many results are on their way. */
  public int size() {
    return running.size();
  }

  /** Stops all deliveries and waits, for a bounded time, until they have released everything. */
  public void stopAll() {
    for (Delivery delivery : running.keySet()) {
      delivery.stop(new QueryException(ErrorCode.CANCELLED, "The gateway is shutting down"));
    }
    long end = System.nanoTime() + CLOSE.toNanos();
    synchronized (lock) {
      while (!running.isEmpty() && end - System.nanoTime() > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, end - System.nanoTime());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    if (!running.isEmpty()) {
      LOG.warn("{} queries did not stop within {}", running.size(), CLOSE);
    }
  }

  /** Frees threads and memory; nothing may be on the wire any more. */
  @Override
  public void close() {
    watch.shutdownNow();
    pool.shutdownNow();
    allocator.close();
  }

  private void ended(Delivery delivery) {
    running.remove(delivery);
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  private void check() {
    long now = System.nanoTime();
    try {
      running.keySet().forEach(delivery -> delivery.check(now));
    } catch (RuntimeException e) {
      // A failure that got out would end the watch for good.
      LOG.error("The watch over deliveries failed", e);
    }
  }
}
