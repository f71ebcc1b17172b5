package io.meshgate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import io.meshgate.session.Principal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Checks the credentials of a call: a user name and password, or a bearer token that an earlier
 * call got for them.
 *
 * <p>An unknown user is answered like a wrong password, in the same time; an expired token like a
 * forged one. Groups and attributes are those of the users file at the time of the call. Safe for
 * use by many threads.
 */
public final class Authenticator {

  private static final String BASIC = "basic ";
  private static final String BEARER = "bearer ";
  private static final int MAXIMUM_CREDENTIAL_LENGTH = 4096;
  private static final Duration REMEMBERED_PASSWORD = Duration.ofMinutes(5);

  private final UserDirectory users;
  private final TokenIssuer tokens;
  private final LoginThrottle throttle;
  private final SecureRandom random = new SecureRandom();
  // Verifying takes a quarter of a second by design, too long for clients that log in at each call.
  private final Cache<String, Boolean> verified =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED_PASSWORD).maximumSize(10_000).build();
  private final byte[] verifiedKey;

  /** A caller, and the token that the client should use from now on, if it needs one. */
  record Authenticated(Caller caller, Optional<String> token) {}

  /** What a call shows of its caller. */
  record Credentials(
      Optional<String> authorization,
      Optional<String> purpose,
      Optional<String> schema,
      String peer) {}

  /**
   * @param users who may log in
   * @param keys the keys that sign tokens
   * @param lifetime how long a token is in force
   */
  public Authenticator(UserDirectory users, TokenKeys keys, Duration lifetime) {
    this(users, new TokenIssuer(keys, lifetime, Clock.systemUTC()), Ticker.systemTicker());
  }

  Authenticator(UserDirectory users, TokenIssuer tokens, Ticker ticker) {
    this.users = users;
    this.tokens = tokens;
    this.throttle = new LoginThrottle(ticker);
    this.verifiedKey = new byte[32];
    random.nextBytes(verifiedKey);
  }

  /** The caller with these credentials. */
  Authenticated authenticate(Credentials credentials) throws LoginException {
    String header =
        credentials
            .authorization()
            .orElseThrow(
                () ->
                    LoginException.unauthenticated(
                        "Log in with a user name and password, or with a bearer token"));
    String scheme = header.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BASIC)) {
      return login(header.substring(BASIC.length()).strip(), credentials);
    }
    if (scheme.startsWith(BEARER)) {
      return resume(header.substring(BEARER.length()).strip(), credentials);
    }
    throw LoginException.unauthenticated(
        "The authorization header must be Basic or Bearer; other schemes are not supported");
  }

  private Authenticated login(String encoded, Credentials credentials) throws LoginException {
    List<String> pair = decode(encoded);
    String name = pair.get(0);
    if (!throttle.permits(name, credentials.peer())) {
      throw LoginException.tooManyFailures();
    }
    Optional<User> user = users.find(name);
    boolean equal = verify(user.map(User::password).orElse(users.decoy()), name, pair.get(1));
    if (user.isEmpty() || !equal) {
      throttle.failed(name, credentials.peer());
      throw LoginException.unauthenticated("The user name or the password is wrong");
    }
    throttle.succeeded(name, credentials.peer());
    String session = newSession();
    String token = tokens.issue(name, session, fingerprint(user.get()));
    return new Authenticated(caller(user.get(), session, credentials), Optional.of(token));
  }

  private Authenticated resume(String text, Credentials credentials) throws LoginException {
    TokenIssuer.Token token = tokens.verify(text).orElseThrow(Authenticator::invalidToken);
    User user = users.find(token.subject()).orElseThrow(Authenticator::invalidToken);
    if (!fingerprint(user).equals(token.password())) {
      throw invalidToken();
    }
    Optional<String> renewed =
        tokens.isAging(token)
            ? Optional.of(tokens.issue(user.name(), token.session(), token.password()))
            : Optional.empty();
    return new Authenticated(caller(user, token.session(), credentials), renewed);
  }

  private static LoginException invalidToken() {
    return LoginException.unauthenticated(
        "The bearer token is not valid or no longer; log in again");
  }

  private boolean verify(PasswordHash hash, String name, String password) {
    String key =
        Hashing.hmacSha256(verifiedKey)
            .newHasher()
            .putString(hash.text(), StandardCharsets.UTF_8)
            .putInt(name.length())
            .putString(name, StandardCharsets.UTF_8)
            .putString(password, StandardCharsets.UTF_8)
            .hash()
            .toString();
    if (verified.getIfPresent(key) != null) {
      return true;
    }
    boolean equal = hash.matches(password);
    if (equal) {
      verified.put(key, Boolean.TRUE);
    }
    return equal;
  }

  private static Caller caller(User user, String session, Credentials credentials)
      throws LoginException {
    Optional<String> purpose = credentials.purpose();
    if (purpose.isPresent() && !user.purposes().contains(purpose.get())) {
      throw LoginException.denied(
          user.purposes().isEmpty()
              ? "You have no declared purposes; leave the property 'purpose' out"
              : "That purpose is not among yours, which are " + String.join(", ", user.purposes()));
    }
    Principal principal =
        new Principal(
            user.name(), new java.util.LinkedHashSet<>(user.groups()), user.attributes(), purpose);
    return new Caller(principal, session, credentials.schema());
  }

  // Go clients leave the padding out, so it is not asked of anybody.
  private static List<String> decode(String encoded) throws LoginException {
    if (encoded.length() <= MAXIMUM_CREDENTIAL_LENGTH) {
      try {
        byte[] bytes = BaseEncoding.base64().decode(encoded.replaceAll("=+$", ""));
        String text = new String(bytes, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        if (colon >= 0) {
          return List.of(text.substring(0, colon), text.substring(colon + 1));
        }
      } catch (IllegalArgumentException e) {
        // Not base64: told below, without repeating what may be a password.
      }
    }
    throw LoginException.unauthenticated(
        "The authorization header is not the base64 form of user:password");
  }

  private String newSession() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return BaseEncoding.base64Url().omitPadding().encode(bytes);
  }

  private static String fingerprint(User user) {
    String hash = Objects.requireNonNull(user.password()).text();
    return Hashing.sha256().hashString(hash, StandardCharsets.UTF_8).toString().substring(0, 16);
  }
}
