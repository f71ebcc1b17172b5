package io.meshgate.execute;

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
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One input of a query: a thread of its own reads the source, a bounded queue holds what the
 * consumer has not taken yet.
 *
 * <p>A full queue stops the thread, and so the source. The consumer reads from one thread at a
 * time. Cancelling wakes both sides. {@link #close()} ends the thread, waits for it and frees what
 * is queued.
 */
final class FetchReader extends ArrowReader {

  private static final int QUEUED_BATCHES = 4;
  private static final long CLOSE_SECONDS = 60;

  private final Schema schema;
  private final BufferAllocator buffers;
  private final QueryFailures failures;
  private final Object lock = new Object();
  private final Deque<VectorSchemaRoot> queue = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Cancellation.Registration registration;
  private boolean finished;
  private boolean stopped;
  private boolean started;
  private @Nullable QueryException failure;
  private long bytes;

  /**
   * @param schema the schema of every batch
   * @param cancellation wakes both sides
   */
  FetchReader(
      Schema schema, BufferAllocator allocator, QueryFailures failures, Cancellation cancellation) {
    super(allocator);
    this.schema = schema;
    this.buffers = allocator;
    this.failures = failures;
    this.registration = cancellation.onCancel(this::stop);
  }

  /**
   * Starts reading.
   *
   * @param opener opens the source; runs on the new thread, which also closes what it returns
   */
  void start(Executor executor, Callable<ArrowReader> opener) {
    synchronized (lock) {
      started = true;
    }
    executor.execute(() -> produce(opener));
  }

  private void produce(Callable<ArrowReader> opener) {
    try (ArrowReader source = opener.call()) {
      while (!isStopped() && source.loadNextBatch()) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, buffers);
        try {
          BatchTransfer.move(source.getVectorSchemaRoot(), batch);
        } catch (RuntimeException e) {
          batch.close();
          throw e;
        }
        if (!offer(batch)) {
          batch.close();
          break;
        }
      }
      finish(null);
    } catch (Exception | Error e) {
      // Recorded and handed to the consumer, who throws it.
      finish(e);
    } finally {
      done.countDown();
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

  private void finish(@Nullable Throwable cause) {
    synchronized (lock) {
      if (cause != null && !stopped) {
        failure = failures.record(cause);
      }
      finished = true;
      lock.notifyAll();
    }
  }

  private void stop() {
    synchronized (lock) {
      stopped = true;
      lock.notifyAll();
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
      bytes += batch.getFieldVectors().stream().mapToLong(v -> v.getBufferSize()).sum();
      BatchTransfer.move(batch, getVectorSchemaRoot());
    }
    return true;
  }

  private @Nullable VectorSchemaRoot take() throws IOException {
    synchronized (lock) {
      try {
        while (queue.isEmpty() && !finished && !stopped) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while waiting for a source", e);
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
    boolean ended = !isStarted();
    try {
      ended = ended || done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
