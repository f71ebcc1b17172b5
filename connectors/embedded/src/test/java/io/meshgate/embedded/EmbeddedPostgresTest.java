package io.meshgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class EmbeddedPostgresTest extends EmbeddedServerContract {

  private static final String SORTED =
      "SELECT string_agg(x, '' ORDER BY x) FROM (VALUES ('b'), ('a'), ('B')) AS t (x)";

  @Override
  EmbeddedServer start(Path serverFolder) {
    return EmbeddedPostgres.start(serverFolder);
  }

  @Override
  DataSource dataSource(EmbeddedServer server, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(server.user());
    source.setPassword(password);
    return source;
  }

  @Test
  void sortsTextAsAsked() throws SQLException {
    try (EmbeddedServer english = start(folder.resolve("english"));
        EmbeddedServer codePoint =
            EmbeddedPostgres.start(
                folder.resolve("codePoint"), EmbeddedPostgres.TextOrder.CODE_POINT)) {
      assertThat(query(english, SORTED)).isEqualTo("abB");
      assertThat(query(codePoint, SORTED)).isEqualTo("Bab");
      assertThat(query(english, "SHOW server_encoding")).isEqualTo("UTF8");
    }
  }
}
