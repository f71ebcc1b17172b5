package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.auth.UsersFixture;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One row for each of many readers, over every way in and in every form of query. */
@ExtendWith(Stores.Extension.class)
class EntryPointsTest {

  private static final int READERS = 32;

  /** Attributes that would show other rows if anything took them for SQL or for a pattern. */
  private static final List<String> HOSTILE =
      List.of(
          "x' OR 1=1 -- ",
          "x' OR '1'='1",
          "\\' OR 1=1 -- ",
          "x\\",
          "' UNION ALL SELECT 1, 'x', 'y' -- ",
          "%",
          "_",
          "${region}",
          "$1",
          "?",
          "\"",
          "`",
          "x'; DROP TABLE e2e_entries; -- ",
          "$$ OR TRUE $$",
          "x'\u2019 OR 1=1",
          "NULL");

  /** Every one of them gives the reader's own row. */
  private static final List<String> FORMS =
      List.of(
          "SELECT id, name, card FROM a.pg.own",
          "WITH w AS (SELECT * FROM a.maria.own) SELECT id, name, card FROM w",
          "SELECT q.id, q.name, q.card FROM (SELECT * FROM a.lake.own) q",
          "SELECT p.id, m.name, l.card FROM a.pg.own p JOIN a.maria.own m ON m.id = p.id"
              + " JOIN a.lake.own l USING (id)",
          "SELECT id, name, card FROM a.pg.own AS p NATURAL JOIN a.maria.own AS m",
          "SELECT id, name, card FROM a.pg.own UNION SELECT id, name, card FROM a.maria.own",
          "SELECT id, name, card FROM a.pg.own INTERSECT SELECT id, name, card FROM a.lake.own",
          "SELECT id, name, card FROM a.pg.own p WHERE EXISTS"
              + " (SELECT 1 FROM a.lake.own l WHERE l.id = p.id)",
          "SELECT id, name, card FROM a.maria.own WHERE id IN (SELECT id FROM a.pg.own)",
          "SELECT id, (SELECT MAX(name) FROM a.maria.own), card FROM a.pg.own",
          "SELECT p.id, q.name, p.card FROM a.pg.own p, LATERAL"
              + " (SELECT l.name FROM a.lake.own l WHERE l.id = p.id) q",
          "SELECT MAX(id), MAX(name), MAX(card) FROM a.maria.own",
          "SELECT id, name, card FROM a.lake.own GROUP BY id, name, card",
          "SELECT DISTINCT id, name, card FROM a.pg.own",
          "SELECT id, MAX(name) OVER (), FIRST_VALUE(card) OVER (ORDER BY id) FROM a.maria.own",
          "SELECT id, name, card FROM a.lake.own ORDER BY id LIMIT 1",
          "SELECT v.k - v.k + id, name, card FROM (VALUES (1)) AS v (k), a.pg.own",
          "SELECT l.id, r.name, r.card FROM a.pg.own l LEFT JOIN a.maria.own r ON r.id = l.id",
          "SELECT l.id, r.name, l.card FROM a.pg.own l FULL JOIN a.lake.own r ON r.id = l.id",
          "SELECT id, name, card FROM mesh.\"a.pg\".\"own\" WHERE id >= 0 AND name LIKE 'canary%'");

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: own
      version: 1
      owner: governance
      appliesTo: {all: true}
      attributes: {region: string}
      grants:
        - {id: read, to: {groups: [reader]}, columns: {allow: ['*'], deny: [secret]}, rows: policies}
      rowPolicies:
        - {id: own, effect: permit, to: {groups: [reader]}, when: "region = principal.region"}
      columnMasks:
        - {id: card, match: {columns: [card]}, to: {all: true}, using: last4}
      """;

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    Path folder = TestMesh.configure(root, "entries", stores, "");
    StringBuilder users = new StringBuilder("users:\n");
    String hash = UsersFixture.hash("same-password");
    for (int i = 0; i < READERS; i++) {
      users.append(
          "  - {name: r%d, passwordHash: \"%s\", groups: [reader], attributes: {region: %s}}\n"
              .formatted(i, hash, yaml(region(i))));
    }
    Files.writeString(folder.resolve("users.yaml"), users);
    Files.writeString(folder.resolve("policies/own.policy.yaml"), POLICY);
    fill(stores, folder);
    String[] columns = {"id", "region", "name", "card", "secret"};
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres("a", "pg", "e2e_entries", Contract.table("own", "rows", columns)));
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb("a", "maria", Contract.table("own", "e2e_entries", columns)));
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake("a", "lake", Contract.table("own", "rows.parquet", columns)));
    mesh = TestMesh.start(folder);
  }

  private static void fill(Stores stores, Path folder) throws Exception {
    String columns =
        " (id bigint, region varchar(60), name varchar(60), card varchar(60), secret varchar(60))";
    stores.postgres("CREATE SCHEMA e2e_entries", "CREATE TABLE e2e_entries.rows" + columns);
    stores.mariaDb("CREATE TABLE e2e_entries" + columns);
    String insert = " VALUES (?, ?, ?, ?, ?)";
    fill(stores.postgres(), "INSERT INTO e2e_entries.rows" + insert);
    fill(stores.mariaDb(), "INSERT INTO e2e_entries" + insert);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("CREATE TABLE r" + columns);
      fill(duck, "INSERT INTO r" + insert);
      statement.execute("COPY r TO '" + folder.resolve("lake/rows.parquet") + "'");
    }
  }

  private static void fill(EmbeddedServer server, String insert) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
      fill(connection, insert);
    }
  }

  private static void fill(Connection connection, String insert) throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(insert)) {
      for (int i = 0; i < READERS; i++) {
        row.setLong(1, i);
        row.setString(2, region(i));
        row.setString(3, name(i));
        row.setString(4, "canary-card-%04d".formatted(i));
        row.setString(5, "canary-secret-" + i);
        row.execute();
      }
    }
  }

  private static String region(int reader) {
    return reader < HOSTILE.size() ? HOSTILE.get(reader) : "region" + reader;
  }

  private static String name(int reader) {
    return "canary-name-%02d.".formatted(reader);
  }

  private static String yaml(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  private static Connection jdbc(int reader) throws SQLException {
    return mesh.jdbc("r" + reader, "same-password", "");
  }

  private static String rows(ResultSet result) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (result) {
      while (result.next()) {
        rows.add(result.getString(1) + "|" + result.getString(2) + "|" + result.getString(3));
      }
    }
    return String.join(", ", rows);
  }

  private static String rows(FlightStream result) throws Exception {
    List<String> rows = new ArrayList<>();
    try (FlightStream stream = result) {
      while (stream.next()) {
        for (int i = 0; i < stream.getRoot().getRowCount(); i++) {
          int row = i;
          rows.add(
              stream.getRoot().getFieldVectors().stream()
                  .map(vector -> String.valueOf(vector.getObject(row)))
                  .collect(Collectors.joining("|")));
        }
      }
    }
    return String.join(", ", rows);
  }

  private static String expected(int reader) {
    return reader + "|" + name(reader) + "|XXXX%04d".formatted(reader);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.pg", "a.maria", "a.lake"})
  void anAttributeIsItselfAndNothingElseAtEverySource(String product) throws Exception {
    for (int reader = 0; reader < HOSTILE.size(); reader++) {
      try (Connection connection = jdbc(reader);
          Statement statement = connection.createStatement()) {
        assertThat(rows(statement.executeQuery("SELECT id, name, card FROM " + product + ".own")))
            .as(HOSTILE.get(reader))
            .isEqualTo(expected(reader));
      }
    }
  }

  @Test
  void everyFormOfAQueryGivesTheSameOverEveryWayIn() throws Exception {
    int reader = 20;
    List<String> wrong = new ArrayList<>();
    try (Connection connection = jdbc(reader);
        FlightClient flight = mesh.client();
        TestMesh.Login login = login(reader)) {
      for (String sql : FORMS) {
        List<String> answers = new ArrayList<>();
        for (Attempt way : ways(connection, flight, login, sql)) {
          answers.add(attempt(way));
        }
        if (!answers.stream().allMatch(expected(reader)::equals)) {
          wrong.add(sql + "\n  " + answers);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Attempt> ways(
      Connection connection, FlightClient flight, TestMesh.Login login, String sql) {
    FlightDescriptor text = FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8));
    FlightDescriptor command =
        FlightDescriptor.command(
            Any.pack(CommandStatementQuery.newBuilder().setQuery(sql).build()).toByteArray());
    return List.of(
        () -> {
          try (Statement statement = connection.createStatement()) {
            return rows(statement.executeQuery(sql));
          }
        },
        () -> {
          try (PreparedStatement prepared = connection.prepareStatement(sql)) {
            return rows(prepared.executeQuery());
          }
        },
        () -> fetched(login, login.sql().execute(sql, login.token())),
        () -> {
          FlightSqlClient.PreparedStatement prepared = login.sql().prepare(sql, login.token());
          String rows = fetched(login, prepared.execute(login.token()));
          prepared.close(login.token());
          return rows;
        },
        () -> fetched(login, flight.getInfo(text, login.token())),
        () -> fetched(login, flight.pollInfo(command, login.token()).getFlightInfo()));
  }

  private interface Attempt {
    String rows() throws Exception;
  }

  private static String attempt(Attempt attempt) {
    try {
      return attempt.rows();
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The rows, of which the info says neither number nor size. */
  private static String fetched(TestMesh.Login login, FlightInfo info) throws Exception {
    assertThat(info.getRecords()).isEqualTo(-1);
    assertThat(info.getBytes()).isEqualTo(-1);
    assertThat(info.getAppMetadata()).isNullOrEmpty();
    assertThat(info.getEndpoints()).hasSize(1);
    assertThat(info.getEndpoints().get(0).getAppMetadata()).isNullOrEmpty();
    return rows(login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token()));
  }

  private static TestMesh.Login login(int reader) throws Exception {
    FlightClient client = mesh.client();
    return new TestMesh.Login(
        new FlightSqlClient(client),
        client.authenticateBasicToken("r" + reader, "same-password").orElseThrow());
  }

  @Test
  void whatAClientSaysAboutItselfIsNoAttribute() throws Exception {
    String sql = "SELECT id, name, card FROM a.pg.own";
    for (String more :
        List.of(
            "&region=region21",
            "&principal.region=region21",
            "&attributes=region21",
            "&user.region=region21",
            "&groups=governance",
            "&run-as=r21",
            "&x-forwarded-user=r21")) {
      try (Connection connection = mesh.jdbc("r20", "same-password", more);
          Statement statement = connection.createStatement()) {
        assertThat(rows(statement.executeQuery(sql))).as(more).isEqualTo(expected(20));
      }
    }
  }

  @Test
  void headersAndOptionsAreNoAttributes() throws Exception {
    String sql = "SELECT id, name, card FROM a.pg.own";
    try (TestMesh.Login login = login(20)) {
      CallHeaders headers = new FlightCallHeaders();
      for (String name : List.of("region", "x-region", "x-user", "user", "subject", "run-as")) {
        headers.insert(name, "region21");
      }
      HeaderCallOption option = new HeaderCallOption(headers);
      FlightInfo info = login.sql().execute(sql, login.token(), option);
      assertThat(
              rows(
                  login
                      .sql()
                      .getStream(info.getEndpoints().get(0).getTicket(), login.token(), option)))
          .isEqualTo(expected(20));
      for (String name : List.of("region", "user", "groups", "attributes", "principal.region")) {
        SetSessionOptionsResult result =
            login
                .sql()
                .setSessionOptions(
                    new SetSessionOptionsRequest(
                        Map.of(name, SessionOptionValueFactory.makeSessionOptionValue("r21"))),
                    login.token());
        assertThat(result.getErrors()).as(name).containsKey(name);
      }
      assertThat(fetched(login, login.sql().execute(sql, login.token()))).isEqualTo(expected(20));
    }
  }

  @Test
  void manyReadersAtOnceSeeTheirOwnRowAndNobodyElses() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<List<String>>> answers =
          IntStream.range(0, READERS)
              .mapToObj(reader -> threads.submit(() -> readRepeatedly(reader)))
              .toList();
      for (int reader = 0; reader < READERS; reader++) {
        assertThat(answers.get(reader).get()).containsOnly(expected(reader));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> readRepeatedly(int reader) throws Exception {
    List<String> answers = new ArrayList<>();
    try (Connection connection = jdbc(reader);
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(FORMS.get(0));
        TestMesh.Login login = login(reader)) {
      for (int i = 0; i < 2; i++) {
        answers.add(rows(statement.executeQuery(FORMS.get((reader + i) % 4))));
        answers.add(rows(prepared.executeQuery()));
        answers.add(fetched(login, login.sql().execute(FORMS.get(i), login.token())));
      }
    }
    return answers;
  }
}
