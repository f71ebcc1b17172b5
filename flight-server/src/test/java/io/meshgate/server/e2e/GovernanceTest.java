package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.meshgate.server.auth.UsersFixture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking with the eyes of others, and an agent that decides as well. */
class GovernanceTest {

  private static final String USERS =
      """
      users:
        - {name: ana, passwordHash: "%s", groups: [analyst], attributes: {region: EU}}
        - {name: gerda, passwordHash: "%s", groups: [governance]}
      """
          .formatted(UsersFixture.hash("ana-password"), UsersFixture.hash("gerda-password"));
  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: people
      version: 1
      owner: governance
      appliesTo: {all: true}
      attributes: {region: string}
      grants:
        - {id: read, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: policies}
      rowPolicies:
        - {id: region, effect: permit, to: {groups: [analyst]}, when: "region = principal.region"}
      columnMasks:
        - {id: name, match: {columns: [name]}, to: {all: true}, using: redact}
      """;
  private static final String NAMES = "SELECT id, name FROM crm.customers.people ORDER BY id";

  private static Path configure(Path root) throws Exception {
    Path folder = TestMesh.configureLake(root, "governance", "");
    Files.writeString(folder.resolve("users.yaml"), USERS);
    Files.writeString(folder.resolve("policies/people.policy.yaml"), POLICY);
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (FROM (VALUES (1::BIGINT, 'EU', 'Zoe'), (2, 'US', 'Kofi'), (3, 'EU', 'Ada'))"
              + " AS people (id, region, name)) TO '%s' (FORMAT parquet)"
                  .formatted(folder.resolve("lake/people.parquet")));
    }
    Files.writeString(
        folder.resolve("products/people.odcs.yaml"),
        Contract.lake(
            "crm",
            "customers",
            Contract.table(
                "people", "people.parquet", "id:bigint", "region:varchar", "name:varchar")));
    return folder;
  }

  private static List<String> ask(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }

  private static List<String> ask(TestMesh mesh, String user, String as, String sql)
      throws SQLException {
    String more = as.isEmpty() ? "" : "&run-as=" + URLEncoder.encode(as, StandardCharsets.UTF_8);
    try (Connection connection = mesh.jdbc(user, user + "-password", more)) {
      return ask(connection, sql);
    }
  }

  @Test
  void governanceLooksWithTheEyesOfOthers(@TempDir Path root) throws Exception {
    Path folder = configure(root);
    try (TestMesh mesh = TestMesh.start(folder)) {
      List<String> hers = ask(mesh, "ana", "", NAMES);
      assertThat(hers).containsExactly("1 XXXX", "3 XXXX");
      assertThat(ask(mesh, "gerda", "ana", NAMES)).isEqualTo(hers);
      assertThat(
              ask(
                  mesh,
                  "gerda",
                  "{user: somebody, groups: [analyst], attributes: {region: US}}",
                  NAMES))
          .containsExactly("2 XXXX");
      assertThatThrownBy(() -> ask(mesh, "gerda", "", NAMES)).hasMessageContaining("NOT_FOUND: ");

      String queries =
          "SELECT user_name, run_by FROM system.queries WHERE statement LIKE '%people%'"
              + " AND state = 'FINISHED' AND run_by IS NOT NULL ORDER BY user_name";
      assertThat(ask(mesh, "gerda", "", queries)).containsExactly("ana gerda", "somebody gerda");
      assertThat(ask(mesh, "gerda", "ana", "SELECT DISTINCT run_by FROM system.queries"))
          .containsExactly("gerda");
      assertThat(ask(mesh, "ana", "", queries)).isEmpty();
      assertThat(ask(mesh, "gerda", "ana", "SELECT COUNT(*) FROM system.policies"))
          .containsExactly("0");
      assertThat(ask(mesh, "gerda", "", "SELECT COUNT(*) FROM system.policies"))
          .containsExactly("3");
      isNoOptionOfOthers(mesh, folder);
    }
  }

  private static void isNoOptionOfOthers(TestMesh mesh, Path folder) throws Exception {
    assertThat(ask(mesh, "ana", "gerda", NAMES)).as("ignored, as any unknown header").hasSize(2);
    try (TestMesh.Login ana = mesh.login("ana");
        TestMesh.Login gerda = mesh.login("gerda")) {
      assertThat(set(ana, "run-as", "gerda")).isEqualTo(set(ana, "no-such-option", "gerda"));
      assertThat(set(ana, "run-as", "gerda"))
          .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_NAME);
      assertThat(set(gerda, "run-as", "nobody"))
          .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_VALUE);
      assertThat(set(gerda, "run-as", "{user: x, gruops: []}"))
          .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_VALUE);
    }
    assertThatThrownBy(() -> ask(mesh, "gerda", "nobody", NAMES))
        .hasMessageContaining("no user of that name");
    try (Connection gerda = mesh.jdbc("gerda", "gerda-password", "&run-as=ana")) {
      assertThat(ask(gerda, NAMES)).hasSize(2);
      Path users = folder.resolve("users.yaml");
      String before = Files.readString(users);
      mesh.write("users.yaml", before.replace("[governance]", "[analyst]"));
      assertThat(ask(gerda, NAMES)).as("a header that means nothing any more").isEmpty();
      mesh.write("users.yaml", before);
    }
  }

  private static Object set(TestMesh.Login login, String option, String value) {
    Map<String, SessionOptionValue> options =
        Map.of(option, SessionOptionValueFactory.makeSessionOptionValue(value));
    SetSessionOptionsResult result =
        login.sql().setSessionOptions(new SetSessionOptionsRequest(options), login.token());
    return Objects.requireNonNull(result.getErrors().get(option), option).value;
  }

  @Test
  void anAgentNarrowsWhatFilesGrantAndDeniesWhenItIsGone(@TempDir Path root) throws Exception {
    HttpServer agent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String rule = exchange.getRequestURI().getPath();
            exchange.getRequestBody().readAllBytes();
            byte[] answer =
                (rule.endsWith("allow")
                        ? "{\"result\": true}"
                        : "{\"result\": [{\"expression\": \"id > 1\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    agent.start();
    Path folder = configure(root);
    String rules = "http://localhost:" + agent.getAddress().getPort() + "/v1/data/trino/";
    Path file = folder.resolve("mesh.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            + "decisions: {opa: {allow: \"%sallow\", rowFilters: \"%srowFilters\", cache: PT0S}}\n"
                .formatted(rules, rules));
    try (TestMesh mesh = TestMesh.start(folder)) {
      assertThat(ask(mesh, "ana", "", NAMES)).containsExactly("3 XXXX");
      try (Connection open = mesh.jdbc("ana")) {
        assertThat(ask(open, NAMES)).hasSize(1);
        agent.stop(0);
        assertThatThrownBy(() -> ask(open, NAMES)).hasMessageContaining("NOT_FOUND: ");
        assertThat(ask(open, "SELECT COUNT(*) FROM system.my_access")).containsExactly("0");
      }
    } finally {
      agent.stop(0);
    }
  }
}
