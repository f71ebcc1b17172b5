package io.meshgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;

class EmbeddedMariaDbTest extends EmbeddedServerContract {

  @Override
  EmbeddedServer start(Path serverFolder) {
    return EmbeddedMariaDb.start(serverFolder);
  }

  @Override
  DataSource dataSource(EmbeddedServer server, String password) throws SQLException {
    MariaDbDataSource source = new MariaDbDataSource(server.jdbcUrl());
    source.setUser(server.user());
    source.setPassword(password);
    return source;
  }

  @Test
  void comparesTextWithoutRegardToCaseAndTrailingSpaces() throws SQLException {
    try (EmbeddedServer server = start(folder.resolve("server"))) {
      execute(server, "CREATE TABLE t (x VARCHAR(9))", "INSERT INTO t VALUES ('a')");
      assertThat(query(server, "SELECT COUNT(*) FROM t WHERE x = 'A  '")).isEqualTo("1");
      assertThat(query(server, "SELECT @@character_set_database")).isEqualTo("utf8mb4");
      assertThat(query(server, "SELECT COUNT(*) FROM mysql.global_priv WHERE User = 'root'"))
          .isEqualTo("0");
    }
  }
}
