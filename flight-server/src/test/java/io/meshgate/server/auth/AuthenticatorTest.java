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
import io.grpc.Status;
import io.meshgate.server.auth.Authenticator.Authenticated;
import io.meshgate.server.auth.Authenticator.Credentials;
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

  private static final TokenKeys KEYS = TokenKeys.of("a secret of more than thirty-two characters");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private Path file;
  private UserDirectory users;
  private Authenticator authenticator;

  @BeforeEach
  void read(@TempDir Path folder) throws Exception {
    file = Files.writeString(folder.resolve("users.yaml"), UsersFixture.YAML);
    users = new UserDirectory(file);
    authenticator = at(NOON);
  }

  @Test
  void logsInWithAPasswordAndGoesOnWithTheToken() throws Exception {
    Authenticated login = authenticator.authenticate(basic("eve", "eve-password"));
    assertThat(login.caller().principal().subject()).isEqualTo("eve");
    assertThat(login.caller().principal().groups()).containsExactly("analyst");
    assertThat(login.caller().principal().attributes())
        .containsEntry("region", "EU")
        .containsEntry("clearance", 3L);
    Authenticated next = authenticator.authenticate(bearer(login.token().orElseThrow()));
    assertThat(next.caller()).isEqualTo(login.caller());
    assertThat(next.token()).isEmpty();
  }

  @Test
  void takesBase64WithoutPaddingAndPasswordsWithColons() throws Exception {
    Files.writeString(
        file,
        "users: [{name: ann, passwordHash: \"%s\"}]".formatted(PasswordHash.of("a:b::", 4).text()));
    String text = Base64.getEncoder().withoutPadding().encodeToString(bytes("ann:a:b::"));
    assertThat(authenticator.authenticate(credentials("basic " + text)).caller().principal())
        .extracting("subject")
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
    String token = authenticator.authenticate(basic("eve", "eve-password")).token().orElseThrow();
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
    Authenticated login = authenticator.authenticate(basic("eve", "eve-password"));
    Authenticator later = at(NOON.plus(Duration.ofMinutes(45)));
    Authenticated renewed = later.authenticate(bearer(login.token().orElseThrow()));
    assertThat(renewed.caller().session()).isEqualTo(login.caller().session());
    Date expiry =
        SignedJWT.parse(renewed.token().orElseThrow()).getJWTClaimsSet().getExpirationTime();
    assertThat(expiry.toInstant()).isEqualTo(NOON.plus(Duration.ofMinutes(105)));
  }

  @Test
  void seesWhatHasBecomeOfAUserAtEveryCall() throws Exception {
    String token = authenticator.authenticate(basic("bob", "bob-password")).token().orElseThrow();
    String hash = users.find("bob").orElseThrow().password().text();
    Files.writeString(
        file, "users: [{name: bob, passwordHash: \"%s\", groups: [dpo]}]".formatted(hash));
    assertThat(authenticator.authenticate(bearer(token)).caller().principal().groups())
        .containsExactly("dpo");
    Files.writeString(file, "users: [this is no list of users");
    assertThat(authenticator.authenticate(bearer(token)).caller().principal().groups())
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
  void refusesPurposesThatWereNotDeclared() throws Exception {
    assertThat(
            authenticator
                .authenticate(basic("eve", "eve-password", Optional.of("reporting")))
                .caller()
                .principal()
                .purpose())
        .contains("reporting");
    assertThat(refusal(basic("eve", "eve-password", Optional.of("marketing"))))
        .isEqualTo(
            "PERMISSION_DENIED: That purpose is not among yours, which are reporting, audit");
    assertThat(refusal(basic("bob", "bob-password", Optional.of("audit"))))
        .startsWith("PERMISSION_DENIED: You have no declared purposes");
  }

  @Test
  void makesWhoGuessesPasswordsWait() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(basic("eve", "guess " + i))).startsWith("UNAUTHENTICATED");
      assertThat(refusal(basic("nobody", "guess " + i))).startsWith("UNAUTHENTICATED");
    }
    assertThat(refusal(basic("eve", "eve-password"))).startsWith("RESOURCE_EXHAUSTED: Too many");
    assertThat(refusal(basic("nobody", "x"))).startsWith("RESOURCE_EXHAUSTED: Too many");
    assertThat(authenticator.authenticate(basic("bob", "bob-password")).token()).isPresent();
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(authenticator.authenticate(basic("eve", "eve-password")).token()).isPresent();
  }

  @Test
  void refusesOtherSchemesWithoutRepeatingThem() {
    assertThat(refusal(new Credentials(Optional.empty(), Optional.empty(), Optional.empty(), "p")))
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

  private Authenticator at(Instant now) {
    TokenIssuer tokens =
        new TokenIssuer(KEYS, Duration.ofHours(1), Clock.fixed(now, ZoneOffset.UTC));
    return new Authenticator(users, tokens, nanos::get);
  }

  private String refusal(Credentials credentials) {
    return refusal(authenticator, credentials);
  }

  private static String refusal(Authenticator authenticator, Credentials credentials) {
    LoginException refusal =
        catchThrowableOfType(LoginException.class, () -> authenticator.authenticate(credentials));
    Status status = refusal.status();
    assertThat(status.getDescription()).startsWith(status.getCode() + ": ");
    return String.valueOf(status.getDescription());
  }

  private static Credentials basic(String user, String password) {
    return basic(user, password, Optional.empty());
  }

  private static Credentials basic(String user, String password, Optional<String> purpose) {
    String text = Base64.getEncoder().encodeToString(bytes(user + ":" + password));
    return new Credentials(Optional.of("Basic " + text), purpose, Optional.empty(), "peer");
  }

  private static Credentials bearer(String token) {
    return credentials("Bearer " + token);
  }

  private static Credentials credentials(String header) {
    return new Credentials(Optional.of(header), Optional.empty(), Optional.empty(), "peer");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
