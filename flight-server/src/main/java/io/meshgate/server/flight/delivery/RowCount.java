package io.meshgate.server.flight.delivery;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/**
 * The number of rows that a call has delivered, which the client finds in the trailer {@code
 * meshgate-rows} of a result that is complete.
 *
 * <p>It is a trailer because the JDBC driver does not free the metadata of batches of results that
 * are read but not closed, and then fails to close the connection.
 */
public final class RowCount {

  /** The name of the trailer. */
  public static final String TRAILER = "meshgate-rows";

  private static final Context.Key<RowCount> KEY = Context.key("meshgate.rows");
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of(TRAILER, Metadata.ASCII_STRING_MARSHALLER);
  private static final long UNKNOWN = -1;

  private volatile long rows = UNKNOWN;

  private RowCount() {}

  /** The count of the call that gRPC is handing to this thread. */
  static RowCount current() {
    RowCount count = KEY.get();
    return count == null ? new RowCount() : count;
  }

  /** Sets the number of rows, before the call completes. */
  void set(long number) {
    rows = number;
  }

  /** Gives each call a count and sends what it holds at the end. */
  public static final class Interceptor implements ServerInterceptor {

    @Override
    public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
        ServerCall<RequestT, ResponseT> call,
        Metadata headers,
        ServerCallHandler<RequestT, ResponseT> next) {
      RowCount count = new RowCount();
      ServerCall<RequestT, ResponseT> counting =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              if (status.isOk() && count.rows != UNKNOWN) {
                trailers.put(HEADER, Long.toString(count.rows));
              }
              super.close(status, trailers);
            }
          };
      return Contexts.interceptCall(
          Context.current().withValue(KEY, count), counting, headers, next);
    }
  }
}
