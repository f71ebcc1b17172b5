package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.MeshgateServer;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.config.AuthenticationConfig;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  @Test
  void letsClientsInThatTrustTheDevelopmentCertificate(@TempDir Path folder) throws Exception {
    try (TestServer server = TestServer.developmentTls(folder)) {
      Path certificate = server.server().developmentCertificate().orElseThrow();
      assertThat(server.server().uri().toString())
          .isEqualTo("grpc+tls://localhost:" + server.port());
      Map<String, String> properties =
          Map.of("useEncryption", "true", "tlsRootCerts", certificate.toString());
      try (Connection connection = server.jdbc("eve", properties);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("numbers 1")) {
        assertThat(rows.next()).isTrue();
      }
      assertThatThrownBy(() -> server.jdbc("eve", Map.of("useEncryption", "true")))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> server.jdbc("eve", Map.of())).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void keepsTheDevelopmentCertificateAndHidesItsKey(@TempDir Path folder) throws Exception {
    String first;
    try (TestServer server = TestServer.developmentTls(folder)) {
      first = Files.readString(server.server().developmentCertificate().orElseThrow());
    }
    try (TestServer server = TestServer.developmentTls(folder)) {
      assertThat(Files.readString(server.server().developmentCertificate().orElseThrow()))
          .isEqualTo(first);
    }
    Path key = folder.resolve("tls").resolve("development-key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesACertificateThatIsNone(@TempDir Path folder) throws Exception {
    Path users = Files.writeString(folder.resolve("users.yaml"), UsersFixture.YAML);
    Path rubbish = Files.writeString(folder.resolve("cert.pem"), "rubbish");
    ServerConfig config =
        ServerConfig.of(0, new Transport.Tls(rubbish, rubbish), AuthenticationConfig.of(users));
    try (RootAllocator root = new RootAllocator()) {
      assertThatThrownBy(
              () ->
                  MeshgateServer.start(
                      config,
                      new MemoryQueries(root),
                      () -> QueryLimits.DEFAULT,
                      LoginListener.NONE,
                      root))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("both must be PEM files");
    }
  }

  @Test
  void saysThatAPortIsTaken(@TempDir Path folder) throws Exception {
    try (TestServer server = TestServer.plaintext(folder);
        RootAllocator root = new RootAllocator()) {
      ServerConfig config =
          ServerConfig.of(
              server.port(),
              new Transport.Plaintext(),
              AuthenticationConfig.of(folder.resolve("users.yaml")));
      assertThatThrownBy(
              () ->
                  MeshgateServer.start(
                      config,
                      new MemoryQueries(root),
                      () -> QueryLimits.DEFAULT,
                      LoginListener.NONE,
                      root))
          .isInstanceOf(IOException.class);
    }
  }
}
