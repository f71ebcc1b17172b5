package io.meshgate.server.flight.session;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.meshgate.session.ClientInfo;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes from the headers of a call what its program says of itself. */
public final class ClientHeaders implements ServerInterceptor {

  private static final Context.Key<ClientInfo> KEY = Context.key("meshgate.client");
  private static final Metadata.Key<String> AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);
  // W3C Trace Context, section 3.2.
  private static final Metadata.Key<String> TRACE_PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int LONGEST_AGENT = 200;

  @Override
  public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
      ServerCall<RequestT, ResponseT> call,
      Metadata headers,
      ServerCallHandler<RequestT, ResponseT> next) {
    ClientInfo client =
        new ClientInfo(
            Optional.ofNullable(headers.get(AGENT)).map(ClientHeaders::cut),
            Optional.ofNullable(headers.get(TRACE_PARENT))
                .filter(text -> TRACE.matcher(text).matches()));
    return Contexts.interceptCall(Context.current().withValue(KEY, client), call, headers, next);
  }

  private static String cut(String agent) {
    return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT);
  }

  /** The program that makes the call which gRPC is handing to this thread. */
  static ClientInfo current() {
    @Nullable ClientInfo client = KEY.get();
    return client == null ? ClientInfo.UNKNOWN : client;
  }
}
