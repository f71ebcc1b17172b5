package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meshgate.server.session.SessionOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a call through only with valid credentials, and makes its {@link Caller} known.
 *
 * <p>It sits before Flight's own middleware, whose failures would not end a call cleanly. What the
 * client is to carry from now on, a bearer token or a cookie, is in the headers of the response, or
 * in its trailers where it has none.
 */
public final class AuthenticationInterceptor implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(AuthenticationInterceptor.class);
  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> COOKIE = key("cookie");
  private static final Metadata.Key<String> SET_COOKIE = key("set-cookie");
  private static final Map<SessionOption, Metadata.Key<String>> OPTIONS = optionKeys();

  private final Authenticator authenticator;
  private final CallSessions sessions;
  private final LoginListener listener;

  /**
   * @param authenticator who checks the credentials
   * @param sessions finds the session of a call
   * @param listener is told of credentials that are refused
   */
  public AuthenticationInterceptor(
      Authenticator authenticator, CallSessions sessions, LoginListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    this.authenticator = Objects.requireNonNull(authenticator, "authenticator");
    this.sessions = Objects.requireNonNull(sessions, "sessions");
  }

  @Override
  public <RequestT, ResponseT> ServerCall.Listener<RequestT> interceptCall(
      ServerCall<RequestT, ResponseT> call,
      Metadata headers,
      ServerCallHandler<RequestT, ResponseT> next) {
    Credentials credentials = credentials(call, headers);
    Optional<String> user = Optional.empty();
    Login login;
    Caller caller;
    try {
      login = authenticator.authenticate(credentials);
      user = Optional.of(login.identity().subject());
      caller = sessions.open(login, carried(call, headers));
    } catch (LoginException e) {
      tell(credentials, user.or(e::user), e.kind());
      return refuse(call, status(e));
    } catch (RuntimeException e) {
      String id = UUID.randomUUID().toString();
      LOG.error("Authentication failed unexpectedly, error id {}", id, e);
      return refuse(
          call,
          Status.INTERNAL.withDescription(
              "INTERNAL: The gateway failed; its log has the cause under error id " + id));
    }
    Context context = Context.current().withValue(Caller.KEY, caller);
    return Contexts.interceptCall(
        context,
        new AnsweredCall<>(call, headersOut -> answer(login, caller, headersOut)),
        headers,
        next);
  }

  // Who is not looked at any more is not told of either: a flood would fill the listener's disk.
  private void tell(Credentials credentials, Optional<String> user, LoginException.Kind kind) {
    boolean shown = !credentials.authorization().isEmpty() || credentials.certificate().isPresent();
    if (shown && kind != LoginException.Kind.RESOURCE_EXHAUSTED) {
      listener.failed(new FailedLogin(kind, user, credentials.peer()));
    }
  }

  private void answer(Login login, Caller caller, Metadata headers) {
    if (login.tokenDue() || caller.changed()) {
      headers.put(
          AUTHORIZATION, "Bearer " + authenticator.token(login, caller.session(), caller.state()));
    }
    if (caller.changed()) {
      headers.put(SET_COOKIE, sessions.cookie(caller));
    }
  }

  private static Status status(LoginException refusal) {
    Status status =
        switch (refusal.kind()) {
          case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
          case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
          case PERMISSION_DENIED -> Status.PERMISSION_DENIED;
          case INVALID_VALUE -> Status.INVALID_ARGUMENT;
        };
    return status.withDescription(refusal.getMessage());
  }

  private static <RequestT> ServerCall.Listener<RequestT> refuse(
      ServerCall<RequestT, ?> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Credentials credentials(ServerCall<?, ?> call, Metadata headers) {
    return new Credentials(all(headers, AUTHORIZATION), certificate(call), peer(call));
  }

  private static CallSessions.Carried carried(ServerCall<?, ?> call, Metadata headers) {
    EnumMap<SessionOption, String> options = new EnumMap<>(SessionOption.class);
    OPTIONS.forEach(
        (option, key) ->
            Optional.ofNullable(headers.get(key))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> options.put(option, text)));
    // Of the connection with its port: what no client carries must not be shared by two of them.
    String connection = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    return new CallSessions.Carried(all(headers, COOKIE), options, connection);
  }

  private static List<String> all(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> values = headers.getAll(key);
    return values == null ? List.of() : ImmutableList.copyOf(values);
  }

  private static Optional<X509Certificate> certificate(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      // So the session says that the client has shown none.
      return Optional.empty();
    }
  }

  // The address without the port: who guesses passwords opens many connections.
  private static String peer(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : String.valueOf(address);
  }

  private static Map<SessionOption, Metadata.Key<String>> optionKeys() {
    EnumMap<SessionOption, Metadata.Key<String>> keys = new EnumMap<>(SessionOption.class);
    for (SessionOption option : SessionOption.values()) {
      keys.put(option, key(option.label()));
    }
    return keys;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Adds to the headers of a response. */
  @FunctionalInterface
  private interface Answer {
    void addTo(Metadata headers);
  }

  /** A call whose response carries more than its own headers. */
  private static final class AnsweredCall<RequestT, ResponseT>
      extends SimpleForwardingServerCall<RequestT, ResponseT> {

    private final Answer answer;
    private boolean sent;

    AnsweredCall(ServerCall<RequestT, ResponseT> call, Answer answer) {
      super(call);
      this.answer = answer;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      sent = true;
      answer.addTo(headers);
      super.sendHeaders(headers);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!sent) {
        answer.addTo(trailers);
      }
      super.close(status, trailers);
    }
  }
}
