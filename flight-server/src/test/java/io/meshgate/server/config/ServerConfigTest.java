package io.meshgate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlReader;
import io.meshgate.server.auth.oidc.ClaimNames;
import io.meshgate.server.auth.oidc.KeyLocation;
import io.meshgate.server.auth.oidc.OidcProvider;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {

  private static final Path FOLDER = Path.of("/etc/mesh");
  private final List<Problem> problems = new ArrayList<>();

  @Test
  void fillsInWhatIsNotConfigured() throws Exception {
    ServerConfig config = read("authentication: {users: users.yaml}").orElseThrow();
    assertThat(config.host()).isEqualTo("localhost");
    assertThat(config.port()).isEqualTo(31337);
    assertThat(config.transport())
        .isEqualTo(new Transport.DevelopmentTls(Path.of("/etc/mesh/.meshgate/tls")));
    assertThat(config.tokenLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(config.authentication().users()).isEqualTo(Path.of("/etc/mesh/users.yaml"));
  }

  @Test
  void readsEveryKey() throws Exception {
    ServerConfig config =
        read("""
            server:
              host: 0.0.0.0
              port: 1234
              tls: {certificate: cert.pem, key: /keys/key.pem}
              tokenKey: 0123456789abcdef0123456789abcdef
              tokenLifetime: PT8H
            authentication: {users: people.yaml}
            """)
            .orElseThrow();
    assertThat(config.transport())
        .isEqualTo(new Transport.Tls(Path.of("/etc/mesh/cert.pem"), Path.of("/keys/key.pem")));
    assertThat(config.tokenLifetime()).isEqualTo(Duration.ofHours(8));
    assertThat(config.toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void namesEverythingThatIsWrong() throws Exception {
    Optional<ServerConfig> config =
        read(
            """
            server:
              port: 99999
              prot: 1
              tls: {certificate: cert.pem}
              tokenKey: short
              tokenLifetime: 1h
            authentication: {}
            """);
    assertThat(config).isEmpty();
    assertThat(problems.stream().map(Problem::toString))
        .containsExactlyInAnyOrder(
            "mesh.yaml:7: authentication: The key 'users' is missing",
            "mesh.yaml:2: server.port: Expected a whole number from 0 to 65535",
            "mesh.yaml:4: server.tls: The key 'key' is missing",
            "mesh.yaml:5: server.tokenKey: The token key needs at least 32 characters",
            "mesh.yaml:6: server.tokenLifetime: Expected a duration of a minute or more, for"
                + " example PT1H",
            "mesh.yaml:3: server.prot: Unknown key 'prot'; known keys are"
                + " host, port, tls, tokenKey, tokenKeys, tokenLifetime");
  }

  @Test
  void readsHowCallersAreKnown(@TempDir Path folder) throws Exception {
    Path keys = Files.writeString(folder.resolve("keys.json"), "{}");
    ServerConfig config =
        read("""
            server:
              tokenKeys: [0123456789abcdef0123456789abcdef, 0123456789ABCDEF0123456789ABCDEF]
              tls:
                certificate: cert.pem
                key: key.pem
                clientCertificates:
                  authorities: ca.pem
                  required: true
                  name: uri
                  users: {"spiffe://a/b": etl}
            authentication:
              users: users.yaml
              tokens: /var/tokens.yaml
              oidc:
                - name: corp
                  issuer: https://id.example.org/realm/
                  audience: [a, b]
                  algorithms: [ES384]
                  groupsClaim: roles
                  attributes: {level: {claim: x.y, type: integer}}
                  clockSkew: PT1M
                - {name: dev, issuer: "http://localhost:1", audience: a, allowHttp: true, jwks: "%s"}
            """
                .formatted(keys))
            .orElseThrow();
    assertThat(config.transport())
        .isEqualTo(
            new Transport.Tls(
                FOLDER.resolve("cert.pem"),
                FOLDER.resolve("key.pem"),
                Optional.of(
                    new ClientCertificates(
                        FOLDER.resolve("ca.pem"),
                        ClientCertificates.Demand.REQUIRED,
                        ClientCertificates.Name.URI,
                        Optional.of(Map.of("spiffe://a/b", "etl"))))));
    assertThat(config.authentication().tokens()).isEqualTo(Path.of("/var/tokens.yaml"));
    OidcProvider corp = config.authentication().providers().get(0);
    assertThat(corp.keys())
        .isEqualTo(
            new KeyLocation.Discovered(
                URI.create("https://id.example.org/realm/.well-known/openid-configuration")));
    assertThat(corp.issuer()).isEqualTo("https://id.example.org/realm/");
    assertThat(corp.algorithms()).containsExactly(JWSAlgorithm.ES384);
    assertThat(corp.claims().attributes())
        .containsEntry("level", new ClaimNames.Attribute("x.y", ClaimNames.Type.INTEGER));
    OidcProvider dev = config.authentication().providers().get(1);
    assertThat(dev.keys()).isEqualTo(new KeyLocation.In(keys));
    assertThat(dev.algorithms()).containsExactlyInAnyOrder(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
  }

  @Test
  void refusesProvidersThatNobodyShouldTrust() throws Exception {
    assertThat(
            read(
                """
                server:
                  tokenKey: 0123456789abcdef0123456789abcdef
                  tokenKeys: [0123456789abcdef0123456789abcdef]
                  tls: {certificate: c, key: k, clientCertificates: {name: phone}}
                authentication:
                  users: users.yaml
                  oidc:
                    - {name: "a:b", issuer: "http://id.example.org", algorithms: [none, HS256]}
                    - {name: c, issuer: "https://id", audience: a, jwks: none.json, clockSkew: P1D}
                    - {name: d, issuer: "https://d", audience: a, attributes: {x: {type: blob}}}
                    - {name: e, issuer: "https://e", audience: a}
                    - {name: E, issuer: "https://f", audience: a}
                """))
        .isEmpty();
    assertThat(problems.stream().map(problem -> problem.line() + ": " + problem.message()))
        .anyMatch(text -> text.startsWith("2: Write 'tokenKey', or 'tokenKeys'"))
        .anyMatch(text -> text.startsWith("4: Expected one of commonName, email, dns, uri"))
        .anyMatch(text -> text.startsWith("4: The key 'authorities' is missing"))
        .anyMatch(text -> text.startsWith("8: A provider's name has"))
        .anyMatch(text -> text.startsWith("8: Expected an address under https"))
        .anyMatch(text -> text.startsWith("8: Expected algorithms of RS256"))
        .anyMatch(text -> text.startsWith("8: The key 'audience' is missing"))
        .anyMatch(text -> text.startsWith("9: Neither an address nor a file"))
        .anyMatch(text -> text.startsWith("9: Expected a duration of up to PT10M"))
        .anyMatch(text -> text.startsWith("10: The key 'claim' is missing"))
        .anyMatch(text -> text.startsWith("10: Expected one of [string, integer, boolean, date]"))
        .anyMatch(text -> text.startsWith("12: The name and the issuer of a provider stand once"));
  }

  private Optional<ServerConfig> read(String yaml) throws Exception {
    Mapping root = (Mapping) YamlReader.parse("mesh.yaml", yaml);
    return ServerConfig.read(
        root.find("server").map(Mapping.class::cast),
        (Mapping) root.find("authentication").orElseThrow(),
        FOLDER,
        problems);
  }
}
