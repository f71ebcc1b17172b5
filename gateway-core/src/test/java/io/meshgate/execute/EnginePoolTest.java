package io.meshgate.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each instance has a folder of its own, by which it is known here. */
class EnginePoolTest {

  private static final String CANARY = "canary-of-an-earlier-query";

  private final Path folder;
  private final EnginePool pool;

  EnginePoolTest(@TempDir Path folder) {
    this.folder = folder;
    this.pool = new EnginePool(folder, 2);
  }

  @AfterEach
  void leavesNoFolder() throws IOException {
    pool.close();
    assertThat(instances()).isEmpty();
  }

  private List<Path> instances() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private EnginePool.Lease lease() throws Exception {
    return pool.lease(QueryLimits.DEFAULT);
  }

  private static void run(EnginePool.Lease lease, String sql) throws SQLException {
    try (Statement statement = lease.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void servesOneQueryAfterTheOther() throws Exception {
    List<Path> first;
    try (EnginePool.Lease lease = lease()) {
      first = instances();
      lease.finish();
    }
    for (int i = 0; i < 3; i++) {
      try (EnginePool.Lease lease = lease()) {
        assertThat(instances()).isEqualTo(first);
        lease.finish();
      }
    }
  }

  @Test
  void servesNoTwoQueriesAtOnce() throws Exception {
    try (EnginePool.Lease first = lease();
        EnginePool.Lease second = lease()) {
      assertThat(instances()).hasSize(2);
      first.finish();
      second.finish();
    }
  }

  @Test
  void endsTheInstanceOfAQueryThatWasNotReadToItsEnd() throws Exception {
    try (EnginePool.Lease lease = lease()) {
      run(lease, "SELECT 1");
    }
    assertThat(instances()).isEmpty();
  }

  @Test
  void endsTheInstanceOfAQueryThatWasCancelled() throws Exception {
    try (EnginePool.Lease lease = lease()) {
      lease.end();
      lease.finish();
      assertThatThrownBy(() -> run(lease, "SELECT 1")).isInstanceOf(SQLException.class);
    }
    assertThat(instances()).isEmpty();
  }

  // Whoever closes a result ends its query.
  @Test
  void keepsTheInstanceOfAQueryThatWasReadToItsEndAndThenEnded() throws Exception {
    try (EnginePool.Lease lease = lease()) {
      lease.finish();
      lease.end();
    }
    assertThat(instances()).hasSize(1);
  }

  @Test
  void endsTheInstanceOfAQueryThatLeftAFile() throws Exception {
    try (EnginePool.Lease lease = lease()) {
      Files.writeString(instances().get(0).resolve("duckdb_temp_storage-0.tmp"), CANARY);
      lease.finish();
    }
    assertThat(instances()).isEmpty();
  }

  @Test
  void givesEachLimitAnInstanceOfItsOwn() throws Exception {
    try (EnginePool.Lease lease = lease()) {
      lease.finish();
    }
    QueryLimits tight = QueryLimits.DEFAULT.withMemory(64 << 20, 32 << 20, 1 << 20);
    try (EnginePool.Lease lease = pool.lease(tight);
        Statement statement = lease.connection().createStatement();
        ResultSet limit = statement.executeQuery("SELECT current_setting('memory_limit')")) {
      assertThat(limit.next()).isTrue();
      assertThat(limit.getString(1)).isEqualTo("32.0 MiB");
      assertThat(instances()).hasSize(2);
    }
  }

  @Test
  void keepsFewThatWait() throws Exception {
    List<EnginePool.Lease> leases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      leases.add(lease());
    }
    for (EnginePool.Lease lease : leases) {
      lease.finish();
      lease.close();
    }
    assertThat(instances()).hasSize(16);
  }

  @Test
  void endsWhatIsGivenBackAfterItsOwnEnd() throws Exception {
    EnginePool.Lease lease = lease();
    pool.close();
    run(lease, "SELECT 1");
    lease.finish();
    lease.close();
    assertThat(instances()).isEmpty();
  }

  // What a connection can hold, and all that an instance lists.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal",
        "SELECT table_name, sql FROM duckdb_tables()",
        "SELECT name, statement FROM duckdb_prepared_statements()",
        "SELECT name, value FROM duckdb_variables()",
        "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal",
        "SELECT function_name FROM duckdb_functions() WHERE NOT internal",
        "SELECT type_name FROM duckdb_types() WHERE NOT internal",
        "SELECT path FROM duckdb_temporary_files()",
        "SELECT message FROM duckdb_logs()",
        "SELECT name, value FROM duckdb_settings() WHERE value LIKE '%canary%'",
      })
  void showsNothingOfAnEarlierQuery(String listing) throws Exception {
    try (EnginePool.Lease lease = lease()) {
      run(lease, "CREATE TEMP VIEW input_0 AS SELECT '" + CANARY + "' AS text");
      run(lease, "CREATE TEMP TABLE kept AS FROM input_0, range(100000)");
      run(lease, "CREATE TEMP MACRO canary() AS '" + CANARY + "'");
      run(lease, "SET VARIABLE canary = '" + CANARY + "'");
      run(lease, "PREPARE canary AS SELECT '" + CANARY + "'");
      run(lease, "SELECT text, COUNT(*) FROM kept GROUP BY text ORDER BY 2");
      lease.finish();
    }
    try (EnginePool.Lease lease = lease()) {
      assertThat(instances()).hasSize(1);
      assertThat(rows(lease.connection(), listing)).isEmpty();
      assertThatThrownBy(() -> run(lease, "SELECT * FROM input_0"))
          .hasMessageContaining("input_0 does not exist");
    }
  }

  private static List<String> rows(DuckDBConnection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
