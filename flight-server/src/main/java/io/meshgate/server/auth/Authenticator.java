package io.meshgate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.auth.token.AccessToken;
import io.meshgate.server.auth.token.AccessTokens;
import io.meshgate.server.session.SessionState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the credentials of a call: a user name with a password or a personal access token, a
 * bearer token (personal, of an identity provider, or one that an earlier call got), or a client
 * certificate.
 *
 * <p>An unknown user is answered like a wrong password, in the same time; every bearer token that
 * is not good like a forged one. Credentials of several kinds must all be of one user. Groups and
 * attributes are those of the users file at the time of the call, or those of the provider's token.
 * Safe for use by many threads.
 */
public final class Authenticator {

  private static final String BASIC = "basic ";
  private static final String BEARER = "bearer ";
  private static final int MAXIMUM_CREDENTIAL_LENGTH = 4096;
  private static final int MAXIMUM_HEADERS = 4;
  private static final Duration REMEMBERED_PASSWORD = Duration.ofMinutes(5);

  private final CredentialSources sources;
  private final TokenIssuer tokens;
  private final LoginThrottle throttle;
  // Verifying takes a quarter of a second by design, too long for clients that log in at each call.
  private final Cache<String, Boolean> verified =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED_PASSWORD).maximumSize(10_000).build();
  private final byte[] verifiedKey;

  /**
   * @param sources by what callers are known
   * @param keys the keys that sign tokens
   * @param lifetime how long a token is in force
   */
  public Authenticator(CredentialSources sources, TokenKeys keys, Duration lifetime) {
    this(sources, new TokenIssuer(keys, lifetime, Clock.systemUTC()), Ticker.systemTicker());
  }

  /** Who the user of that name in the users file is. */
  public Optional<Identity> user(String name) {
    return sources.users().identity(name);
  }

  Authenticator(CredentialSources sources, TokenIssuer tokens, Ticker ticker) {
    this.sources = sources;
    this.tokens = tokens;
    this.throttle = new LoginThrottle(ticker);
    this.verifiedKey = new byte[32];
    new SecureRandom().nextBytes(verifiedKey);
  }

  /**
   * Who has these credentials.
   *
   * @throws LoginException if nobody has, with what the client is told
   */
  public Login authenticate(Credentials credentials) throws LoginException {
    Optional<User> certified =
        credentials.certificate().flatMap(sources.certificates()).flatMap(sources.users()::find);
    List<String> headers = credentials.authorization();
    if (headers.isEmpty()) {
      return certified
          .map(user -> Login.standing(user.identity(), new Proof.Certificate(), Optional.empty()))
          .orElseThrow(
              () ->
                  LoginException.unauthenticated(
                      "Log in with a user name and password, or with a bearer token"));
    }
    // Clients that refresh a token of their provider by themselves send it before the session's.
    LoginException refusal = LoginException.invalidToken();
    for (int i = 0; i < Math.min(headers.size(), MAXIMUM_HEADERS); i++) {
      try {
        return authenticate(headers.get(headers.size() - 1 - i), certified, credentials.peer());
      } catch (LoginException e) {
        refusal = i == 0 ? e : refusal;
      }
    }
    throw refusal;
  }

  private Login authenticate(String header, Optional<User> certified, String peer)
      throws LoginException {
    String scheme = header.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BASIC)) {
      return login(header.substring(BASIC.length()).strip(), certified, peer);
    }
    if (scheme.startsWith(BEARER)) {
      Optional<Login> login = bearer(header.substring(BEARER.length()).strip(), certified);
      if (login.isPresent()) {
        return login.get();
      }
      throw throttle.tokenFailed(peer)
          ? LoginException.invalidToken()
          : LoginException.tooManyFailures();
    }
    throw LoginException.unauthenticated(
        "The authorization header must be Basic or Bearer; other schemes are not supported");
  }

  /**
   * A bearer token for a session, for clients that take a new one with an answer.
   *
   * @param login who they are
   * @param session the id of the session
   * @param state the options of the session, which the token carries
   */
  String token(Login login, String session, SessionState state) {
    return tokens.issue(login.identity().subject(), session, login.proof(), state, login.ends());
  }

  private Login login(String encoded, Optional<User> certified, String peer) throws LoginException {
    List<String> pair = decode(encoded);
    String name = pair.get(0);
    if (!throttle.begin(name, peer)) {
      throw LoginException.tooManyFailures();
    }
    Optional<User> user = sources.users().find(name);
    Optional<Login> login = user.flatMap(known -> accessToken(known, pair.get(1)));
    if (login.isEmpty()) {
      Optional<PasswordHash> hash = user.flatMap(User::password);
      boolean equal = verify(hash.orElse(sources.users().decoy()), name, pair.get(1));
      login =
          hash.filter(known -> equal)
              .map(
                  known ->
                      Login.first(
                          user.orElseThrow().identity(),
                          new Proof.Password(fingerprint(known)),
                          Optional.empty()));
    }
    if (login.isEmpty() || !fits(login.get(), certified)) {
      throw LoginException.wrongPassword(user.map(User::name));
    }
    throttle.succeeded(name, peer);
    return login.get();
  }

  private Optional<Login> accessToken(User user, String text) {
    return sources
        .accessTokens()
        .verify(text, tokens.now())
        .filter(token -> token.user().equals(user.name()))
        .map(
            token ->
                Login.first(user.identity(), new Proof.AccessToken(token.id()), token.expires()));
  }

  private Optional<Login> bearer(String text, Optional<User> certified) {
    Optional<Login> login;
    if (AccessTokens.looksLikeOne(text)) {
      login =
          sources
              .accessTokens()
              .verify(text, tokens.now())
              .flatMap(
                  token ->
                      sources
                          .users()
                          .find(token.user())
                          .map(
                              user ->
                                  Login.standing(
                                      user.identity(),
                                      new Proof.AccessToken(token.id()),
                                      token.expires())));
    } else {
      Optional<SessionToken> session = tokens.verify(text);
      login =
          session.isPresent()
              ? resume(session.get(), certified)
              : sources
                  .providers()
                  .verify(text)
                  .map(
                      known ->
                          Login.standing(
                              known.identity(),
                              new Proof.Provider(known.identity()),
                              Optional.of(known.ends())));
    }
    return login.filter(known -> fits(known, certified));
  }

  /** Goes on with a session, if what it began with still holds. */
  private Optional<Login> resume(SessionToken token, Optional<User> certified) {
    if (token.proof() instanceof Proof.Provider provider) {
      return sources.providers().know(token.subject())
          ? Optional.of(
              Login.resumed(provider.identity(), token, Optional.of(token.expiry()), false))
          : Optional.empty();
    }
    Optional<User> user = sources.users().find(token.subject());
    if (user.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> ends = Optional.empty();
    boolean holds;
    if (token.proof() instanceof Proof.AccessToken proof) {
      Optional<AccessToken> known = sources.accessTokens().find(proof.id(), tokens.now());
      holds = known.filter(found -> found.user().equals(token.subject())).isPresent();
      ends = known.flatMap(AccessToken::expires);
    } else if (token.proof() instanceof Proof.Password proof) {
      holds =
          user.get()
              .password()
              .filter(hash -> fingerprint(hash).equals(proof.fingerprint()))
              .isPresent();
    } else {
      holds = certified.filter(known -> known.name().equals(token.subject())).isPresent();
    }
    return holds
        ? Optional.of(
            Login.resumed(user.get().identity(), token, ends, tokens.isAging(token, ends)))
        : Optional.empty();
  }

  // Who has a certificate and other credentials has them of one user.
  private static boolean fits(Login login, Optional<User> certified) {
    return certified.isEmpty() || certified.get().name().equals(login.identity().subject());
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

  private static String fingerprint(PasswordHash password) {
    return Hashing.sha256()
        .hashString(password.text(), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 16);
  }
}
