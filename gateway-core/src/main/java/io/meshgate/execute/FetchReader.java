package io.meshgate.execute;

import com.google.common.util.concurrent.Uninterruptibles;
import io.meshgate.monitor.FragmentRun;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.Cancellation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One input of a query: a thread of its own reads the source, a bounded queue holds what the
 * consumer has not taken yet.
 *
 * <p>A full queue stops the thread, and so the source. The consumer reads from one thread at a
 * time. A failure of the source stops the whole query, and cancelling the query wakes both sides.
 * {@link #close()} tells the source to stop if it has not ended, waits for the thread and frees
 * what is queued.
 */
final class FetchReader extends ArrowReader {

  private static final Logger LOG = LoggerFactory.getLogger(FetchReader.class);
  private static final int QUEUED_BATCHES = 4;
  private static final long CLOSE_SECONDS = 60;

  private final Schema schema;
  private final BufferAllocator buffers;
  private final QueryFailures failures;
  private final Object lock = new Object();
  private final Deque<VectorSchemaRoot> queue = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Cancellation query;
  private final Cancellation scan = new Cancellation();
  private final Cancellation.Registration registration;
  private final FragmentRun fragment;
  private boolean finished;
  private boolean stopped;
  private boolean started;
  private @Nullable QueryException failure;
  private long bytes;

  /**
   * @param schema the schema of every batch
   * @param query wakes both sides and stops the source; cancelled here if the source fails
   * @param fragment is told what comes
   */
  FetchReader(
      Schema schema,
      BufferAllocator allocator,
      QueryFailures failures,
      Cancellation query,
      FragmentRun fragment) {
    super(allocator);
    this.schema = schema;
    this.buffers = allocator;
    this.failures = failures;
    this.query = query;
    this.fragment = fragment;
    this.registration = query.onCancel(this::stop);
  }

  /** Tells this input's source, and nothing else of the query, to stop. */
  Cancellation scan() {
    return scan;
  }

  /**
   * Starts reading.
   *
   * @param opener opens the source; runs on the new thread, which also closes what it returns
   */
  void start(Executor executor, Callable<ArrowReader> opener) {
    executor.execute(() -> produce(opener));
    synchronized (lock) {
      started = true;
    }
  }

  private void produce(Callable<ArrowReader> opener) {
    boolean failed = false;
    fragment.started();
    try {
      // The end is told after the source has closed: a failure there must not come too late.
      read(opener);
      finish();
    } catch (Exception | Error e) {
      // Recorded and handed to the consumer, who throws it.
      failed = fail(e);
    } finally {
      fragment.ended();
      done.countDown();
    }
    if (failed) {
      // The consumer may be busy with another input for long. Not before this thread counts as
      // ended: cancelling waits for the engine, which may wait for this reader to close.
      query.cancel();
    }
  }

  private void read(Callable<ArrowReader> opener) throws Exception {
    try (ArrowReader source = opener.call()) {
      while (!isStopped() && source.loadNextBatch()) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, buffers);
        try {
          BatchTransfer.move(source.getVectorSchemaRoot(), batch);
          fragment.batch(batch.getRowCount(), bytes(batch));
        } catch (RuntimeException e) {
          batch.close();
          throw e;
        }
        if (!offer(batch)) {
          batch.close();
          return;
        }
      }
    }
  }

  private boolean offer(VectorSchemaRoot batch) throws InterruptedException {
    synchronized (lock) {
      while (queue.size() >= QUEUED_BATCHES && !stopped) {
        lock.wait();
      }
      if (stopped) {
        return false;
      }
      queue.add(batch);
      lock.notifyAll();
      return true;
    }
  }

  private void finish() {
    synchronized (lock) {
      finished = true;
      lock.notifyAll();
    }
  }

  private boolean fail(Throwable cause) {
    synchronized (lock) {
      finished = true;
      if (stopped) {
        LOG.debug("A source failed after it was told to stop", cause);
        return false;
      }
      failure = failures.record(cause);
      lock.notifyAll();
      return true;
    }
  }

  private void stop() {
    boolean running;
    synchronized (lock) {
      stopped = true;
      running = !finished;
      lock.notifyAll();
    }
    if (running) {
      scan.cancel();
    }
  }

  private boolean isStopped() {
    synchronized (lock) {
      return stopped;
    }
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    prepareLoadNextBatch();
    VectorSchemaRoot batch = take();
    if (batch == null) {
      return false;
    }
    try (batch) {
      bytes += bytes(batch);
      BatchTransfer.move(batch, getVectorSchemaRoot());
    }
    return true;
  }

  /** Bytes of a batch's buffers. */
  static long bytes(VectorSchemaRoot batch) {
    return batch.getFieldVectors().stream().mapToLong(FieldVector::getBufferSize).sum();
  }

  private @Nullable VectorSchemaRoot take() throws IOException {
    synchronized (lock) {
      try {
        while (queue.isEmpty() && !finished && !stopped) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(failures.record(e));
      }
      if (stopped) {
        throw new IOException(
            failures
                .recorded()
                .orElseGet(
                    () -> new QueryException(ErrorCode.CANCELLED, "The query was cancelled")));
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      VectorSchemaRoot batch = queue.poll();
      lock.notifyAll();
      return batch;
    }
  }

  @Override
  public long bytesRead() {
    return bytes;
  }

  @Override
  protected void closeReadSource() {
    registration.close();
    stop();
    boolean ended =
        !isStarted()
            || Uninterruptibles.awaitUninterruptibly(done, CLOSE_SECONDS, TimeUnit.SECONDS);
    synchronized (lock) {
      queue.forEach(VectorSchemaRoot::close);
      queue.clear();
    }
    if (!ended) {
      throw new IllegalStateException("A source did not stop within " + CLOSE_SECONDS + " seconds");
    }
  }

  private boolean isStarted() {
    synchronized (lock) {
      return started;
    }
  }

  @Override
  protected Schema readSchema() {
    return schema;
  }
}
