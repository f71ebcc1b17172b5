package io.meshgate.server.flight;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meshgate.session.ErrorCode;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the uploads under way and the time of each: every upload holds a thread that waits for the
 * client, and a client may send nothing for ever.
 *
 * <p>Flight's own stream does not wake that thread when the client leaves before its first message,
 * so it is interrupted here.
 */
final class UploadGuard implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(UploadGuard.class);

  private static final String UPLOAD = "DoPut";
  private static final long INTERRUPT_MILLIS = 100;
  private static final Context.Key<Worker> WORKER = Context.key("meshgate.upload");

  private final int limit;
  private final Semaphore free;
  private final Duration patience;
  private final ScheduledExecutorService timer;

  /**
   * @param limit how many uploads may be under way
   * @param patience how long each may take
   * @param timer ends those that take longer; stays the caller's
   */
  UploadGuard(int limit, Duration patience, ScheduledExecutorService timer) {
    this.limit = limit;
    this.free = new Semaphore(limit);
    this.patience = patience;
    this.timer = timer;
  }

  @Override
  public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
      ServerCall<RequestT, ResponseT> call,
      Metadata headers,
      ServerCallHandler<RequestT, ResponseT> next) {
    if (!UPLOAD.equals(call.getMethodDescriptor().getBareMethodName())) {
      return next.startCall(call, headers);
    }
    if (!free.tryAcquire()) {
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription(
              ErrorCode.RESOURCE_EXHAUSTED
                  + ": The gateway takes "
                  + limit
                  + " uploads at a time; try again later"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    OneAnswer<RequestT, ResponseT> once = new OneAnswer<>(call);
    Worker worker = new Worker();
    Context context = Context.current().withValue(WORKER, worker);
    ServerCall.Listener<RequestT> listener;
    try {
      listener = Contexts.interceptCall(context, once, headers, next);
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
    Upload<RequestT> upload = new Upload<>(listener, once, worker);
    upload.watch();
    return upload;
  }

  /** The worker of the upload that gRPC is handing to this thread. */
  static Worker worker() {
    Worker worker = WORKER.get();
    return worker == null ? new Worker() : worker;
  }

  /** The thread of an upload, which is interrupted when the upload ends without it. */
  static final class Worker {
    private @Nullable Thread thread;
    private boolean stopped;

    /** Does the work of the upload on this thread, unless the upload has ended. */
    void run(Runnable work) {
      synchronized (this) {
        if (stopped) {
          return;
        }
        thread = Thread.currentThread();
      }
      try {
        work.run();
      } finally {
        synchronized (this) {
          thread = null;
        }
        // The thread goes back to its pool.
        boolean unused = Thread.interrupted();
      }
    }

    /** Whether the upload has ended and nobody waits for an answer. */
    synchronized boolean stopped() {
      return stopped;
    }

    /** Interrupts the work; whether there was some to interrupt. */
    private synchronized boolean stop() {
      stopped = true;
      if (thread == null) {
        return false;
      }
      thread.interrupt();
      return true;
    }
  }

  /** A call that ignores what is said after it was closed, which it may be from two sides. */
  private static final class OneAnswer<RequestT, ResponseT>
      extends SimpleForwardingServerCall<RequestT, ResponseT> {
    private boolean closed;

    OneAnswer(ServerCall<RequestT, ResponseT> call) {
      super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(ResponseT message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }

  /** One upload; its listener is told one thing at a time, as it expects. */
  private final class Upload<RequestT> extends SimpleForwardingServerCallListener<RequestT> {
    private final ServerCall<RequestT, ?> call;
    private final Worker worker;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean aborted;
    private boolean begun;
    private volatile @Nullable ScheduledFuture<?> expiry;

    Upload(ServerCall.Listener<RequestT> listener, ServerCall<RequestT, ?> call, Worker worker) {
      super(listener);
      this.call = call;
      this.worker = worker;
    }

    void watch() {
      ScheduledFuture<?> timeout =
          timer.schedule(this::expire, patience.toMillis(), TimeUnit.MILLISECONDS);
      expiry = timeout;
      if (ended.get()) {
        timeout.cancel(false);
      }
    }

    private void expire() {
      abort(
          Status.DEADLINE_EXCEEDED.withDescription(
              ErrorCode.TIMEOUT
                  + ": The upload took longer than "
                  + patience.toMillis() / 1000.0
                  + " s"));
    }

    private synchronized void abort(Status status) {
      // Whoever hears of the end finds the place free.
      end();
      call.close(status, new Metadata());
      aborted = true;
      super.onCancel();
      stopWorker();
    }

    // Code on the way may swallow an interrupt and wait once more.
    private void stopWorker() {
      if (worker.stop()) {
        try {
          ScheduledFuture<?> unused =
              timer.schedule(this::stopWorker, INTERRUPT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          LOG.debug("The gateway closes and ends the uploads that are left", e);
        }
      }
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        free.release();
        ScheduledFuture<?> timeout = expiry;
        if (timeout != null) {
          timeout.cancel(false);
        }
      }
    }

    @Override
    public synchronized void onMessage(RequestT message) {
      begun = true;
      if (!aborted) {
        super.onMessage(message);
      }
    }

    @Override
    public synchronized void onHalfClose() {
      if (!begun) {
        abort(
            Status.INVALID_ARGUMENT.withDescription(
                ErrorCode.INVALID_QUERY + ": The upload is empty; it begins with a command"));
      } else if (!aborted) {
        super.onHalfClose();
      }
    }

    @Override
    public synchronized void onReady() {
      if (!aborted) {
        super.onReady();
      }
    }

    @Override
    public synchronized void onCancel() {
      end();
      if (!aborted) {
        super.onCancel();
        stopWorker();
      }
    }

    @Override
    public synchronized void onComplete() {
      end();
      if (!aborted) {
        super.onComplete();
      }
    }
  }
}
