package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.Connector;
import io.meshgate.spi.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other sources are told of a governed table: nothing. The second source takes all of SQL and
 * records it; the first one's rows and its policy hold words that nobody else may hear.
 */
class EgressTest {

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private static final List<String> QUERIES =
      List.of(
          "SELECT s.key FROM a.p.secret s JOIN b.p.other o ON o.key = s.key",
          "SELECT s.key FROM a.p.secret s LEFT JOIN b.p.other o ON o.key = s.key AND o.n > 0",
          "SELECT o.key FROM b.p.other o WHERE o.key IN (SELECT key FROM a.p.secret)",
          "SELECT o.key FROM b.p.other o WHERE EXISTS"
              + " (SELECT 1 FROM a.p.secret s WHERE s.key = o.key AND s.n = o.n)",
          "SELECT o.key FROM b.p.other o WHERE o.key = (SELECT MAX(key) FROM a.p.secret)",
          "SELECT o.key FROM b.p.other o WHERE o.n > (SELECT COUNT(*) FROM a.p.secret)",
          "SELECT s.key, SUM(o.n) FROM a.p.secret s JOIN b.p.other o ON o.key = s.key"
              + " AND o.zone = s.zone GROUP BY s.key",
          "SELECT o.key FROM b.p.other o NATURAL JOIN a.p.secret",
          "SELECT key FROM b.p.other EXCEPT SELECT key FROM a.p.secret");

  @Test
  void noOtherSourceHearsValuesOrPolicyOfAGovernedTable(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("a.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE secret (key VARCHAR, n INTEGER, zone VARCHAR)");
      statement.execute(
          "INSERT INTO secret SELECT 'canary' || i, 7000 + i, 'hush' FROM range(50) r(i)");
    }
    try (TestMesh mesh = new TestMesh()) {
      mesh.source("a", "duckdb", Map.of("database", "a.duckdb"), folder);
      Connector first = Objects.requireNonNull(mesh.connectors().get("a"));
      FakeConnector recorder =
          FakeConnector.builder()
              .capabilities(first.capabilities())
              .table(first.describe(TableName.of("secret")).orElseThrow(), List.of())
              .answers(scan -> List.of())
              .build();
      mesh.source("b", recorder);
      mesh.table("a.p", "secret", "a", TableName.of("secret"));
      mesh.table("b.p", "other", "b", TableName.of("secret"));
      try (QueryEngine engine =
          mesh.engine(policies(mesh, folder), memory.allocator(), folder.resolve("spill"))) {
        for (String sql : QUERIES) {
          drain(engine, sql);
        }
      }
      assertThat(recorder.statements())
          .hasSizeGreaterThanOrEqualTo(QUERIES.size())
          .allSatisfy(sql -> assertThat(sql).doesNotContain("canary", "hush", "70", "50"));
    }
  }

  private static AccessPolicies policies(TestMesh mesh, Path folder) throws Exception {
    Path files = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        files.resolve("all.policy.yaml"),
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: all
        version: 1
        owner: governance
        appliesTo: {all: true}
        grants: [{id: g, to: {all: true}, columns: {allow: ['*']}, rows: all}]
        """);
    Files.writeString(
        files.resolve("a.policy.yaml"),
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: a
        version: 1
        owner: domain:a
        appliesTo: {domains: [a]}
        rowPolicies: [{id: r, effect: restrict, to: {all: true}, when: "zone = 'hush' AND n < 7050"}]
        """);
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(files), mesh.catalog(), Set.of(), AccessPolicies.none());
    assertThat(loaded.problems()).isEmpty();
    return loaded.policies();
  }

  private static void drain(QueryEngine engine, String sql) throws Exception {
    QuerySession session = QuerySession.of(Principal.of("ann"));
    try (QueryResult result = engine.execute(session, sql)) {
      while (result.reader().loadNextBatch()) {
        assertThat(result.reader().getVectorSchemaRoot().getRowCount()).isNotNegative();
      }
    }
  }
}
