package io.meshgate.server.auth;

import io.grpc.Context;
import io.meshgate.session.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * Who makes the current call, as {@link AuthenticationInterceptor} established it.
 *
 * @param principal the verified identity with the groups and attributes of this moment
 * @param session the id of the login session; the same for all calls with one bearer token
 * @param schema the default schema that the connection's properties ask for
 */
public record Caller(Principal principal, String session, Optional<String> schema) {

  static final Context.Key<Caller> KEY = Context.key("meshgate.caller");

  public Caller {
    Objects.requireNonNull(principal, "principal");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(schema, "schema");
  }

  /** The caller of the call that gRPC is handing to this thread. */
  public static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("A call came past authentication");
    }
    return caller;
  }
}
