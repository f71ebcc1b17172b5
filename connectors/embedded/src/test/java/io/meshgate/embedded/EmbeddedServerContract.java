package io.meshgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every embedded server does. */
abstract class EmbeddedServerContract {

  Path folder;

  @BeforeEach
  final void useFolder(@TempDir Path temporary) {
    folder = temporary;
  }

  abstract EmbeddedServer start(Path serverFolder);

  abstract DataSource dataSource(EmbeddedServer server, String password) throws SQLException;

  @Test
  void answersQueriesAndKeepsDataOverRestartKillAndClose() throws SQLException {
    int port;
    try (EmbeddedServer server = start(folder.resolve("server"))) {
      port = server.port();
      assertThat(server.startTime()).isPositive();
      execute(server, "CREATE TABLE kept (x INT)", "INSERT INTO kept VALUES (42)");
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(query(server, "SELECT x FROM kept")).isEqualTo("42");
      server.kill();
      assertThatThrownBy(() -> query(server, "SELECT x FROM kept"))
          .isInstanceOf(SQLException.class);
      server.restart();
      assertThat(query(server, "SELECT x FROM kept")).isEqualTo("42");
    }
    try (EmbeddedServer again = start(folder.resolve("server"))) {
      assertThat(query(again, "SELECT x FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void runsTwoServersAtOnceAndRefusesToShareAFolder() throws SQLException {
    try (EmbeddedServer one = start(folder.resolve("one"));
        EmbeddedServer two = start(folder.resolve("two"))) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(one.password()).isNotEqualTo(two.password());
      assertThat(query(one, "SELECT 1")).isEqualTo("1");
      assertThat(query(two, "SELECT 2")).isEqualTo("2");
      assertThatThrownBy(() -> start(folder.resolve("two")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another server holds");
    }
  }

  @Test
  void refusesAWrongPasswordAndHidesTheRightOne() throws Exception {
    try (EmbeddedServer server = start(folder.resolve("server"))) {
      DataSource wrong = dataSource(server, "wrong");
      assertThatThrownBy(wrong::getConnection).isInstanceOf(SQLException.class);
      Path secret = folder.resolve("server/password.properties");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
      assertThat(folder.resolve("server/initialize.sql")).doesNotExist();
      assertThat(folder.resolve("server/password.txt")).doesNotExist();
    }
  }

  @Test
  void closesTwiceAndDoesNotRestartAfterwards() {
    EmbeddedServer server = start(folder.resolve("server"));
    server.close();
    server.close();
    assertThatThrownBy(server::restart).hasMessageContaining("closed");
  }

  @Test
  void showsTheLogWhenTheDataIsDamaged() throws Exception {
    start(folder.resolve("server")).close();
    BinaryCache.delete(folder.resolve("server/data"));
    Files.createDirectory(folder.resolve("server/data"));
    assertThatThrownBy(() -> start(folder.resolve("server")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ended while starting")
        .hasMessageContaining("server.log");
  }

  final void execute(EmbeddedServer server, String... statements) throws SQLException {
    try (Connection connection = dataSource(server, server.password()).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  final String query(EmbeddedServer server, String sql) throws SQLException {
    try (Connection connection = dataSource(server, server.password()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
