package io.meshgate.server.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.meshgate.server.auth.identity.Identity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OidcProvidersTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private TestProvider idp;
  private OidcProviders providers;

  @BeforeEach
  void start() throws Exception {
    idp = TestProvider.start();
    providers = providers(idp.discovered());
  }

  @AfterEach
  void stop() {
    idp.close();
  }

  @Test
  void takesATokenAndSaysWhoItIs() throws Exception {
    JWTClaimsSet.Builder claims =
        idp.claims("ada", NOON).claim("staff", Map.of("level", 3, "since", "2024-05-01"));
    OidcIdentity known = providers.verify(idp.sign(claims)).orElseThrow();
    assertThat(known.identity())
        .isEqualTo(
            new Identity(
                "corp:ada",
                List.of("analyst"),
                Map.of("region", "EU", "level", 3L, "since", LocalDate.of(2024, 5, 1)),
                List.of("reporting")));
    assertThat(known.ends()).isEqualTo(NOON.plusSeconds(3600));
    assertThat(providers.verify(idp.signElliptic(claims))).contains(known);
    assertThat(idp.looks()).isEqualTo(1);
  }

  @Test
  void refusesTokensOfOthersForOthersAndOfOtherTimes() throws Exception {
    assertRefused(idp.sign(claims().issuer("http://localhost:1")));
    assertRefused(idp.sign(claims().issuer(null)));
    assertRefused(idp.sign(claims().audience("other")));
    assertRefused(idp.sign(claims().audience(List.of())));
    assertRefused(idp.sign(claims().expirationTime(Date.from(NOON.minusSeconds(31)))));
    assertRefused(idp.sign(claims().expirationTime(null)));
    assertRefused(idp.sign(claims().notBeforeTime(Date.from(NOON.plusSeconds(31)))));
    assertRefused(idp.sign(claims().subject(null)));
    assertRefused(idp.sign(claims().subject(" ")));
    assertRefused(idp.sign(claims().subject("a\nb")));
    assertRefused(idp.sign(claims().subject("a".repeat(256))));
    assertRefused(TestProvider.sign(claims(), TestProvider.rsa("rsa-1")));
  }

  @Test
  void allowsForClocksThatAreOff() throws Exception {
    assertThat(
            providers.verify(idp.sign(claims().expirationTime(Date.from(NOON.minusSeconds(29))))))
        .isPresent();
    assertThat(providers.verify(idp.sign(claims().notBeforeTime(Date.from(NOON.plusSeconds(29))))))
        .isPresent();
  }

  /** RFC 8725, sections 2.1 and 3.1. */
  @Test
  void refusesOtherAlgorithmsAndKeysThatTheTokenBrings() throws Exception {
    assertRefused(new PlainJWT(claims().build()).serialize());
    for (byte[] secret :
        List.of(
            idp.rsa().toRSAPublicKey().getEncoded(),
            idp.rsa().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      SignedJWT confused =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims().build());
      confused.sign(new MACSigner(secret));
      assertRefused(confused.serialize());
    }
    SignedJWT notAllowed =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa-1").build(), claims().build());
    notAllowed.sign(new RSASSASigner(idp.rsa()));
    assertRefused(notAllowed.serialize());
    RSAKey own = TestProvider.rsa("rsa-1");
    SignedJWT embedded =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(),
            claims().build());
    embedded.sign(new RSASSASigner(own));
    assertRefused(embedded.serialize());
    String good = idp.sign(claims());
    assertRefused(good.substring(0, good.lastIndexOf('.') + 1));
    assertRefused(good.substring(0, good.length() - 8) + "AAAAAAAA");
  }

  @Test
  void looksForAKeyThatIsNewAndNotForEveryOneThatIsMadeUp() throws Exception {
    assertThat(providers.verify(idp.sign(claims()))).isPresent();
    RSAKey next = TestProvider.rsa("rsa-2");
    idp.publish(new JWKSet(next.toPublicJWK()).toString());
    assertThat(providers.verify(TestProvider.sign(claims(), next))).isPresent();
    assertRefused(idp.sign(claims()));
    for (int i = 0; i < 20; i++) {
      assertRefused(TestProvider.sign(claims(), renamed(next, "made-up-" + i)));
    }
    assertThat(idp.looks()).isEqualTo(2);
    assertThat(providers.verify(TestProvider.sign(claims(), next))).isPresent();
  }

  @Test
  void goesOnWithTheKeysItKnowsWhileTheProviderIsAway() throws Exception {
    providers = providers(idp.discovered(), Duration.ofMillis(1));
    assertThat(providers.verify(idp.sign(claims()))).isPresent();
    idp.answerWith(503);
    assertThat(providers.verify(idp.sign(claims()))).isPresent();
    idp.close();
    assertThat(providers.verify(idp.sign(claims()))).isPresent();
    assertRefused(TestProvider.sign(claims(), TestProvider.rsa("rsa-9")));
  }

  @Test
  void refusesEverythingUntilTheProviderHasAnswered() throws Exception {
    String token = idp.sign(claims());
    providers = providers(idp.discovered(), Duration.ofMillis(1));
    idp.answerWith(500);
    assertRefused(token);
    idp.answerWith(200);
    String keys = new JWKSet(idp.rsa().toPublicJWK()).toString();
    idp.publish("no keys");
    assertRefused(token);
    idp.publish(" ".repeat(300 << 10) + keys);
    assertRefused(token);
    idp.publish(keys);
    assertThat(providers.verify(token)).isPresent();
  }

  @Test
  void refusesADescriptionOfAnotherIssuer() throws Exception {
    try (TestProvider other = TestProvider.start()) {
      OidcProviders wrong = providers(other.discovered());
      assertThat(wrong.verify(idp.sign(claims()))).isEmpty();
    }
  }

  @Test
  void readsKeysAtAnAddressAndInAFile(@TempDir Path folder) throws Exception {
    OidcProviders at = providers(new KeyLocation.At(URI.create(idp.issuer() + "/keys")));
    assertThat(at.verify(idp.sign(claims()))).isPresent();
    Path file =
        Files.writeString(
            folder.resolve("keys.json"), new JWKSet(idp.rsa().toPublicJWK()).toString());
    OidcProviders in = providers(new KeyLocation.In(file));
    assertThat(in.verify(idp.sign(claims()))).isPresent();
    RSAKey next = TestProvider.rsa("rsa-2");
    Files.writeString(file, new JWKSet(next.toPublicJWK()).toString());
    assertThat(in.verify(TestProvider.sign(claims(), next))).isPresent();
  }

  @Test
  void givesNoGroupsWhereTheTokenHasNoneAndRefusesThoseThatWereLeftOut() throws Exception {
    assertThat(identity(claims().claim("groups", null)).groups()).isEmpty();
    assertThat(identity(claims().claim("groups", "one")).groups()).containsExactly("one");
    assertRefused(
        idp.sign(claims().claim("groups", null).claim("_claim_names", Map.of("groups", "src1"))));
    assertRefused(idp.sign(claims().claim("groups", List.of("a", 1))));
    assertRefused(idp.sign(claims().claim("groups", Map.of("a", 1))));
  }

  @Test
  void refusesAttributesOfOtherTypesThanConfigured() throws Exception {
    assertThat(identity(claims().claim("region", null)).attributes()).isEmpty();
    assertRefused(idp.sign(claims().claim("region", 7)));
    assertRefused(idp.sign(claims().claim("staff", Map.of("level", "7"))));
    assertRefused(idp.sign(claims().claim("staff", Map.of("level", 7.5))));
    assertRefused(idp.sign(claims().claim("staff", Map.of("since", "2026-02-30"))));
  }

  @Test
  void refusesTokensThatAreTooLarge() throws Exception {
    assertRefused(idp.sign(claims().claim("padding", "x".repeat(20_000))));
    assertRefused("x".repeat(1 << 20));
    assertRefused("");
    assertRefused("a.b.c");
  }

  @Test
  void tellsUsersOfDifferentProvidersApart() throws Exception {
    try (TestProvider other = TestProvider.start()) {
      OidcProviders both =
          new OidcProviders(
              List.of(
                  idp.provider("corp", idp.discovered()),
                  other.provider("partner", other.discovered())));
      Instant now = Instant.now();
      assertThat(both.verify(idp.sign(idp.claims("ada", now))).orElseThrow().identity().subject())
          .isEqualTo("corp:ada");
      assertThat(
              both.verify(other.sign(other.claims("ada", now))).orElseThrow().identity().subject())
          .isEqualTo("partner:ada");
      assertThat(both.verify(other.sign(other.claims("ada", now).issuer(idp.issuer())))).isEmpty();
      assertThat(both.know("partner:x")).isTrue();
      assertThat(both.know("partner")).isFalse();
      assertThat(both.know("other:x")).isFalse();
    }
  }

  private JWTClaimsSet.Builder claims() {
    return idp.claims("ada", NOON);
  }

  private Identity identity(JWTClaimsSet.Builder claims) throws JOSEException {
    return providers.verify(idp.sign(claims)).orElseThrow().identity();
  }

  private void assertRefused(String token) {
    assertThat(providers.verify(token)).isEmpty();
  }

  private OidcProviders providers(KeyLocation keys) {
    return new OidcProviders(
        List.of(idp.provider("corp", keys)),
        ProviderKeys.Keeping.DEFAULT,
        Clock.fixed(NOON, ZoneOffset.UTC));
  }

  /** Providers whose keys are looked for at every token. */
  private OidcProviders providers(KeyLocation keys, Duration pause) {
    return new OidcProviders(
        List.of(idp.provider("corp", keys)),
        new ProviderKeys.Keeping(pause.plusMillis(1), pause, Duration.ofHours(1)),
        Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private static RSAKey renamed(RSAKey key, String id) {
    return new RSAKey.Builder(key).keyID(id).build();
  }
}
