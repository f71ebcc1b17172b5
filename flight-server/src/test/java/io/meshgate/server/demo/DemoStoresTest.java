package io.meshgate.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStoresTest {
  private static final String PASSWORD = "0123456789abcdef";

  /** The figures are those of the source's documentation and of its CSV files. */
  @Test
  void loadsEveryRowAndLetsTheReaderReadOnly(@TempDir Path root) throws Exception {
    DemoFolder folder = DemoFolder.prepare(root);
    assertThat(folder.isLoaded()).isFalse();
    try (DemoStores stores = DemoStores.start(folder.root())) {
      stores.load(folder.imports());
      folder.markLoaded();
      stores.admitReader(PASSWORD);
      String operations = stores.operations().jdbcUrl();
      assertThat(
              value(
                  operations,
                  "SELECT count(*) || ' ' || count(dep_time) || ' ' || sum(distance)"
                      + " FROM operations.flights"))
          .isEqualTo("336776 328521 350217607");
      assertThat(value(operations, "SELECT min(time_hour)::text FROM operations.flights"))
          .isEqualTo("2013-01-01 10:00:00");
      assertThatThrownBy(() -> value(operations, "DELETE FROM operations.flights RETURNING 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
      checkFleet(stores);
      assertThat(folder.isLoaded()).isTrue();
    }
  }

  private static void checkFleet(DemoStores stores) throws SQLException {
    String fleet =
        "jdbc:mariadb://%s:%d/%s"
            .formatted(stores.fleet().host(), stores.fleet().port(), DemoStores.FLEET_DATABASE);
    assertThat(value(fleet, "SELECT concat(count(*), ' ', count(year)) FROM planes"))
        .isEqualTo("3322 3252");
    assertThat(value(fleet, "SELECT name FROM airlines WHERE carrier = 'UA'"))
        .isEqualTo("United Air Lines Inc.");
    assertThatThrownBy(() -> value(fleet, "INSERT INTO airlines VALUES ('XX', 'x') RETURNING 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("denied");
  }

  @Test
  void loadsAgainWhenTheDataChangesAndOnlyThen(@TempDir Path root) throws Exception {
    DemoFolder folder = DemoFolder.prepare(root);
    folder.markLoaded();
    assertThat(DemoFolder.prepare(root).isLoaded()).isTrue();
    Files.writeString(folder.imports().resolve("planes.parquet"), "other");
    assertThat(folder.isLoaded()).isFalse();
    folder.markEmpty();
    assertThat(DemoFolder.prepare(root).isLoaded()).isFalse();
  }

  @Test
  void everyQueryOfTheTourHasATitleAndSql() throws Exception {
    List<DemoQuery> queries = DemoQuery.all();
    assertThat(queries).hasSize(6);
    assertThat(queries)
        .allSatisfy(
            query -> {
              assertThat(query.title()).isNotBlank().doesNotStartWith("-");
              assertThat(query.sql()).startsWith("SELECT").doesNotEndWith(";");
            });
  }

  private static String value(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, DemoStores.READER, PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
