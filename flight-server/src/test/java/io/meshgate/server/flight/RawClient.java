package io.meshgate.server.flight;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that sends any bytes to any method of the Flight service. */
final class RawClient implements AutoCloseable {

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel channel;

  RawClient(int port) {
    this.channel =
        NettyChannelBuilder.forAddress("localhost", port)
            .usePlaintext()
            .maxInboundMessageSize(64 << 20)
            .build();
  }

  /** How a call ended. */
  record End(Status status, Metadata trailers) {}

  /** A call under way: it takes all messages that come and ends with a status. */
  static final class Call {
    private final ClientCall<byte[], byte[]> call;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    private Call(ClientCall<byte[], byte[]> call) {
      this.call = call;
    }

    End end() {
      return end.join();
    }

    void cancel() {
      call.cancel("enough", null);
    }
  }

  /** The end of whichever call ends first. */
  static End first(List<Call> calls) {
    CompletableFuture<?>[] ends =
        calls.stream().map(call -> call.end).toArray(CompletableFuture<?>[]::new);
    return (End) CompletableFuture.anyOf(ends).join();
  }

  static Metadata headers(String... namesAndValues) {
    Metadata headers = new Metadata();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(
          Metadata.Key.of(namesAndValues[i], Metadata.ASCII_STRING_MARSHALLER),
          namesAndValues[i + 1]);
    }
    return headers;
  }

  /** The headers of a caller who is logged in. */
  Metadata login(String user) {
    String basic =
        java.util.Base64.getEncoder()
            .encodeToString(
                (user + ":" + user + "-password")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    End end = call("Handshake", headers("authorization", "Basic " + basic), List.of()).end();
    String token =
        end.trailers().get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
    return headers("authorization", String.valueOf(token));
  }

  /** Sends messages and says that there are no more. */
  Call call(String method, Metadata headers, List<byte[]> messages) {
    Call call = open(method, headers, messages);
    call.call.halfClose();
    return call;
  }

  /** Sends messages and then nothing. */
  Call open(String method, Metadata headers, List<byte[]> messages) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(BYTES, BYTES)
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName("arrow.flight.protocol.FlightService/" + method)
            .build();
    Call call = new Call(channel.newCall(descriptor, CallOptions.DEFAULT));
    Metadata received = new Metadata();
    call.call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onHeaders(Metadata head) {
            received.merge(head);
          }

          @Override
          public void onMessage(byte[] message) {
            call.call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            received.merge(trailers);
            call.end.complete(new End(status, received));
          }
        },
        headers);
    call.call.request(1);
    messages.forEach(call.call::sendMessage);
    return call;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
