package io.meshgate.server.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider on this machine, with keys of its own, that answers like a real one. */
public final class TestProvider implements AutoCloseable {

  /** What its tokens are meant for. */
  public static final String AUDIENCE = "meshgate";

  private final HttpServer server;
  private final RSAKey rsa;
  private final ECKey ec;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile String keys;
  private volatile int status = 200;

  private TestProvider() throws IOException, JOSEException {
    rsa = rsa("rsa-1");
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(
        "/.well-known/openid-configuration",
        () -> "{\"issuer\": \"%s\", \"jwks_uri\": \"%s/keys\"}".formatted(issuer(), issuer()));
    answer(
        "/keys",
        () -> {
          looks.incrementAndGet();
          return keys;
        });
    server.start();
  }

  /** Starts one. */
  public static TestProvider start() throws IOException, JOSEException {
    return new TestProvider();
  }

  /** Its address, which is its issuer. */
  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** How often its keys were asked for. */
  int looks() {
    return looks.get();
  }

  RSAKey rsa() {
    return rsa;
  }

  ECKey ec() {
    return ec;
  }

  /** Publishes other keys. */
  void publish(String newKeys) {
    keys = newKeys;
  }

  /** Answers everything with a status from now on. */
  void answerWith(int newStatus) {
    status = newStatus;
  }

  /** Another key of its kind. */
  static RSAKey rsa(String id) throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(id).generate();
  }

  /** Claims as they should be, from a time on for an hour. */
  public JWTClaimsSet.Builder claims(String subject, Instant from) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .audience(AUDIENCE)
        .subject(subject)
        .claim("groups", List.of("analyst"))
        .claim("region", "EU")
        .claim("purposes", List.of("reporting"))
        .issueTime(Date.from(from))
        .expirationTime(Date.from(from.plusSeconds(3600)));
  }

  /** A token under the RSA key. */
  public String sign(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(claims, rsa);
  }

  static String sign(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  String signElliptic(JWTClaimsSet.Builder claims) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(ec.getKeyID()).build(), claims.build());
    token.sign(new ECDSASigner(ec));
    return token.serialize();
  }

  /** A configuration that takes its tokens. */
  public OidcProvider provider(String name, KeyLocation location) {
    return new OidcProvider(
        name,
        issuer(),
        Set.of(AUDIENCE),
        location,
        Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
        new ClaimNames(
            "sub",
            Optional.of("groups"),
            Optional.of("purposes"),
            Map.of(
                "region", new ClaimNames.Attribute("region", ClaimNames.Type.STRING),
                "level", new ClaimNames.Attribute("staff.level", ClaimNames.Type.INTEGER),
                "since", new ClaimNames.Attribute("staff.since", ClaimNames.Type.DATE))),
        Duration.ofSeconds(30));
  }

  /** Where its description is. */
  public KeyLocation discovered() {
    return new KeyLocation.Discovered(URI.create(issuer() + "/.well-known/openid-configuration"));
  }

  private interface Body {
    String text();
  }

  private void answer(String path, Body body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
