package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.key.KeyFile;
import io.meshgate.server.audit.key.StatementKey;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway puts on record of what its clients do. */
class AuditTest {

  @Test
  void putsDecisionAndEndOnRecord(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      assertThat(
              AuditedMesh.rows(
                  ana, "SELECT name, email FROM hr.staff.people WHERE name <> 'canary-literal'"))
          .isEqualTo(5);
    }
    List<TrailRecord> records = AuditedMesh.records(folder);
    TrailRecord decision = one(records, "decision", "ana");
    assertThat(decision.members())
        .containsEntry("gateway", "audited")
        .containsEntry("effect", "allowed")
        .containsEntry("sql", "SELECT name, email FROM hr.staff.people WHERE name <> ?");
    saysWhatWasDecided(decision);
    TrailRecord end = one(records, "end", "ana");
    assertThat(end.members())
        .containsEntry("query", decision.members().get("query"))
        .containsEntry("state", "FINISHED")
        .containsEntry("rows", 5L);
    assertThat(end.seq()).isGreaterThan(decision.seq());
    Verification verification = AuditedMesh.verify(folder);
    assertThat(verification.finding()).isEmpty();
    assertThat(verification.signed()).isEqualTo(verification.last() - 1);
  }

  private static void saysWhatWasDecided(TrailRecord decision) {
    assertThat(AuditedMesh.list(decision, "tables"))
        .singleElement()
        .satisfies(
            table ->
                assertThat(table)
                    .containsEntry("table", "hr.staff.people")
                    .containsEntry("contract", "hr-staff")
                    .containsEntry("contractVersion", "1.0.0")
                    .containsEntry("effect", "allowed")
                    .containsEntry("rows", "filtered")
                    .containsEntry("rules", List.of("staff/read", "staff/mail", "staff/region"))
                    .containsEntry("denied", List.of("iban"))
                    .containsEntry(
                        "masked",
                        List.of(
                            Map.of("column", "email", "kind", "redact", "rule", "staff/mail"))));
    assertThat(
            AuditedMesh.list(decision, "policies").stream()
                .map(set -> set.get("set") + " " + set.get("version")))
        .containsExactly("pay 1", "staff 7");
    assertThat(AuditedMesh.list(decision, "requests"))
        .singleElement()
        .extracting("source")
        .isEqualTo("lake");
  }

  private static void fails(Connection connection, String sql, String message) {
    assertThatThrownBy(() -> AuditedMesh.rows(connection, sql)).hasMessageContaining(message);
  }

  @Test
  void recordsDeniedTablesThatAnswerLikeNone(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      fails(ana, "SELECT * FROM hr.pay.amounts", "Table 'hr.pay.amounts' not found");
      fails(ana, "SELECT * FROM hr.pay.bonuses", "Table 'hr.pay.bonuses' not found");
      fails(ana, "DESCRIBE hr.pay.amounts", "Table 'hr.pay.amounts' not found");
      fails(
          ana,
          "SELECT id FROM hr.staff.people WHERE id IN (SELECT id FROM hr.pay.amounts)",
          "Table 'hr.pay.amounts' not found");
    }
    List<TrailRecord> refused =
        AuditedMesh.records(folder).stream()
            .filter(record -> "refused".equals(record.members().get("effect")))
            .toList();
    assertThat(refused)
        .extracting(record -> record.members().get("error"))
        .containsOnly("NOT_FOUND");
    assertThat(refused)
        .extracting(
            record ->
                AuditedMesh.list(record, "tables").stream()
                    .map(table -> table.get("table") + " " + table.get("effect"))
                    .toList())
        .containsExactly(
            List.of("hr.pay.amounts denied"),
            List.of(),
            List.of("hr.pay.amounts denied"),
            List.of("hr.staff.people allowed", "hr.pay.amounts denied"));
    assertThat(AuditedMesh.list(refused.get(0), "tables").get(0))
        .containsEntry("rules", List.of("pay/no-analysts"));
  }

  @Test
  void keepsLiteralsAndValuesOut(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      AuditedMesh.rows(
          ana, "SELECT id FROM hr.staff.people WHERE name = 'canary-literal' OR id = 918273645");
      AuditedMesh.rows(
          ana, "SELECT id AS x -- canary-comment\n FROM hr.staff.people /* canary-comment */");
      fails(ana, "SELECT id FROM hr.staff.people WHERE name = \"canary-quoted\"", "NOT_FOUND");
      fails(ana, "SELECT 'canary-broken \\' FROM canary-syntax $$canary-dollar$$", "SYNTAX");
      fails(ana, "INSERT INTO t VALUES ('canary-insert')", "READ_ONLY");
      try (PreparedStatement statement =
          ana.prepareStatement("SELECT id FROM hr.staff.people WHERE name = ?")) {
        statement.setString(1, "canary-parameter");
        statement.executeQuery().close();
      }
      assertThatThrownBy(() -> mesh.jdbc("canary-user", "canary-password", "").close())
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> mesh.jdbc("ana", "canary-password", "").close())
          .isInstanceOf(SQLException.class);
    }
    String trail = AuditedMesh.text(folder);
    assertThat(trail)
        .doesNotContain("canary")
        .doesNotContain("918273645")
        .doesNotContain("471100471100");
    assertThat(AuditedMesh.records(folder).stream().filter(record -> record.type().equals("login")))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            record -> assertThat(record.members()).containsEntry("error", "UNAUTHENTICATED"))
        .anySatisfy(record -> assertThat(record.members()).containsEntry("user", "ana"))
        .anySatisfy(record -> assertThat(record.members()).doesNotContainKey("user"));
  }

  private static Map<String, List<String>> statementsAndTables() {
    String seen = "hr.staff.people allowed";
    String hidden = "hr.pay.amounts denied";
    Map<String, List<String>> statements = new LinkedHashMap<>();
    statements.put("SELECT 1 AS a FROM mesh.hr.pay.amounts", List.of(hidden));
    statements.put("SELECT 2 AS a FROM \"hr.pay\".\"amounts\"", List.of(hidden));
    statements.put("SELECT 3 AS a FROM HR.Pay.AMOUNTS AS x (b, c)", List.of(hidden));
    statements.put("TABLE hr.pay.amounts", List.of(hidden));
    statements.put(
        "WITH w AS (SELECT * FROM hr.pay.amounts) SELECT 5 AS a FROM w", List.of(hidden));
    statements.put("SELECT 6 AS a FROM hr.staff.people, hr.pay.amounts", List.of(seen, hidden));
    statements.put(
        "SELECT 7 AS a FROM hr.staff.people p LEFT JOIN hr.pay.amounts q ON p.id = q.id",
        List.of(seen, hidden));
    statements.put(
        "SELECT id FROM hr.staff.people UNION SELECT id FROM hr.pay.amounts",
        List.of(seen, hidden));
    statements.put(
        "SELECT (SELECT MAX(id) FROM hr.pay.amounts) AS a FROM hr.staff.people",
        List.of(seen, hidden));
    statements.put("EXPLAIN SELECT id FROM hr.pay.amounts", List.of(hidden));
    statements.put(
        "SELECT id FROM hr.staff.people WHERE EXISTS (SELECT 1 FROM hr.staff.people p WHERE p.iban"
            + " = 'x')",
        List.of(seen));
    // The name of a subquery is no table's.
    statements.put("WITH amounts AS (SELECT 1 AS b) SELECT 8 AS a FROM amounts", List.of());
    // Found in the default schema.
    statements.put("SELECT 9 AS a FROM amounts", List.of(hidden));
    return statements;
  }

  @Test
  void recordsTablesHoweverTheyAreNamed(@TempDir Path root) throws Exception {
    Path folder = AuditedMesh.configure(root, "");
    Map<String, List<String>> statements = statementsAndTables();
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana", "ana-password", "&schema=hr.pay")) {
      for (String sql : statements.keySet()) {
        try {
          AuditedMesh.rows(ana, sql);
        } catch (SQLException e) {
          assertThat(e.getMessage()).contains("NOT_FOUND");
        }
      }
    }
    List<List<String>> tables =
        AuditedMesh.records(folder).stream()
            .filter(record -> record.type().equals("decision"))
            .filter(record -> "ana".equals(record.members().get("user")))
            .map(
                record ->
                    AuditedMesh.list(record, "tables").stream()
                        .map(table -> table.get("table") + " " + table.get("effect"))
                        .toList())
            .toList();
    assertThat(tables).containsExactlyElementsOf(statements.values());
  }

  @Test
  void keepsFullTextsForTheirOwnerAlone(@TempDir Path root) throws Exception {
    Path secret = root.resolve("s.key.pem");
    KeyFile.generate(KeyFile.Purpose.STATEMENTS, secret, root.resolve("s.pub.pem"));
    Path folder = AuditedMesh.configure(root, "audit: {statements: s.pub.pem, folder: t}\n");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana");
        PreparedStatement statement =
            ana.prepareStatement("SELECT id FROM hr.staff.people WHERE name <> 'a' AND id > ?")) {
      statement.setInt(1, 4);
      statement.executeQuery().close();
    }
    TrailRecord decision = one(AuditedMesh.recordsIn(folder.resolve("t")), "decision", "ana");
    assertThat(new String(decision.line(), StandardCharsets.UTF_8)).doesNotContain("'a'");
    assertThat(
            StatementKey.read(secret)
                .open(
                    decision.text("query").orElseThrow(),
                    (Map<?, ?>) Objects.requireNonNull(decision.members().get("statement"))))
        .contains(
            "{\"parameters\":[\"4\"],"
                + "\"sql\":\"SELECT id FROM hr.staff.people WHERE name <> 'a' AND id > ?\"}");
  }

  private static TrailRecord one(List<TrailRecord> records, String type, String user) {
    List<TrailRecord> found =
        records.stream()
            .filter(record -> record.type().equals(type))
            .filter(record -> user.equals(record.members().get("user")))
            .toList();
    assertThat(found).as("%s of %s", type, user).hasSize(1);
    return found.get(0);
  }
}
