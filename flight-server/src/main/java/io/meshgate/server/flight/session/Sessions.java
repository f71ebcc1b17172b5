package io.meshgate.server.flight.session;

import io.meshgate.server.auth.Caller;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the surroundings of a request of its caller's session. Safe for use by many threads. */
public final class Sessions {

  private static final ZoneId DEFAULT_ZONE = ZoneId.of("UTC");

  private final Supplier<QueryLimits> limits;

  /**
   * @param limits what each query may use; asked once a query
   */
  public Sessions(Supplier<QueryLimits> limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /** The surroundings of a request under the caller's options. */
  public QuerySession querySession(Caller caller) {
    return querySession(caller, caller.options().schema());
  }

  /** The surroundings of a request with a default schema that was chosen before. */
  public QuerySession querySession(Caller caller, Optional<String> schema) {
    ZoneId zone = caller.options().timeZone().orElse(DEFAULT_ZONE);
    return new QuerySession(
        caller.principal(),
        schema,
        zone,
        limits.get(),
        ClientHeaders.current(),
        caller.options().isStrict()
            ? QuerySession.Answer.WHOLE_ONLY
            : QuerySession.Answer.VISIBLE_PART);
  }
}
