package io.meshgate.server.auth;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.session.SessionCookie;
import io.meshgate.server.session.SessionMemory;
import io.meshgate.server.session.SessionOption;
import io.meshgate.server.session.SessionOptions;
import io.meshgate.server.session.SessionState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the session of each call: which one it is, and the newest of the options that the bearer
 * token, a cookie or this process knows of it.
 *
 * <p>A session belongs to one subject. The id is that of the bearer token if the gateway made it,
 * else that of the cookie; a client that carries neither has one for each connection. Safe for use
 * by many threads.
 */
public final class CallSessions {

  private final SessionCookie.Jar cookies;
  private final Supplier<String> catalog;
  private final RunAs runAs;
  private final SessionMemory memory = new SessionMemory();
  private final SecureRandom random = new SecureRandom();
  private final byte[] connectionKey = new byte[32];

  /**
   * What a call carries beside its credentials.
   *
   * @param cookies the values of its header for cookies
   * @param options what its other headers ask for
   * @param connection what tells its connection from others
   */
  public record Carried(
      List<String> cookies, Map<SessionOption, String> options, String connection) {
    public Carried {
      cookies = ImmutableList.copyOf(cookies);
      options = Maps.immutableEnumMap(options);
      Objects.requireNonNull(connection, "connection");
    }
  }

  /**
   * @param keys the keys that sign cookies
   * @param transport how cookies are protected on their way
   * @param catalog the name of the one catalog
   * @param users the users of the users file by name, as whom governance may look
   */
  public CallSessions(
      TokenKeys keys,
      SessionCookie.Transport transport,
      Supplier<String> catalog,
      Function<String, Optional<Identity>> users) {
    this.runAs = new RunAs(users);
    this.cookies = new SessionCookie.Jar(keys.deriveAll("session cookies"), transport);
    this.catalog = Objects.requireNonNull(catalog, "catalog");
    random.nextBytes(connectionKey);
  }

  /**
   * The caller of a call.
   *
   * @throws LoginException if the headers ask for what the caller cannot have
   */
  Caller open(Login login, Carried carried) throws LoginException {
    String subject = login.identity().subject();
    Optional<SessionCookie> cookie =
        cookies
            .read(carried.cookies(), subject)
            .filter(found -> login.session().map(found.session()::equals).orElse(true));
    String session =
        login
            .session()
            .or(() -> cookie.map(SessionCookie::session))
            .orElseGet(() -> login.tokenDue() ? newId() : connectionId(carried.connection()));
    SessionState carriedState =
        login.state().newest(cookie.map(SessionCookie::state).orElse(SessionState.NEW));
    SessionState remembered = memory.find(subject, session);
    boolean carries = carriedState.changed() > 0 && carriedState.changed() >= remembered.changed();
    if (carries && remembered.changed() > 0) {
      // Else this gateway would go on with it after another one has ended it.
      memory.forget(subject, session);
    }
    SessionState state = carries ? carriedState : remembered;
    SessionOptions connection = connectionOptions(login, carried.options());
    Caller.Eyes eyes = runAs.eyes(login.identity(), state.options().over(connection));
    return new Caller(eyes, session, connection, new Caller.Known(state, carries));
  }

  /**
   * The header that gives the client what the caller has set. It is kept here too, unless the
   * client has shown that it carries what it is given.
   */
  String cookie(Caller caller) {
    String subject = caller.owner();
    if (!caller.carries()) {
      memory.keep(subject, caller.session(), caller.state());
    }
    return caller.sessionOptions().equals(SessionOptions.NONE)
        ? cookies.clear()
        : cookies.set(new SessionCookie(subject, caller.session(), caller.state()));
  }

  private SessionOptions connectionOptions(Login login, Map<SessionOption, String> headers)
      throws LoginException {
    if (headers.isEmpty()) {
      return SessionOptions.NONE;
    }
    SessionOption.Choices choices =
        new SessionOption.Choices(
            catalog.get(), login.identity().purposes(), runAs.check(login.identity()));
    SessionOptions options = SessionOptions.NONE;
    for (Map.Entry<SessionOption, String> entry : headers.entrySet()) {
      if (!entry.getKey().isOffered(choices)) {
        // Passed over, as headers are that mean nothing here.
        continue;
      }
      try {
        options = options.with(entry.getKey(), entry.getValue(), choices);
      } catch (IllegalArgumentException e) {
        throw new LoginException(
            entry.getKey() == SessionOption.PURPOSE
                ? LoginException.Kind.PERMISSION_DENIED
                : LoginException.Kind.INVALID_VALUE,
            "The connection's property '%s' cannot have that value: %s"
                .formatted(entry.getKey().label(), e.getMessage()));
      }
    }
    return options;
  }

  private String newId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return BaseEncoding.base64Url().omitPadding().encode(bytes);
  }

  // Keyed, so that nobody can name another's session.
  private String connectionId(String connection) {
    byte[] hash =
        Hashing.hmacSha256(connectionKey).hashString(connection, StandardCharsets.UTF_8).asBytes();
    return BaseEncoding.base64Url().omitPadding().encode(hash).substring(0, 22);
  }
}
