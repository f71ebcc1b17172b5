package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.TrailFiles;
import io.meshgate.server.audit.verify.TrailVerifier;
import io.meshgate.server.audit.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway puts on record of what its clients do. */
class AuditTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: staff
      version: 7
      owner: governance
      appliesTo: {products: [hr.staff]}
      attributes: {region: string}
      grants:
        - {id: read, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [iban]}, rows: policies}
      rowPolicies:
        - {id: region, effect: permit, to: {groups: [analyst]}, when: "region = principal.region"}
      columnMasks:
        - {id: mail, match: {columns: [email]}, to: {all: true}, using: redact}
      """;

  private static final String DENIED =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: pay
      version: 1
      owner: governance
      appliesTo: {products: [hr.pay]}
      grants:
        - {id: auditors, to: {groups: [auditor]}, columns: {allow: ['*']}, rows: all}
      denials:
        - {id: no-analysts, to: {groups: [analyst]}}
      """;

  private static Path configure(Path folder, String audit) throws Exception {
    TestMesh.configureLake(folder, "audited", "");
    Path file = folder.resolve("mesh.yaml");
    Files.writeString(file, Files.readString(file) + audit);
    Files.writeString(folder.resolve("policies/staff.policy.yaml"), POLICY);
    Files.writeString(folder.resolve("policies/pay.policy.yaml"), DENIED);
    Stores.duckDb(
        "COPY (SELECT i AS id, 'name-' || i AS name, 'canary-iban-' || i AS iban,"
            + " 'canary-mail-' || i AS email, CASE WHEN i % 2 = 0 THEN 'EU' ELSE 'US' END AS region"
            + " FROM range(10) AS t (i)) TO '"
            + folder.resolve("lake/people.parquet")
            + "'",
        "COPY (SELECT 1 AS id, 4711 AS amount) TO '"
            + folder.resolve("lake/amounts.parquet")
            + "'");
    Files.writeString(
        folder.resolve("products/staff.odcs.yaml"),
        Contract.lake(
            "hr",
            "staff",
            Contract.table("people", "people.parquet", "id", "name", "iban", "email", "region")));
    Files.writeString(
        folder.resolve("products/pay.odcs.yaml"),
        Contract.lake("hr", "pay", Contract.table("amounts", "amounts.parquet", "id", "amount")));
    return folder;
  }

  @Test
  void putsDecisionAndEndOnRecord(@TempDir Path root) throws Exception {
    Path folder = configure(root, "");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      assertThat(
              rows(ana, "SELECT name, email FROM hr.staff.people WHERE name <> 'canary-literal'"))
          .isEqualTo(5);
    }
    List<TrailRecord> records = records(folder);
    TrailRecord decision = one(records, "decision", "ana");
    assertThat(decision.members())
        .containsEntry("gateway", "audited")
        .containsEntry("effect", "allowed")
        .containsEntry("sql", "SELECT name, email FROM hr.staff.people WHERE name <> ?");
    assertThat(list(decision, "tables"))
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
            list(decision, "policies").stream()
                .map(set -> set.get("set") + " " + set.get("version")))
        .containsExactly("pay 1", "staff 7");
    assertThat(list(decision, "requests")).singleElement().extracting("source").isEqualTo("lake");
    TrailRecord end = one(records, "end", "ana");
    assertThat(end.members())
        .containsEntry("query", decision.members().get("query"))
        .containsEntry("state", "FINISHED")
        .containsEntry("rows", 5L);
    assertThat(end.seq()).isGreaterThan(decision.seq());
    Verification verification = verify(folder);
    assertThat(verification.finding()).isEmpty();
    assertThat(verification.signed()).isEqualTo(verification.last() - 1);
  }

  private static void fails(Connection connection, String sql, String message) {
    assertThatThrownBy(() -> rows(connection, sql)).hasMessageContaining(message);
  }

  @Test
  void recordsDeniedTablesThatAnswerLikeNone(@TempDir Path root) throws Exception {
    Path folder = configure(root, "");
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
        records(folder).stream()
            .filter(record -> "refused".equals(record.members().get("effect")))
            .toList();
    assertThat(refused)
        .extracting(record -> record.members().get("error"))
        .containsOnly("NOT_FOUND");
    assertThat(refused)
        .extracting(
            record ->
                list(record, "tables").stream()
                    .map(table -> table.get("table") + " " + table.get("effect"))
                    .toList())
        .containsExactly(
            List.of("hr.pay.amounts denied"),
            List.of(),
            List.of("hr.pay.amounts denied"),
            List.of("hr.staff.people allowed", "hr.pay.amounts denied"));
    assertThat(list(refused.get(0), "tables").get(0))
        .containsEntry("rules", List.of("pay/no-analysts"));
  }

  @Test
  void keepsLiteralsAndValuesOut(@TempDir Path root) throws Exception {
    Path folder = configure(root, "");
    try (TestMesh mesh = TestMesh.start(folder);
        Connection ana = mesh.jdbc("ana")) {
      rows(ana, "SELECT id FROM hr.staff.people WHERE name = 'canary-literal' OR id = 918273645");
      rows(ana, "SELECT id AS x -- canary-comment\n FROM hr.staff.people /* canary-comment */");
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
    String trail = text(folder);
    assertThat(trail).doesNotContain("canary").doesNotContain("918273645").doesNotContain("4711");
    assertThat(records(folder).stream().filter(record -> record.type().equals("login")))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            record -> assertThat(record.members()).containsEntry("error", "UNAUTHENTICATED"))
        .anySatisfy(record -> assertThat(record.members()).containsEntry("user", "ana"))
        .anySatisfy(record -> assertThat(record.members()).doesNotContainKey("user"));
  }

  private static int rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int rows = 0;
      while (result.next()) {
        rows++;
      }
      return rows;
    }
  }

  private static Path trail(Path folder) {
    return folder.resolve(".meshgate/audit/audited");
  }

  private static Verification verify(Path folder) throws Exception {
    VerificationKey key = VerificationKey.read(folder.resolve(".meshgate/audit/audited.pub.pem"));
    return new TrailVerifier(List.of(key), List.of()).verify(TrailFiles.in(trail(folder)));
  }

  private static String text(Path folder) throws Exception {
    StringBuilder text = new StringBuilder();
    for (Path file : TrailFiles.in(trail(folder))) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  private static List<TrailRecord> records(Path folder) throws Exception {
    List<TrailRecord> records = new ArrayList<>();
    for (String line : text(folder).lines().toList()) {
      records.add(TrailRecord.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
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

  @SuppressWarnings("unchecked") // Lists of objects are what these members are.
  private static List<Map<String, Object>> list(TrailRecord record, String name) {
    return (List<Map<String, Object>>) record.members().get(name);
  }
}
