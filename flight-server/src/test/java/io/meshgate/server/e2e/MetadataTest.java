package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.e2e.TestMesh.Login;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is hidden has no trace in any list, and what a contract shows of values has none either. */
class MetadataTest {

  private static final String HEAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: %s
      version: 1.0.0
      status: active
      domain: %s
      name: %s
      servers: [{server: lake, type: local, path: "{table}", format: parquet}]
      schema:
      """;

  private static final String PEOPLE =
      """
        - name: people
          id: people_tbl
          physicalName: people.parquet
          description: Everybody whom we know
          quality:
            - {type: text, description: canary-rule-of-table}
          properties:
            - {name: id, id: people_prop, primaryKey: true, examples: [4711]}
            - name: name
              description: As on the passport
              examples: [canary-example]
              quality:
                - {type: text, description: canary-rule}
              customProperties: [{property: profile, value: canary-profile}]
            - name: wagezz
              description: canary-hidden-description
              tags: [canary-hidden-tag]
              classification: canary-hidden-class
              examples: [canary-hidden-example]
              relationships: [{to: pay.odcs.yaml#/schema/wages_tbl/properties/wage_prop}]
      """;

  private static final String PAY =
      """
        - name: wages
          id: wages_tbl
          physicalName: wages.parquet
          description: canary-hidden-table
          properties:
            - name: wage
              id: wage_prop
              primaryKey: true
              relationships: [{to: people.odcs.yaml#/schema/people_tbl/properties/people_prop}]
      """;

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: metadata
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: auditors, to: {groups: [auditor]}, columns: {allow: ['*']}, rows: all}
      """;

  private static final String ANALYSTS =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: analysts
      version: 1
      owner: governance
      appliesTo: {products: [crm.customers]}
      grants:
        - {id: analysts, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [wagezz]}, rows: all}
      """;

  private interface Asked {
    FlightInfo about(Login login, String schema, String table) throws Exception;
  }

  /** Every call for metadata, about a table by its schema and name. */
  private static final ImmutableMap<String, Asked> CALLS =
      ImmutableMap.<String, Asked>builder()
          .put(
              "schemas",
              (login, schema, table) -> login.sql().getSchemas("mesh", schema, login.token()))
          .put(
              "tables",
              (login, schema, table) ->
                  login.sql().getTables("mesh", schema, table, null, false, login.token()))
          .put(
              "tables with columns",
              (login, schema, table) ->
                  login.sql().getTables(null, schema, table, null, true, login.token()))
          .put(
              "primary keys",
              (login, schema, table) ->
                  login.sql().getPrimaryKeys(TableRef.of("mesh", schema, table), login.token()))
          .put(
              "exported keys",
              (login, schema, table) ->
                  login.sql().getExportedKeys(TableRef.of("mesh", schema, table), login.token()))
          .put(
              "imported keys",
              (login, schema, table) ->
                  login.sql().getImportedKeys(TableRef.of("mesh", schema, table), login.token()))
          .put(
              "references",
              (login, schema, table) ->
                  login
                      .sql()
                      .getCrossReference(
                          TableRef.of("mesh", schema, table),
                          TableRef.of("mesh", "crm.customers", "people"),
                          login.token()))
          .put(
              "schema",
              (login, schema, table) ->
                  new FlightInfo(
                      login
                          .sql()
                          .getExecuteSchema("SELECT * FROM " + schema + "." + table, login.token())
                          .getSchema(),
                      FlightDescriptor.command(new byte[0]),
                      List.of(),
                      -1,
                      -1))
          .put(
              "prepared",
              (login, schema, table) ->
                  login
                      .sql()
                      .prepare("SELECT * FROM " + schema + "." + table, login.token())
                      .execute())
          .put(
              "describe",
              (login, schema, table) ->
                  login.sql().execute("DESCRIBE " + schema + "." + table, login.token()))
          .put(
              "show tables",
              (login, schema, table) ->
                  login.sql().execute("SHOW TABLES FROM " + schema, login.token()))
          .put(
              "show like",
              (login, schema, table) ->
                  login.sql().execute("SHOW TABLES LIKE '" + table + "'", login.token()))
          .put(
              "show schemas",
              (login, schema, table) ->
                  login.sql().execute("SHOW SCHEMAS LIKE '" + schema + "'", login.token()))
          .put(
              "information schema",
              (login, schema, table) ->
                  login
                      .sql()
                      .execute(
                          "SELECT COUNT(*), MIN(table_name) FROM information_schema.tables"
                              + " WHERE table_schema = '"
                              + schema
                              + "'",
                          login.token()))
          .put(
              "explain",
              (login, schema, table) ->
                  login
                      .sql()
                      .execute("EXPLAIN SELECT * FROM " + schema + "." + table, login.token()))
          .buildOrThrow();

  private static TestMesh mesh;

  @BeforeAll
  static void start(@TempDir Path root) throws Exception {
    Path folder = TestMesh.configureLake(root, "metadata", "");
    Files.writeString(folder.resolve("policies/all.policy.yaml"), POLICY);
    Files.writeString(folder.resolve("policies/analysts.policy.yaml"), ANALYSTS);
    Stores.duckDb(
        "COPY (SELECT 1 AS id, 'zoe' AS name, 5 AS wagezz) TO '"
            + folder.resolve("lake/people.parquet")
            + "'",
        "COPY (SELECT 5 AS wage) TO '" + folder.resolve("lake/wages.parquet") + "'");
    Files.writeString(
        folder.resolve("products/people.odcs.yaml"),
        HEAD.formatted("people", "crm", "customers") + PEOPLE);
    Files.writeString(
        folder.resolve("products/pay.odcs.yaml"), HEAD.formatted("pay", "hidd", "payroll") + PAY);
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems()).noneMatch(p -> p.toString().contains("odcs"));
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  private static String observe(Login login, String call, String schema, String table) {
    try {
      return text(login, Objects.requireNonNull(CALLS.get(call)).about(login, schema, table));
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String text(Login login, FlightInfo info) throws Exception {
    StringBuilder text = new StringBuilder();
    text.append(info.getRecords()).append(' ').append(info.getBytes()).append(' ');
    text.append(info.getSchemaOptional().map(Object::toString).orElse("")).append('\n');
    for (var endpoint : info.getEndpoints()) {
      try (FlightStream stream = login.sql().getStream(endpoint.getTicket(), login.token())) {
        text.append(stream.getSchema().toJson());
        while (stream.next()) {
          text.append(stream.getLatestMetadata());
          for (FieldVector vector : stream.getRoot().getFieldVectors()) {
            for (int row = 0; row < vector.getValueCount(); row++) {
              Object value = vector.getObject(row);
              text.append(
                      value instanceof byte[] bytes
                          ? new String(bytes, StandardCharsets.ISO_8859_1)
                          : String.valueOf(value))
                  .append('|');
            }
          }
        }
      }
    }
    return text.toString();
  }

  static Stream<String> calls() {
    return CALLS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void answersAboutAHiddenTableAsAboutNone(String call) throws Exception {
    try (Login ana = mesh.login("ana");
        Login otto = mesh.login("otto")) {
      String hidden = observe(ana, call, "hidd.payroll", "wages");
      String none = observe(ana, call, "none.payrxll", "wagex");
      assertThat(hidden.replace("hidd.payroll", "none.payrxll").replace("wages", "wagex"))
          .isEqualTo(none);
      assertThat(observe(otto, call, "hidd.payroll", "wages"))
          .as("what is looked for can be found")
          .isNotEqualTo(hidden);
    }
  }

  @Test
  void noListHasATraceOfWhatIsHidden() throws Exception {
    List<String> lists = new ArrayList<>();
    try (Login ana = mesh.login("ana")) {
      var sql = ana.sql();
      var token = ana.token();
      TableRef people = TableRef.of("mesh", "crm.customers", "people");
      for (FlightInfo info :
          List.of(
              sql.getCatalogs(token),
              sql.getSchemas(null, null, token),
              sql.getTables(null, null, null, null, true, token),
              sql.getTables(null, "%", "%", null, false, token),
              sql.getTableTypes(token),
              sql.getSqlInfo(new int[0], token),
              sql.getXdbcTypeInfo(token),
              sql.getPrimaryKeys(people, token),
              sql.getImportedKeys(people, token),
              sql.getExportedKeys(people, token),
              sql.getCrossReference(people, people, token))) {
        lists.add(text(ana, info));
      }
      assertThat(lists.get(2)).contains("people", "name");
      for (String table : systemTables(ana)) {
        lists.add(text(ana, sql.execute("SELECT * FROM " + table, token)));
      }
      for (String statement : List.of("SHOW SCHEMAS", "SHOW TABLES", "SHOW CATALOGS")) {
        lists.add(text(ana, sql.execute(statement, token)));
      }
      lists.add(text(ana, sql.execute("DESCRIBE crm.customers.people", token)));
    }
    assertThat(lists).hasSizeGreaterThan(20);
    assertThat(lists)
        .allSatisfy(list -> assertThat(list).doesNotContain("wage", "hidd", "payroll"));
    assertThat(lists).allSatisfy(list -> assertThat(list).doesNotContain("canary", "4711"));
  }

  /**
   * Owners of rows may say what values look like; whoever reads them is not told, auditor or not.
   */
  @Test
  void examplesAndRulesOfQualityAreShownToNobody() throws Exception {
    try (Login otto = mesh.login("otto")) {
      assertThat(text(otto, otto.sql().getTables(null, null, null, null, true, otto.token())))
          .contains("wage", "As on the passport", "canary-hidden-description")
          .doesNotContain("canary-example", "canary-rule", "canary-profile", "4711")
          .doesNotContain("canary-hidden-example");
      for (String table : systemTables(otto)) {
        assertThat(text(otto, otto.sql().execute("SELECT * FROM " + table, otto.token())))
            .as(table)
            .doesNotContain("canary-example", "canary-rule", "canary-profile", "4711")
            .doesNotContain("canary-hidden-example");
      }
    }
  }

  private static List<String> systemTables(Login login) throws Exception {
    List<String> names = new ArrayList<>();
    FlightInfo info =
        login
            .sql()
            .execute(
                "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                    + " WHERE table_type = 'SYSTEM VIEW' AND table_name NOT LIKE 'quer%'",
                login.token());
    try (FlightStream stream =
        login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
      while (stream.next()) {
        for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
          names.add(String.valueOf(stream.getRoot().getVector(0).getObject(row)));
        }
      }
    }
    assertThat(names).hasSizeGreaterThan(8);
    return names;
  }
}
