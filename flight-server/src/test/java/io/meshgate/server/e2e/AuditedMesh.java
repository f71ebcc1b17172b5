package io.meshgate.server.e2e;

import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.record.TrailRecord;
import io.meshgate.server.audit.trail.TrailFiles;
import io.meshgate.server.audit.verify.TrailVerifier;
import io.meshgate.server.audit.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A mesh named {@code audited} of two products, of which analysts see one, and its trail. */
final class AuditedMesh {

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

  private AuditedMesh() {}

  static Path configure(Path folder, String audit) throws Exception {
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
        "COPY (SELECT 1 AS id, 471100471100 AS amount) TO '"
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

  static int rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int rows = 0;
      while (result.next()) {
        rows++;
      }
      return rows;
    }
  }

  static Path trail(Path folder) {
    return folder.resolve(".meshgate/audit/audited");
  }

  static Verification verify(Path folder) throws Exception {
    VerificationKey key = VerificationKey.read(folder.resolve(".meshgate/audit/audited.pub.pem"));
    return new TrailVerifier(List.of(key), List.of()).verify(TrailFiles.in(trail(folder)));
  }

  static String text(Path folder) throws Exception {
    return textIn(trail(folder));
  }

  private static String textIn(Path trail) throws Exception {
    StringBuilder text = new StringBuilder();
    for (Path file : TrailFiles.in(trail)) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  static List<TrailRecord> records(Path folder) throws Exception {
    return recordsIn(trail(folder));
  }

  static List<TrailRecord> recordsIn(Path trail) throws Exception {
    List<TrailRecord> records = new ArrayList<>();
    for (String line : textIn(trail).lines().toList()) {
      records.add(TrailRecord.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  @SuppressWarnings("unchecked") // Lists of objects are what these members are.
  static List<Map<String, Object>> list(TrailRecord record, String name) {
    return (List<Map<String, Object>>) Objects.requireNonNull(record.members().get(name));
  }
}
