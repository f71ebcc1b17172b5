package io.meshgate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
    assertThat(config.users()).isEqualTo(Path.of("/etc/mesh/users.yaml"));
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
                + " host, port, tls, tokenKey, tokenLifetime");
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
