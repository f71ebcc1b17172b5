package io.meshgate.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.MeshSnapshot;
import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.audit.AuditTrail;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.monitor.QueryRegistry;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.session.QuerySession.Answer;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What policies do to their reader, as tables and as refusals of strict sessions. */
class PolicyTablesTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: people
      version: 7
      owner: domain:crm
      appliesTo: {products: [crm.customers]}
      grants:
        - {id: read, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [iban]}, rows: policies}
        - {id: all, to: {groups: [owner]}, columns: {allow: ['*']}, rows: all}
      rowPolicies:
        - {id: adults, effect: permit, to: {groups: [analyst]}, when: "age >= 18"}
      columnMasks:
        - {id: email, match: {columns: [email]}, to: {all: true, except: {groups: [owner]}}, using: redact}
      """;
  private static final Schema PEOPLE =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("age", new ArrowType.Int(32, true)),
              Field.nullable("email", ArrowType.Utf8.INSTANCE),
              Field.nullable("iban", ArrowType.Utf8.INSTANCE)));
  private static final Schema CODES =
      new Schema(List.of(Field.nullable("code", ArrowType.Utf8.INSTANCE)));
  private static final QuerySession ANN = QuerySession.of(Principal.of("ann", "analyst"));
  private static final QuerySession OLGA = QuerySession.of(Principal.of("olga", "owner"));
  private static final QuerySession GERDA = QuerySession.of(Principal.of("gerda", "governance"));

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;
  private FakeConnector source;
  private TestMesh mesh;
  private QueryEngine engine;

  PolicyTablesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() throws IOException {
    source =
        FakeConnector.builder()
            .table(TableName.of("people"), PEOPLE, List.of())
            .table(TableName.of("codes"), CODES, List.of())
            .build();
    mesh =
        new TestMesh()
            .source("crm", source)
            .table("crm.customers", "people", "crm", TableName.of("people"))
            .table("geo.places", "codes", "crm", TableName.of("codes"));
    Path policies = Files.createDirectories(folder.resolve("policies"));
    Files.writeString(policies.resolve("a.policy.yaml"), POLICY);
    Files.writeString(
        policies.resolve("b.policy.yaml"),
        POLICY
            .replace("id: people", "id: places")
            .replace("domain:crm", "governance")
            .replace("crm.customers", "geo.places"));
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(policies), mesh.catalog(), Set.of(), AccessPolicies.none());
    MeshSnapshot snapshot = new MeshSnapshot(mesh.catalog(), loaded.policies(), loaded.files());
    engine =
        new QueryEngine(
            () -> snapshot,
            QueryRegistry.silent(),
            mesh.connectors(),
            Map.of(),
            new QueryEngine.EngineRuntime(
                memory.allocator(), folder.resolve("spill"), 2, AuditTrail.NONE));
  }

  @AfterEach
  void close() {
    engine.close();
    mesh.close();
  }

  private List<List<@Nullable Object>> run(QuerySession session, String sql) throws IOException {
    try (QueryResult result = engine.execute(session, sql)) {
      return ArrowRows.read(result.reader());
    }
  }

  @Test
  void showsEachWhatTheySeeAndNothingThatIsHidden() throws IOException {
    String access = "SELECT * FROM system.my_access";
    assertThat(run(ANN, access))
        .containsExactly(
            Arrays.asList("crm.customers", "people", "id", "clear", null, "filtered"),
            Arrays.asList("crm.customers", "people", "age", "clear", null, "filtered"),
            Arrays.asList("crm.customers", "people", "email", "masked", "redact", "filtered"));
    assertThat(run(OLGA, access))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.subList(3, 6)).containsExactly("clear", null, "all"));
    assertThat(run(GERDA, access)).isEmpty();
  }

  @Test
  void showsRulesAndBadFilesToGovernanceAlone() throws IOException {
    String policies =
        "SELECT set_id, version, owner, applies_to, rule_id, kind, subjects, definition, line, state"
            + " FROM system.policies ORDER BY line NULLS LAST";
    assertThat(run(ANN, policies)).isEmpty();
    assertThat(run(OLGA, policies)).isEmpty();
    List<List<@Nullable Object>> rows = run(GERDA, policies);
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0))
        .containsExactly(
            "people",
            7L,
            "domain:crm",
            "products crm.customers",
            "people/read",
            "grant",
            "group analyst",
            "columns * except iban; rows: policies",
            8,
            "in_force");
    assertThat(rows.get(2)).contains("people/adults", "permit", "age >= 18");
    assertThat(rows.get(3))
        .contains("mask", "everybody; except group owner", "redact for columns email");
    assertThat(
            run(GERDA, "SELECT set_id, file, problem FROM system.policies WHERE state = 'refused'"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get(0)).isNull();
              assertThat((String) row.get(1)).endsWith("b.policy.yaml");
              assertThat((String) row.get(2)).contains("b.policy.yaml:8", "Unknown column 'iban'");
            });
  }

  @Test
  void aStrictSessionIsRefusedPartialAnswersBeforeAnythingIsRead() throws IOException {
    QuerySession strict = ANN.withAnswer(Answer.WHOLE_ONLY);
    for (String sql :
        List.of(
            "SELECT COUNT(*) FROM crm.customers.people",
            "SELECT x FROM (VALUES (1)) AS t (x) WHERE EXISTS (SELECT 1 FROM crm.customers.people)",
            "WITH p AS (SELECT id FROM crm.customers.people) SELECT * FROM p",
            "EXPLAIN SELECT id FROM crm.customers.people")) {
      for (int way = 0; way < 2; way++) {
        boolean prepared = way == 0;
        assertThatThrownBy(
                () -> {
                  if (prepared) {
                    engine.prepare(strict, sql);
                  } else {
                    engine.execute(strict, sql).close();
                  }
                })
            .as(sql)
            .isInstanceOfSatisfying(
                QueryException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
            .hasMessageContaining("rows are filtered in crm.customers.people.")
            .hasMessageNotContainingAny("age", "18", "people/", "iban", "masked");
      }
    }
    assertThatThrownBy(() -> engine.execute(strict, "SELECT email FROM crm.customers.people"))
        .hasMessageContaining("values are masked in crm.customers.people.email");
    assertThatThrownBy(() -> engine.execute(strict, "SELECT iban FROM crm.customers.people"))
        .hasMessageContaining("'iban' not found");
    assertThat(run(strict, "SHOW strict")).containsExactly(List.of("strict", "on"));
    QuerySession whole = OLGA.withAnswer(Answer.WHOLE_ONLY);
    assertThat(run(whole, "SELECT email, iban FROM crm.customers.people")).isEmpty();
    assertThat(run(ANN, "SELECT COUNT(*) FROM crm.customers.people")).containsExactly(List.of(0L));
  }

  @Test
  void aMaskedColumnThatIsNotUsedIsNoMatter() throws IOException {
    Path policies = folder.resolve("policies");
    Files.writeString(
        policies.resolve("a.policy.yaml"),
        POLICY
            .replace("rows: policies", "rows: all")
            .replace("owner: domain:crm", "owner: governance"));
    MeshSnapshot snapshot =
        new MeshSnapshot(
            mesh.catalog(),
            PolicyLoader.load(List.of(policies), mesh.catalog(), Set.of(), AccessPolicies.none())
                .policies());
    QuerySession strict = ANN.withAnswer(Answer.WHOLE_ONLY);
    try (QueryEngine other =
        new QueryEngine(
            () -> snapshot,
            QueryRegistry.silent(),
            mesh.connectors(),
            Map.of(),
            new QueryEngine.EngineRuntime(
                memory.allocator(), folder.resolve("spill2"), 2, AuditTrail.NONE))) {
      try (QueryResult result = other.execute(strict, "SELECT id, age FROM crm.customers.people")) {
        assertThat(ArrowRows.read(result.reader())).isEmpty();
      }
      assertThatThrownBy(
              () -> other.execute(strict, "SELECT id FROM crm.customers.people ORDER BY email"))
          .hasMessageContaining("masked in crm.customers.people.email");
    }
  }
}
