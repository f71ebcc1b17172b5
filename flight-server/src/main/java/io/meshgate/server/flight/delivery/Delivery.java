package io.meshgate.server.flight.delivery;

import io.meshgate.execute.QueryResult;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One result on its way to one client.
 *
 * <p>It holds a thread while the client takes batches, and leaves it while the client does not:
 * {@link #signal} brings it back. At most one thread runs it at a time. The first batch is read
 * before the stream starts, so that most failures come before any row.
 */
final class Delivery implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private final Supplier<OpenedResult> opener;
  private final Duration stall;
  private final ServerStreamListener listener;
  private final BufferAllocator allocator;
  private final Executor pool;
  private final Consumer<Delivery> onEnd;
  private final RowCount rowCount = RowCount.current();
  private final AtomicInteger signals = new AtomicInteger();

  private volatile @Nullable QueryResult result;
  private volatile @Nullable QueryException stop;
  private volatile boolean clientGone;
  private volatile boolean ended;
  private volatile boolean waiting;
  private volatile long lastProgress = System.nanoTime();
  private @Nullable OutgoingBatches batches;

  /**
   * What batches are produced with.
   *
   * @param threads where they are produced
   * @param allocator holds those that are on the wire; outlives the deliveries
   */
  record Producers(Executor threads, BufferAllocator allocator) {
    Producers {
      Objects.requireNonNull(threads, "threads");
      Objects.requireNonNull(allocator, "allocator");
    }
  }

  /**
   * Made on the thread of the call.
   *
   * @param opener starts the query; runs on the pool
   * @param stall how long the client may take nothing
   * @param listener the client
   * @param producers what batches are produced with
   * @param onEnd told once, when everything is released
   */
  Delivery(
      Supplier<OpenedResult> opener,
      Duration stall,
      ServerStreamListener listener,
      Producers producers,
      Consumer<Delivery> onEnd) {
    this.opener = opener;
    this.stall = stall;
    this.listener = listener;
    this.allocator = producers.allocator();
    this.pool = producers.threads();
    this.onEnd = onEnd;
  }

  /** Starts, or goes on if the client takes batches again. From any thread; never blocks. */
  void signal() {
    if (!ended && signals.getAndIncrement() == 0) {
      pool.execute(this);
    }
  }

  /** Ends the delivery with a failure that the client is told. From any thread. */
  void stop(QueryException reason) {
    stop = reason;
    QueryResult running = result;
    if (running != null) {
      running.cancel();
    }
    signal();
  }

  /** Ends the delivery because there is nobody left to tell. */
  void clientGone() {
    clientGone = true;
    stop(new QueryException(ErrorCode.CANCELLED, "The client cancelled the query"));
  }

  /** Stops if the client has taken nothing for too long, and looks again whether it is ready. */
  void check(long now) {
    if (!waiting) {
      return;
    }
    if (now - lastProgress > stall.toNanos()) {
      stop(
          new QueryException(
              ErrorCode.TIMEOUT,
              "The client took no rows for " + stall.toMillis() / 1000.0 + " s"));
    } else {
      signal();
    }
  }

  @Override
  public void run() {
    int seen;
    do {
      waiting = false;
      seen = signals.get();
      try {
        if (!ended) {
          produce();
        }
      } catch (Throwable e) {
        // Errors too: a call that is never answered holds the client for ever.
        fail(e);
      }
    } while (signals.addAndGet(-seen) != 0);
  }

  /** Sends batches until there are no more or the client takes none. */
  private void produce() throws IOException {
    OutgoingBatches outgoing = open();
    while (true) {
      QueryException reason = stop;
      if (reason != null) {
        throw reason;
      }
      if (!listener.isReady()) {
        waiting = true;
        return;
      }
      if (!outgoing.next()) {
        finish(outgoing);
        return;
      }
      if (outgoing.isFirst()) {
        listener.start(outgoing.root());
      }
      listener.putNext();
      outgoing.sent();
      lastProgress = System.nanoTime();
    }
  }

  private OutgoingBatches open() throws IOException {
    OutgoingBatches known = batches;
    if (known != null) {
      return known;
    }
    QueryException reason = stop;
    if (reason != null) {
      throw reason;
    }
    OpenedResult opened = opener.get();
    result = opened.result();
    OutgoingBatches created =
        new OutgoingBatches(
            FormedReader.of(opened.result().reader(), opened.form()), opened.schema(), allocator);
    batches = created;
    return created;
  }

  private void finish(OutgoingBatches outgoing) {
    if (outgoing.rows() == 0) {
      listener.start(outgoing.root());
    }
    rowCount.set(outgoing.rows());
    release();
    listener.completed();
  }

  private void fail(Throwable failure) {
    QueryException reason = stop;
    if (!ended) {
      try {
        release();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    if (clientGone) {
      LOG.debug("A client cancelled its query", failure);
      return;
    }
    // What a stopped query fails with depends on where it was; the reason is what to tell.
    listener.error(FlightErrors.toFlight(reason == null ? failure : reason));
  }

  private void release() {
    ended = true;
    try {
      OutgoingBatches outgoing = batches;
      QueryResult opened = result;
      try (opened) {
        if (outgoing != null) {
          outgoing.close();
        }
      }
    } finally {
      onEnd.accept(this);
    }
  }
}
