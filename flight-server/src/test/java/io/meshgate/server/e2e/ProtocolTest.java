package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.e2e.TestMesh.Answer;
import io.meshgate.server.e2e.TestMesh.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.flight.sql.util.TableRef;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Flight SQL clients rely on, of a whole gateway over files. */
class ProtocolTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: people
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: analysts, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [badge]}, rows: all}
        - {id: auditors, to: {groups: [auditor]}, columns: {allow: ['*']}, rows: all}
      """;

  private static final String HEAD =
      """
      apiVersion: v3.1.0
      kind: DataContract
      version: 1.0.0
      status: active
      id: %s
      domain: %s
      name: %s
      servers:
        - {server: lake, type: local, path: "{table}", format: csv}
      schema:
      """;

  private static final String PEOPLE =
      """
        - name: people
          id: people_tbl
          physicalName: people.csv
          properties:
            - {name: id, id: id_prop, primaryKey: true}
            - {name: badge, id: badge_prop}
            - {name: name}
      """;

  private static final String ORDERS =
      """
        - name: headers
          physicalName: headers.csv
          properties:
            - {name: year, primaryKey: true, primaryKeyPosition: 1}
            - {name: number, primaryKey: true, primaryKeyPosition: 2}
            - name: customer
              relationships:
                - to: people.odcs.yaml#/schema/people_tbl/properties/id_prop
            - name: seller
              relationships:
                - to: people.odcs.yaml#/schema/people_tbl/properties/badge_prop
        - name: lines
          physicalName: lines.csv
          relationships:
            - from: [lines.order_year, lines.order_number]
              to: [headers.year, headers.number]
          properties:
            - {name: order_year}
            - {name: order_number}
            - {name: amount}
      """;

  private static TestMesh mesh;

  @BeforeAll
  static void start(@TempDir Path root) throws Exception {
    Path folder = TestMesh.configureLake(root, "protocol", "");
    Files.writeString(folder.resolve("policies/people.policy.yaml"), POLICY);
    Files.writeString(folder.resolve("lake/people.csv"), "id,badge,name\n1,7,Zoë\n2,8,Kofi\n");
    Files.writeString(
        folder.resolve("lake/headers.csv"),
        "year,number,customer,seller\n2025,1,1,8\n2025,2,2,8\n");
    Files.writeString(
        folder.resolve("lake/lines.csv"),
        "order_year,order_number,amount\n2025,1,1.5\n2025,1,2.5\n2025,2,9.0\n");
    Files.writeString(
        folder.resolve("products/people.odcs.yaml"),
        HEAD.formatted("people", "crm", "customers") + PEOPLE);
    Files.writeString(
        folder.resolve("products/orders.odcs.yaml"),
        HEAD.formatted("orders", "sales", "orders") + ORDERS);
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems()).noneMatch(p -> p.toString().contains("odcs"));
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT NULL AS nothing",
        "SELECT * FROM crm.customers.people",
        "SELECT * FROM crm.customers.people WHERE 1 = 0",
        "SELECT name AS n, id + 1, id + 1 FROM crm.customers.people",
        "SELECT COUNT(*), SUM(id), AVG(id), MIN(name), MAX(id) FROM crm.customers.people",
        "SELECT COUNT(*) AS n FROM crm.customers.people WHERE id > 100",
        "SELECT p.name, l.amount FROM sales.orders.lines l JOIN sales.orders.headers h"
            + " ON l.order_year = h.year AND l.order_number = h.number"
            + " JOIN crm.customers.people p ON p.id = h.customer ORDER BY l.amount",
        "SELECT p.*, h.* FROM crm.customers.people p LEFT JOIN sales.orders.headers h"
            + " ON h.customer = p.id AND h.number > 5",
        "WITH t AS (SELECT order_number AS n, SUM(amount) AS s FROM sales.orders.lines"
            + " GROUP BY order_number) SELECT n, s, RANK() OVER (ORDER BY s DESC) FROM t",
        "SELECT id FROM crm.customers.people UNION ALL SELECT 5.5",
        "SELECT name FROM crm.customers.people INTERSECT SELECT 'Kofi'",
        "VALUES (1, 'a', TRUE), (2, NULL, FALSE)",
        "SELECT CAST(1 AS TINYINT), CAST(1 AS SMALLINT), CAST(1 AS BIGINT), CAST(1 AS REAL),"
            + " CAST(1 AS DOUBLE), CAST(1 AS DECIMAL(38, 10)), CAST('x' AS VARCHAR(7)),"
            + " CAST('x' AS CHAR(7))",
        "SELECT DATE '2026-02-03', TIME '10:20:30', TIMESTAMP '2026-02-03 10:20:30.123456'",
        "SELECT CASE WHEN id > 1 THEN 'many' END, COALESCE(name, '?'), id IS NULL"
            + " FROM crm.customers.people",
        "SELECT name FROM crm.customers.people ORDER BY id LIMIT 1 OFFSET 1",
        "SELECT order_year, order_number, SUM(amount) FROM sales.orders.lines"
            + " GROUP BY ROLLUP (order_year, order_number)",
        "EXPLAIN PLAN FOR SELECT * FROM crm.customers.people",
        "SELECT NULL, NULL AS b, id FROM crm.customers.people",
        "SELECT NULL AS a UNION ALL SELECT NULL",
        "SELECT name FROM crm.customers.people WHERE id = NULL",
        "SELECT name FROM crm.customers.people WHERE NOT (id = CAST(NULL AS BIGINT))",
        "SELECT name FROM crm.customers.people WHERE id > CAST(NULL AS BIGINT) OR id = 1",
        "SELECT p.name FROM crm.customers.people p LEFT JOIN sales.orders.headers h"
            + " ON h.customer = p.id AND h.number = CAST(NULL AS BIGINT)",
      })
  void describesEveryResultAlike(String sql) throws Exception {
    try (Login otto = mesh.login("otto")) {
      FlightInfo info = otto.sql().execute(sql, otto.token());
      Schema promised = info.getSchemaOptional().orElseThrow();
      assertThat(otto.sql().getExecuteSchema(sql, otto.token()).getSchema()).isEqualTo(promised);
      PreparedStatement prepared = otto.sql().prepare(sql, otto.token());
      assertThat(prepared.getResultSetSchema()).isEqualTo(promised);
      assertThat(prepared.fetchSchema(otto.token()).getSchema()).isEqualTo(promised);
      assertThat(prepared.execute(otto.token()).getSchemaOptional()).contains(promised);
      prepared.close(otto.token());
      try (Answer answer = otto.ask(sql)) {
        assertThat(answer.stream().getSchema()).isEqualTo(promised);
        while (answer.stream().next()) {
          // Vectors were made for the schema; reading shows that they hold it.
          assertThat(answer.stream().getRoot().contentToTSVString()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void showsReferencesWhoseEndsTheCallerSees() throws Exception {
    String customer = "headers.customer -> people.id 1 headers_customer_fkey";
    String seller = "headers.seller -> people.badge 1 headers_seller_fkey";
    String year = "lines.order_year -> headers.year 1 lines_order_year_order_number_fkey";
    String number = "lines.order_number -> headers.number 2 lines_order_year_order_number_fkey";
    try (Login otto = mesh.login("otto");
        Login ana = mesh.login("ana");
        Login nina = mesh.login("nina")) {
      assertThat(imported(otto, "sales.orders", "headers")).containsExactly(customer, seller);
      assertThat(imported(otto, "sales.orders", "lines")).containsExactly(year, number);
      assertThat(exported(otto, "crm.customers", "people")).containsExactly(customer, seller);
      assertThat(exported(otto, "sales.orders", "headers")).containsExactly(year, number);
      assertThat(between(otto, "people", "headers")).containsExactly(customer, seller);
      assertThat(between(otto, "headers", "people")).isEmpty();
      // Badges do not exist for analysts, and neither does a reference to them.
      assertThat(imported(ana, "sales.orders", "headers")).containsExactly(customer);
      assertThat(exported(ana, "crm.customers", "people")).containsExactly(customer);
      assertThat(imported(nina, "sales.orders", "headers")).isEmpty();
      assertThat(exported(nina, "crm.customers", "people")).isEmpty();
    }
  }

  @Test
  void runsAPreparedQueryForEachRowOfParameters() throws Exception {
    Schema schema = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
    try (Login otto = mesh.login("otto");
        VectorSchemaRoot rows = VectorSchemaRoot.create(schema, mesh.clients())) {
      PreparedStatement prepared =
          otto.sql().prepare("SELECT name FROM crm.customers.people WHERE id = ?", otto.token());
      rows.allocateNew();
      BigIntVector ids = (BigIntVector) rows.getVector(0);
      ids.setSafe(0, 2);
      ids.setSafe(1, 99);
      ids.setNull(2);
      ids.setSafe(3, 1);
      rows.setRowCount(4);
      prepared.setParameters(rows);
      FlightInfo info = prepared.execute(otto.token());
      assertThat(column(otto, info)).containsExactly("Kofi", "Zoë");
      prepared.close(otto.token());
    }
  }

  @Test
  void listsKeysInTheInformationSchema() throws Exception {
    String sql =
        "SELECT k.constraint_name || ' ' || k.column_name || ' '"
            + " || COALESCE(r.unique_constraint_name, 'other columns')"
            + " FROM information_schema.key_column_usage AS k"
            + " JOIN information_schema.referential_constraints AS r"
            + " ON r.constraint_schema = k.constraint_schema"
            + " AND r.constraint_name = k.constraint_name"
            + " ORDER BY k.constraint_name, k.ordinal_position";
    try (Login otto = mesh.login("otto")) {
      assertThat(column(otto, otto.sql().execute(sql, otto.token())))
          .containsExactly(
              "headers_customer_fkey customer people_pkey",
              "headers_seller_fkey seller other columns",
              "lines_order_year_order_number_fkey order_year headers_pkey",
              "lines_order_year_order_number_fkey order_number headers_pkey");
    }
  }

  private static List<String> column(Login login, FlightInfo info) throws Exception {
    List<String> values = new ArrayList<>();
    try (FlightStream stream =
        login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
      while (stream.next()) {
        for (int row = 0; row < stream.getRoot().getRowCount(); row++) {
          values.add(String.valueOf(stream.getRoot().getVector(0).getObject(row)));
        }
      }
    }
    return values;
  }

  private static List<String> imported(Login login, String schema, String table) throws Exception {
    TableRef ref = TableRef.of(null, schema, table);
    return references(login, login.sql().getImportedKeys(ref, login.token()));
  }

  private static List<String> exported(Login login, String schema, String table) throws Exception {
    TableRef ref = TableRef.of("mesh", schema, table);
    return references(login, login.sql().getExportedKeys(ref, login.token()));
  }

  private static List<String> between(Login login, String referenced, String referring)
      throws Exception {
    return references(
        login,
        login
            .sql()
            .getCrossReference(
                TableRef.of(null, null, referenced),
                TableRef.of(null, null, referring),
                login.token()));
  }

  private static List<String> references(Login login, FlightInfo info) throws Exception {
    List<String> found = new ArrayList<>();
    try (FlightStream stream =
        login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
      while (stream.next()) {
        VectorSchemaRoot root = stream.getRoot();
        for (int row = 0; row < root.getRowCount(); row++) {
          found.add(
              "%s.%s -> %s.%s %s %s"
                  .formatted(
                      root.getVector("fk_table_name").getObject(row),
                      root.getVector("fk_column_name").getObject(row),
                      root.getVector("pk_table_name").getObject(row),
                      root.getVector("pk_column_name").getObject(row),
                      root.getVector("key_sequence").getObject(row),
                      root.getVector("fk_key_name").getObject(row)));
        }
      }
    }
    return found;
  }
}
