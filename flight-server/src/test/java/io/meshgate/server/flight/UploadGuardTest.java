package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadGuardTest {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void endsAnUploadThatTakesTooLong() {
    UploadGuard guard = new UploadGuard(1, Duration.ofMillis(20), timer);
    Call call = new Call("DoPut");
    Listener listener = new Listener();
    start(guard, call, listener);
    assertThat(call.closed.join().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(call.closed.join().getDescription())
        .isEqualTo("TIMEOUT: The upload took longer than 0.02 s");
    // Who waits for the client is told, and the place is free again.
    assertThat(listener.cancelled.join()).isTrue();
    Call next = new Call("DoPut");
    start(guard, next, new Listener());
    assertThat(next.closed.join().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void freesThePlaceOfAnUploadThatEnds() {
    UploadGuard guard = new UploadGuard(1, Duration.ofMinutes(10), timer);
    ServerCall.Listener<byte[]> first = start(guard, new Call("DoPut"), new Listener());
    Call refused = new Call("DoPut");
    start(guard, refused, new Listener());
    assertThat(refused.closed.join().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    first.onComplete();
    first.onCancel();
    Call second = new Call("DoPut");
    start(guard, second, new Listener());
    assertThat(second.closed).isNotDone();
    Call third = new Call("DoPut");
    start(guard, third, new Listener());
    assertThat(third.closed).isDone();
  }

  @Test
  void leavesOtherCallsAlone() {
    UploadGuard guard = new UploadGuard(1, Duration.ofMinutes(10), timer);
    Listener listener = new Listener();
    assertThat(start(guard, new Call("DoGet"), listener)).isSameAs(listener);
    assertThat(start(guard, new Call("DoGet"), listener)).isSameAs(listener);
  }

  private static ServerCall.Listener<byte[]> start(
      UploadGuard guard, Call call, Listener listener) {
    return guard.interceptCall(call, new Metadata(), (started, headers) -> listener);
  }

  private static final class Listener extends ServerCall.Listener<byte[]> {
    private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

    @Override
    public void onCancel() {
      cancelled.complete(true);
    }
  }

  /** A call that remembers how it was closed. */
  private static final class Call extends ServerCall<byte[], byte[]> {
    private static final MethodDescriptor.Marshaller<byte[]> NOTHING =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };

    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private final String method;

    Call(String method) {
      this.method = method;
    }

    @Override
    public void request(int numMessages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(byte[] message) {}

    @Override
    public void close(Status status, Metadata trailers) {
      closed.complete(status);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
      return MethodDescriptor.newBuilder(NOTHING, NOTHING)
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName("arrow.flight.protocol.FlightService/" + method)
          .build();
    }
  }
}
