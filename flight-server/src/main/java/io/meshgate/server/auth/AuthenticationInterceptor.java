package io.meshgate.server.auth;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meshgate.server.auth.Authenticator.Authenticated;
import io.meshgate.server.auth.Authenticator.Credentials;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a call through only with valid credentials, and makes its {@link Caller} known.
 *
 * <p>It sits before Flight's own middleware, whose failures would not end a call cleanly. A login
 * is answered with {@code authorization: Bearer ...} in the headers of the response, or in its
 * trailers where it has none.
 */
public final class AuthenticationInterceptor implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationInterceptor.class);
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> PURPOSE = key("purpose");
  private static final Metadata.Key<String> SCHEMA = key("schema");

  private final Authenticator authenticator;

  /**
   * @param authenticator who checks the credentials
   */
  public AuthenticationInterceptor(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
      ServerCall<RequestT, ResponseT> call,
      Metadata headers,
      ServerCallHandler<RequestT, ResponseT> next) {
    Authenticated authenticated;
    try {
      authenticated = authenticator.authenticate(credentials(call, headers));
    } catch (LoginException e) {
      return refuse(call, e.status());
    } catch (RuntimeException e) {
      String id = UUID.randomUUID().toString();
      LOG.error("Authentication failed unexpectedly, error id {}", id, e);
      return refuse(
          call,
          Status.INTERNAL.withDescription(
              "INTERNAL: The gateway failed; its log has the cause under error id " + id));
    }
    Context context = Context.current().withValue(Caller.KEY, authenticated.caller());
    ServerCall<RequestT, ResponseT> answering =
        authenticated
            .token()
            .<ServerCall<RequestT, ResponseT>>map(token -> new TokenCall<>(call, token))
            .orElse(call);
    return Contexts.interceptCall(context, answering, headers, next);
  }

  private static <RequestT> ServerCall.Listener<RequestT> refuse(
      ServerCall<RequestT, ?> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Credentials credentials(ServerCall<?, ?> call, Metadata headers) {
    return new Credentials(
        Optional.ofNullable(headers.get(AUTHORIZATION)),
        Optional.ofNullable(headers.get(PURPOSE)).filter(text -> !text.isBlank()),
        Optional.ofNullable(headers.get(SCHEMA)).filter(text -> !text.isBlank()),
        peer(call));
  }

  // The address without the port: who guesses passwords opens many connections.
  private static String peer(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : String.valueOf(address);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** A call whose response carries a token. */
  private static final class TokenCall<RequestT, ResponseT>
      extends SimpleForwardingServerCall<RequestT, ResponseT> {

    private final String token;
    private boolean sent;

    TokenCall(ServerCall<RequestT, ResponseT> call, String token) {
      super(call);
      this.token = token;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      sent = true;
      headers.put(AUTHORIZATION, "Bearer " + token);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!sent) {
        trailers.put(AUTHORIZATION, "Bearer " + token);
      }
      super.close(status, trailers);
    }
  }
}
