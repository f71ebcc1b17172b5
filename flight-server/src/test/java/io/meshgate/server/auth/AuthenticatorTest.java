package io.meshgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.meshgate.server.auth.oidc.OidcProviders;
import io.meshgate.server.auth.token.AccessTokens;
import io.meshgate.server.auth.token.AccessTokensFile;
import io.meshgate.server.session.SessionState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {

  private static final String SECRET = "a secret of more than thirty-two characters";
  private static final TokenKeys KEYS = TokenKeys.of(SECRET);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private Path file;
  private Path tokensFile;
  private UserDirectory users;
  private AccessTokens accessTokens;
  private Authenticator authenticator;

  @BeforeEach
  void read(@TempDir Path folder) throws Exception {
    file = Files.writeString(folder.resolve("users.yaml"), UsersFixture.YAML);
    users = new UserDirectory(file);
    tokensFile = folder.resolve("tokens.yaml");
    accessTokens = new AccessTokens(tokensFile);
    authenticator = at(NOON);
  }

  @Test
  void logsInWithAPasswordAndGoesOnWithTheToken() throws Exception {
    Login login = authenticator.authenticate(basic("eve", "eve-password"));
    assertThat(login.identity().subject()).isEqualTo("eve");
    assertThat(login.identity().groups()).containsExactly("analyst");
    assertThat(login.identity().attributes())
        .containsEntry("region", "EU")
        .containsEntry("clearance", 3L);
    assertThat(login.tokenDue()).isTrue();
    Login next = authenticator.authenticate(bearer(token(login)));
    assertThat(next.identity()).isEqualTo(login.identity());
    assertThat(next.session()).contains("s1");
    assertThat(next.tokenDue()).isFalse();
  }

  @Test
  void takesBase64WithoutPaddingAndPasswordsWithColons() throws Exception {
    Files.writeString(
        file,
        "users: [{name: ann, passwordHash: \"%s\"}]".formatted(PasswordHash.of("a:b::", 4).text()));
    String text = Base64.getEncoder().withoutPadding().encodeToString(bytes("ann:a:b::"));
    assertThat(authenticator.authenticate(credentials("basic " + text)).identity().subject())
        .isEqualTo("ann");
  }

  @Test
  void answersAnUnknownUserLikeAWrongPassword() {
    List<String> answers =
        List.of(
            refusal(basic("eve", "wrong")),
            refusal(basic("nobody", "wrong")),
            refusal(basic("eve", "")));
    assertThat(answers).containsOnly("UNAUTHENTICATED: The user name or the password is wrong");
  }

  @Test
  void answersEveryBadTokenAlike() throws Exception {
    String token = token(authenticator.authenticate(basic("eve", "eve-password")));
    JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
    SignedJWT otherKey = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    otherKey.sign(new MACSigner(TokenKeys.random().derive("bearer tokens")));
    JWTClaimsSet stranger = new JWTClaimsSet.Builder(claims).subject("nobody").build();
    SignedJWT unknown = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), stranger);
    unknown.sign(new MACSigner(KEYS.derive("bearer tokens")));
    SignedJWT otherAlgorithm = new SignedJWT(new JWSHeader(JWSAlgorithm.HS384), claims);
    byte[] longKey = new byte[48];
    otherAlgorithm.sign(new MACSigner(longKey));
    assertThat(
            List.of(
                refusal(bearer(otherKey.serialize())),
                refusal(bearer(unknown.serialize())),
                refusal(bearer(otherAlgorithm.serialize())),
                refusal(bearer(new PlainJWT(claims).serialize())),
                refusal(bearer("garbage")),
                refusal(bearer("")),
                refusal(bearer("x".repeat(100_000))),
                refusal(at(NOON.plus(Duration.ofMinutes(61))), bearer(token))))
        .containsOnly("UNAUTHENTICATED: The bearer token is not valid or no longer; log in again");
  }

  @Test
  void renewsATokenInTheSecondHalfOfItsLife() throws Exception {
    Login login = authenticator.authenticate(basic("eve", "eve-password"));
    Authenticator later = at(NOON.plus(Duration.ofMinutes(45)));
    Login renewed = later.authenticate(bearer(token(login)));
    assertThat(renewed.tokenDue()).isTrue();
    String next = later.token(renewed, renewed.session().orElseThrow(), renewed.state());
    Date expiry = SignedJWT.parse(next).getJWTClaimsSet().getExpirationTime();
    assertThat(later.authenticate(bearer(next)).session()).contains("s1");
    assertThat(expiry.toInstant()).isEqualTo(NOON.plus(Duration.ofMinutes(105)));
  }

  @Test
  void seesWhatHasBecomeOfAUserAtEveryCall() throws Exception {
    String token = token(authenticator.authenticate(basic("bob", "bob-password")));
    String hash = users.find("bob").orElseThrow().password().orElseThrow().text();
    Files.writeString(
        file, "users: [{name: bob, passwordHash: \"%s\", groups: [dpo]}]".formatted(hash));
    assertThat(authenticator.authenticate(bearer(token)).identity().groups())
        .containsExactly("dpo");
    Files.writeString(file, "users: [this is no list of users");
    assertThat(authenticator.authenticate(bearer(token)).identity().groups())
        .containsExactly("dpo");
    Files.writeString(
        file,
        "users: [{name: bob, passwordHash: \"%s\", groups: [dpo, x]}]"
            .formatted(PasswordHash.of("new password", 4).text()));
    assertThat(refusal(bearer(token))).startsWith("UNAUTHENTICATED: The bearer token");
    Files.writeString(file, "users: []");
    assertThat(refusal(basic("bob", "bob-password"))).startsWith("UNAUTHENTICATED: The user name");
  }

  @Test
  void makesWhoGuessesPasswordsWait() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(basic("eve", "guess " + i))).startsWith("UNAUTHENTICATED");
      assertThat(refusal(basic("nobody", "guess " + i))).startsWith("UNAUTHENTICATED");
    }
    assertThat(refusal(basic("eve", "eve-password"))).startsWith("RESOURCE_EXHAUSTED: Too many");
    assertThat(refusal(basic("nobody", "x"))).startsWith("RESOURCE_EXHAUSTED: Too many");
    assertThat(authenticator.authenticate(basic("bob", "bob-password")).tokenDue()).isTrue();
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(authenticator.authenticate(basic("eve", "eve-password")).tokenDue()).isTrue();
  }

  @Test
  void lendsNoExtraGuessesToWhoGuessesAtTheSameTime() throws Exception {
    LoginThrottle throttle = new LoginThrottle(nanos::get);
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin("eve", "peer")).isTrue();
    }
    assertThat(throttle.begin("eve", "peer")).isFalse();
    throttle.succeeded("eve", "peer");
    assertThat(throttle.begin("eve", "peer")).isTrue();
  }

  @Test
  void tellsAFloodOfBadTokensToWaitAndLetsGoodOnesThrough() throws Exception {
    String token = token(authenticator.authenticate(basic("eve", "eve-password")));
    for (int i = 0; i < 1000; i++) {
      assertThat(refusal(bearer("bad" + i))).startsWith("UNAUTHENTICATED: The bearer token");
    }
    assertThat(refusal(bearer("bad"))).startsWith("RESOURCE_EXHAUSTED: Too many");
    assertThat(authenticator.authenticate(bearer(token)).identity().subject()).isEqualTo("eve");
    assertThat(authenticator.authenticate(basic("bob", "bob-password")).tokenDue()).isTrue();
  }

  @Test
  void takesAPersonalAccessTokenAsBearerAndAsPassword() throws Exception {
    String text = accessToken("eve", Optional.of(NOON.plus(Duration.ofDays(1))));
    Login bearer = authenticator.authenticate(bearer(text));
    assertThat(bearer.identity().subject()).isEqualTo("eve");
    assertThat(bearer.tokenDue()).isFalse();
    Login basic = authenticator.authenticate(basic("eve", text));
    assertThat(basic.identity()).isEqualTo(bearer.identity());
    assertThat(basic.tokenDue()).isTrue();
    assertThat(authenticator.authenticate(bearer(token(basic))).identity())
        .isEqualTo(bearer.identity());
    assertThat(refusal(basic("bob", text))).startsWith("UNAUTHENTICATED: The user name or");
    assertThat(refusal(at(NOON.plus(Duration.ofDays(2))), bearer(text)))
        .startsWith("UNAUTHENTICATED: The bearer token");
    assertThat(refusal(at(NOON.plus(Duration.ofDays(2))), bearer(token(basic))))
        .startsWith("UNAUTHENTICATED: The bearer token");
  }

  @Test
  void endsARevokedTokenAndItsSessionsAtOnce() throws Exception {
    String text = accessToken("bob", Optional.empty());
    String session = token(authenticator.authenticate(basic("bob", text)));
    String other = accessToken("bob", Optional.empty());
    assertThat(authenticator.authenticate(bearer(session)).identity().subject()).isEqualTo("bob");
    assertThat(new AccessTokensFile(tokensFile).remove(text.substring(4, 12))).isTrue();
    assertThat(refusal(bearer(text))).isEqualTo(refusal(bearer("forged")));
    assertThat(refusal(bearer(session))).isEqualTo(refusal(bearer("forged")));
    assertThat(refusal(basic("bob", text))).isEqualTo(refusal(basic("bob", "forged")));
    assertThat(authenticator.authenticate(bearer(other)).identity().subject()).isEqualTo("bob");
    Files.writeString(file, "users: []");
    assertThat(refusal(bearer(other))).isEqualTo(refusal(bearer("forged")));
  }

  @Test
  void takesAnAccessTokenOfAUserWithoutPassword() throws Exception {
    Files.writeString(file, "users: [{name: etl, groups: [jobs]}]");
    String text = accessToken("etl", Optional.empty());
    assertThat(authenticator.authenticate(basic("etl", text)).identity().groups())
        .containsExactly("jobs");
    assertThat(refusal(basic("etl", ""))).isEqualTo(refusal(basic("nobody", "x")));
  }

  @Test
  void acceptsTokensOfFormerKeysAndSignsWithTheNewest() throws Exception {
    String old = token(authenticator.authenticate(basic("eve", "eve-password")));
    String newest = "another secret of more than thirty-two characters";
    Authenticator rotated = with(TokenKeys.of(newest, SECRET));
    Login login = rotated.authenticate(bearer(old));
    assertThat(login.identity().subject()).isEqualTo("eve");
    String next = rotated.token(login, "s1", SessionState.NEW);
    assertThat(with(TokenKeys.of(newest)).authenticate(bearer(next)).session()).contains("s1");
    assertThat(refusal(authenticator, bearer(next))).startsWith("UNAUTHENTICATED: The bearer");
    assertThat(refusal(with(TokenKeys.of(newest)), bearer(old))).startsWith("UNAUTHENTICATED");
  }

  @Test
  void takesTheFirstGoodOneOfSeveralHeadersFromBehind() throws Exception {
    String text = accessToken("eve", Optional.empty());
    assertThat(
            authenticator
                .authenticate(
                    new Credentials(
                        List.of("Bearer " + text, "Bearer expired"), Optional.empty(), "peer"))
                .identity()
                .subject())
        .isEqualTo("eve");
  }

  @Test
  void refusesOtherSchemesWithoutRepeatingThem() {
    assertThat(refusal(new Credentials(List.of(), Optional.empty(), "p")))
        .startsWith("UNAUTHENTICATED: Log in with");
    assertThat(refusal(credentials("Digest secret"))).doesNotContain("secret");
    assertThat(refusal(credentials("Basic s3cret!"))).doesNotContain("s3cret");
    assertThat(
            refusal(credentials("Basic " + Base64.getEncoder().encodeToString(bytes("nocolon")))))
        .startsWith("UNAUTHENTICATED: The authorization header is not");
  }

  @Test
  void hashesOnlyPasswordsThatBcryptTakesWhole() {
    assertThat(PasswordHash.of("x".repeat(72), 4).matches("x".repeat(72))).isTrue();
    assertThat(PasswordHash.of("x".repeat(72), 4).matches("x".repeat(73))).isFalse();
    assertThatThrownBy(() -> PasswordHash.of("x".repeat(73)))
        .isInstanceOf(IllegalArgumentException.class);
    // From the test vectors of the bcrypt distribution of OpenBSD.
    assertThat(
            new PasswordHash("$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")
                .matches("a"))
        .isTrue();
  }

  private String accessToken(String user, Optional<Instant> expires) throws Exception {
    AccessTokensFile.Request request =
        new AccessTokensFile.Request(user, Optional.of("a test"), expires);
    return new AccessTokensFile(tokensFile).add(request, NOON).text();
  }

  private Authenticator at(Instant now) {
    return with(KEYS, now);
  }

  private Authenticator with(TokenKeys keys) {
    return with(keys, NOON);
  }

  private Authenticator with(TokenKeys keys, Instant now) {
    TokenIssuer tokens =
        new TokenIssuer(keys, Duration.ofHours(1), Clock.fixed(now, ZoneOffset.UTC));
    return new Authenticator(sources(), tokens, nanos::get);
  }

  private CredentialSources sources() {
    return new CredentialSources(
        users, accessTokens, new OidcProviders(List.of()), certificate -> Optional.of("bob"));
  }

  /** A token of a session of a login. */
  private String token(Login login) {
    return authenticator.token(login, "s1", SessionState.NEW);
  }

  private String refusal(Credentials credentials) {
    return refusal(authenticator, credentials);
  }

  private static String refusal(Authenticator authenticator, Credentials credentials) {
    LoginException refusal =
        catchThrowableOfType(LoginException.class, () -> authenticator.authenticate(credentials));
    assertThat(refusal.getMessage()).startsWith(refusal.kind() + ": ");
    return String.valueOf(refusal.getMessage());
  }

  private static Credentials basic(String user, String password) {
    return credentials("Basic " + Base64.getEncoder().encodeToString(bytes(user + ":" + password)));
  }

  private static Credentials bearer(String token) {
    return credentials("Bearer " + token);
  }

  private static Credentials credentials(String header) {
    return new Credentials(List.of(header), Optional.empty(), "peer");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
