package io.meshgate.server.flight.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.meshgate.server.auth.Caller;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The options that clients have set for their login sessions.
 *
 * <p>Kept in this server's memory, bounded, and forgotten after a day without a call; a session
 * without options is not kept at all. Safe for use by many threads.
 */
public final class Sessions {

  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final int MAXIMUM = 100_000;

  private final Supplier<QueryLimits> limits;
  private final Cache<Key, Options> sessions =
      Caffeine.newBuilder().expireAfterAccess(FORGOTTEN).maximumSize(MAXIMUM).build();

  private record Key(String subject, String session) {}

  /**
   * The options of one session.
   *
   * @param catalog the catalog, which can only be the one there is
   * @param schema the default schema
   * @param timeZone the time zone
   */
  public record Options(
      Optional<String> catalog, Optional<String> schema, Optional<ZoneId> timeZone) {

    /** Nothing set. */
    public static final Options NONE =
        new Options(Optional.empty(), Optional.empty(), Optional.empty());

    public Options {
      Objects.requireNonNull(catalog, "catalog");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(timeZone, "timeZone");
    }
  }

  public Sessions(Supplier<QueryLimits> limits) {
    this.limits = limits;
  }

  /** The options of the caller's session. */
  public Options options(Caller caller) {
    Options options = sessions.getIfPresent(key(caller));
    return options == null ? Options.NONE : options;
  }

  /** Replaces the options of the caller's session. */
  public void replace(Caller caller, Options options) {
    sessions.put(key(caller), options);
  }

  /** Forgets the options of the caller's session; whether there were any. */
  public boolean close(Caller caller) {
    return sessions.asMap().remove(key(caller)) != null;
  }

  /** The surroundings of a request: the session's options before the connection's properties. */
  public QuerySession querySession(Caller caller) {
    Options options = options(caller);
    return querySession(caller, options.schema().or(caller::schema));
  }

  /** The surroundings of a request with a default schema that was chosen before. */
  public QuerySession querySession(Caller caller, Optional<String> schema) {
    ZoneId zone = options(caller).timeZone().orElse(ZoneId.of("UTC"));
    return new QuerySession(
        caller.principal(), schema, zone, limits.get(), ClientHeaders.current());
  }

  private static Key key(Caller caller) {
    return new Key(caller.principal().subject(), caller.session());
  }
}
