package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One question over three stores, asked by people who may see different things. */
@ExtendWith(Stores.Extension.class)
class AccessTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: people
      version: 1
      owner: governance
      appliesTo: {domains: [sales, crm, geo]}
      attributes: {region: string}
      grants:
        - {id: analysts, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [salary]}, rows: policies}
        - {id: auditors, to: {groups: [auditor]}, columns: {allow: ['*']}, rows: all}
      rowPolicies:
        - {id: region, effect: permit, to: {groups: [analyst]}, when: "region = principal.region"}
      columnMasks:
        - id: email
          match: {columns: [email]}
          to: {groups: [analyst]}
          using: {hash: {key: k1}}
        - id: phone
          match: {columns: [phone]}
          to: {groups: [analyst]}
          using: last4
      """;

  private static final String QUESTION =
      """
      SELECT c.id, c.email, c.phone, k.name AS country, SUM(o.total) AS total
      FROM sales.orders.headers AS o
      JOIN crm.customers.people AS c ON c.id = o.customer
      JOIN geo.places.countries AS k ON k.code = c.country
      GROUP BY c.id, c.email, c.phone, k.name
      ORDER BY c.id
      """;

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    Path folder = TestMesh.configure(root, "access", stores, "");
    fill(stores, folder);
    Files.writeString(
        folder.resolve("products/orders.odcs.yaml"),
        Contract.postgres(
            "sales",
            "orders",
            "e2e_access",
            Contract.table("headers", "orders", "id", "customer", "region", "total")));
    Files.writeString(
        folder.resolve("products/people.odcs.yaml"),
        Contract.mariaDb(
            "crm",
            "customers",
            Contract.table(
                "people", "e2e_people", "id", "email", "phone", "country", "region", "salary")));
    Files.writeString(
        folder.resolve("products/places.odcs.yaml"),
        Contract.lake(
            "geo",
            "places",
            Contract.table("countries", "countries.parquet", "code", "name", "region")));
    Files.writeString(folder.resolve("policies/people.policy.yaml"), POLICY);
    mesh = TestMesh.start(folder);
    assertThat(mesh.process().problems())
        .noneMatch(
            problem ->
                problem.toString().contains("odcs") || problem.toString().contains("policy"));
  }

  private static void fill(Stores stores, Path folder) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_access",
        "CREATE TABLE e2e_access.orders"
            + " (id integer NOT NULL, customer integer, region text, total numeric(12,2))",
        "INSERT INTO e2e_access.orders VALUES (1, 1, 'EU', 10.50), (2, 1, 'EU', 0.25),"
            + " (3, 2, 'US', 99.99), (4, 3, 'EU', 7), (5, 2, NULL, 1)");
    stores.mariaDb(
        "CREATE TABLE e2e_people (id int, email varchar(60), phone varchar(20), country char(2),"
            + " region varchar(2), salary int)",
        "INSERT INTO e2e_people VALUES (1, 'zo\u00eb@example.org', '555-0101', 'DE', 'EU', 10),"
            + " (2, 'bob@example.org', '555-0202', 'US', 'US', 20),"
            + " (3, NULL, '1', 'FR', 'EU', 30)");
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (FROM (VALUES ('DE', 'Germany', 'EU'), ('FR', 'France', 'EU'),"
              + " ('US', 'United States', 'US')) AS countries (code, name, region))"
              + " TO '%s' (FORMAT parquet)".formatted(folder.resolve("lake/countries.parquet")));
    }
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void refusesInAStrictSessionWhatItWouldAnswerInPart() throws Exception {
    try (Connection strict = mesh.jdbc("ana", "ana-password", "&strict=on");
        Statement statement = strict.createStatement()) {
      Throwable refusal = catchThrowable(() -> statement.executeQuery(QUESTION));
      assertThat(refusal)
          .hasMessageContaining("rows are filtered in ")
          .hasMessageContaining("sales.orders.headers")
          .hasMessageContaining(
              "values are masked in crm.customers.people.email, crm.customers.people.phone");
      assertThat(refusal.getMessage()).doesNotContain("EU").doesNotContain("people/");
    }
    try (Connection strict = mesh.jdbc("otto", "otto-password", "&strict=on");
        Statement statement = strict.createStatement();
        ResultSet rows = statement.executeQuery(QUESTION)) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void showsAnAuditorEverything() throws Exception {
    assertThat(ask("otto", QUESTION))
        .containsExactly(
            "1|zo\u00eb@example.org|555-0101|Germany|10.75",
            "2|bob@example.org|555-0202|United States|100.99",
            "3|null|1|France|7.00");
  }

  @Test
  void showsAnAnalystTheOwnRegionAndMaskedValues() throws Exception {
    assertThat(ask("ana", QUESTION))
        .containsExactly(
            "1|" + hash("zo\u00eb@example.org") + "|XXXX0101|Germany|10.75",
            "3|null|XXXX|France|7.00");
  }

  @Test
  void comparesMaskedValuesOnly() throws Exception {
    String byEmail = "SELECT id FROM crm.customers.people WHERE email = '%s'";
    assertThat(ask("ana", byEmail.formatted("zo\u00eb@example.org"))).isEmpty();
    assertThat(ask("ana", byEmail.formatted(hash("zo\u00eb@example.org")))).containsExactly("1");
    assertThat(ask("otto", byEmail.formatted("zo\u00eb@example.org"))).containsExactly("1");
  }

  @Test
  void hidesADeniedColumnAsIfItWereNotThere() throws Exception {
    assertThat(ask("otto", "SELECT salary FROM crm.customers.people WHERE id = 2"))
        .containsExactly("20");
    String denied = failure("ana", "SELECT salary FROM crm.customers.people");
    String absent = failure("ana", "SELECT salarz FROM crm.customers.people");
    assertThat(denied).contains("NOT_FOUND: ").isEqualTo(absent.replace("salarz", "salary"));
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM crm.customers.people")) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(5);
    }
  }

  @Test
  void proposesColumnsOfTheTablesThatAQueryNames() {
    assertThat(failure("ana", "SELECT data_type FROM system.columns"))
        .contains("NOT_FOUND: ", "columns here are schema_name, table_name, column_name")
        .doesNotContain("did you mean");
    assertThat(failure("ana", "SELECT data_typ FROM information_schema.columns"))
        .contains("did you mean 'data_type'?");
  }

  @Test
  void tellsAStrangerThatNothingIsThere() {
    String hidden = failure("nina", "SELECT * FROM sales.orders.headers");
    String absent = failure("nina", "SELECT * FROM sales.orders.headerz");
    assertThat(hidden).contains("NOT_FOUND: ").isEqualTo(absent.replace("headerz", "headers"));
    String domain = failure("nina", "SELECT * FROM salez.orders.headers");
    assertThat(hidden).isEqualTo(domain.replace("salez", "sales"));
  }

  @Test
  void showsOnlyWhatIsVisibleInMetadata() throws Exception {
    assertThat(tables("otto"))
        .contains("crm.customers.people", "geo.places.countries", "sales.orders.headers");
    assertThat(tables("ana"))
        .contains("crm.customers.people", "geo.places.countries", "sales.orders.headers");
    assertThat(tables("nina"))
        .noneMatch(
            name -> name.startsWith("crm") || name.startsWith("geo") || name.startsWith("sales"));
    assertThat(columns("otto"))
        .containsExactly("id", "email", "phone", "country", "region", "salary");
    assertThat(columns("ana")).containsExactly("id", "email", "phone", "country", "region");
    assertThat(columns("nina")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sales.orders.headers",
        "mesh.sales.orders.headers",
        "\"sales.orders\".\"headers\"",
        "\"mesh\".\"sales.orders\".\"headers\"",
        "SALES.Orders.hEaders",
        "\"sales\".\"orders\".\"headers\"",
        "MESH.\"sales.orders\".HEADERS"
      })
  void findsATableUnderEveryFormOfItsName(String name) throws Exception {
    assertThat(ask("otto", "SELECT COUNT(*) FROM " + name)).containsExactly("5");
  }

  @Test
  void findsATableInTheDefaultSchema() throws Exception {
    try (Connection connection = mesh.jdbc("otto", "otto-password", "&schema=sales.orders");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM headers")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(5);
    }
  }

  @Test
  void bindsParametersAcrossStores() throws Exception {
    String sql =
        """
        SELECT o.id, c.phone, k.name
        FROM sales.orders.headers AS o
        JOIN crm.customers.people AS c ON c.id = o.customer
        JOIN geo.places.countries AS k ON k.code = c.country
        WHERE o.total >= ? AND c.country = ? AND k.name LIKE ?
        ORDER BY o.id
        """;
    try (Connection connection = mesh.jdbc("otto");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBigDecimal(1, new java.math.BigDecimal("0.25"));
      statement.setString(2, "DE");
      statement.setString(3, "G%");
      assertThat(rows(statement.executeQuery()))
          .containsExactly("1|555-0101|Germany", "2|555-0101|Germany");
      statement.setBigDecimal(1, new java.math.BigDecimal("0.26"));
      assertThat(rows(statement.executeQuery())).containsExactly("1|555-0101|Germany");
      statement.setString(2, "x' OR '1'='1");
      assertThat(rows(statement.executeQuery())).isEmpty();
    }
  }

  private static String hash(String value) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(TestMesh.KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> tables(String user) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = mesh.jdbc(user);
        ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
      while (tables.next()) {
        names.add(tables.getString(2) + "." + tables.getString(3));
      }
    }
    return names;
  }

  private static List<String> columns(String user) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = mesh.jdbc(user);
        ResultSet columns =
            connection.getMetaData().getColumns("mesh", "crm.customers", "people", "%")) {
      while (columns.next()) {
        names.add(columns.getString("COLUMN_NAME"));
      }
    }
    return names;
  }

  private static String failure(String user, String sql) {
    Throwable failure = catchThrowable(() -> run(user, sql));
    assertThat(failure).as(sql).isNotNull();
    String text = String.valueOf(failure.getMessage());
    // The driver puts the statement before what the gateway said.
    return text.substring(text.indexOf("\": ") + 3);
  }

  // A prepared statement of the driver says only that it failed; a plain one says why.
  private static void run(String user, String sql) throws SQLException {
    try (Connection connection = mesh.jdbc(user);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
    }
  }

  private static List<String> ask(String user, String sql) throws SQLException {
    try (Connection connection = mesh.jdbc(user);
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows(rows);
    }
  }

  private static List<String> rows(ResultSet result) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (result) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(String.valueOf(result.getString(i)));
        }
        texts.add(String.join("|", values));
      }
    }
    return texts;
  }
}
