package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.connector.testing.ArrowRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists, structs and maps to real clients, in Arrow's types and in forms that need none. */
@ExtendWith(Stores.Extension.class)
class NestedTypesTest {

  private static final int LONG_LISTS = 6000;

  private static TestMesh mesh;

  @BeforeAll
  static void start(Stores stores, @TempDir Path root) throws Exception {
    Path folder = TestMesh.configure(root, "nested", stores, "");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    stores.postgres(
        "CREATE SCHEMA e2e_nested",
        "CREATE TABLE e2e_nested.arrays (id integer, i integer[], t text[],"
            + " z timestamp with time zone[], u uuid)",
        "INSERT INTO e2e_nested.arrays VALUES (1, '{1,NULL,3}', '{a,\"\"}',"
            + " '{2026-03-29 01:30:00+01}', '00000000-0000-0000-0000-000000000001'),"
            + " (2, '{}', '{}', '{}', NULL), (3, NULL, NULL, NULL, NULL), (4, '{NULL}', '{NULL}',"
            + " '{NULL}', NULL)");
    Files.writeString(
        folder.resolve("products/pg.odcs.yaml"),
        Contract.postgres(
            "pg",
            "nested",
            "e2e_nested",
            Contract.table("arrays", "arrays", "id", "i", "t", "z", "u")));
    fillLake(folder);
    mesh = TestMesh.start(folder);
  }

  private static void fillLake(Path folder) throws Exception {
    Stores.duckDb(
        "SET TimeZone = 'UTC'",
        "CREATE TABLE deep (id INTEGER, s STRUCT(a INTEGER, l STRUCT(b VARCHAR, m MAP(VARCHAR,"
            + " DECIMAL(4,1)))[]), ts TIMESTAMPTZ)",
        "INSERT INTO deep VALUES (1, {'a': 1, 'l': [{'b': 'x', 'm': MAP {'k': 1.5, 'n': NULL}},"
            + " NULL, {'b': NULL, 'm': NULL}]}, TIMESTAMPTZ '2026-07-01 12:00:00.25+00'),"
            + " (2, {'a': NULL, 'l': []}, NULL), (3, NULL, TIMESTAMPTZ '2026-01-01 00:00:00+00')",
        "COPY deep TO '" + folder.resolve("lake/deep.parquet") + "' (FORMAT parquet)",
        "COPY (SELECT i::INTEGER AS id, CASE WHEN i % 11 > 0 THEN list_transform(range(i % 500),"
            + " x -> {'n': x, 't': repeat('y', (x % 13)::INTEGER)}) END AS l FROM range("
            + LONG_LISTS
            + ") AS r(i)) TO '"
            + folder.resolve("lake/long.parquet")
            + "' (FORMAT parquet)");
    Files.writeString(
        folder.resolve("products/lake.odcs.yaml"),
        Contract.lake(
            "lake",
            "nested",
            Contract.table("deep", "deep.parquet", "id", "s", "ts"),
            Contract.table("long", "long.parquet", "id", "l")));
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
  }

  private static CallOption headers(String... namesAndValues) {
    FlightCallHeaders headers = new FlightCallHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.insert(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new HeaderCallOption(headers);
  }

  /** The rows of a query; its schema is the same at every step. */
  private static List<List<@Nullable Object>> ask(String sql, String... options) throws Exception {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (TestMesh.Login login = mesh.login("ana")) {
      CallOption[] calls = {login.token(), headers(options)};
      Schema described = login.sql().getExecuteSchema(sql, calls).getSchema();
      FlightInfo info = login.sql().execute(sql, calls);
      assertThat(info.getSchemaOptional()).contains(described);
      FlightSqlClient.PreparedStatement prepared = login.sql().prepare(sql, calls);
      assertThat(prepared.getResultSetSchema()).isEqualTo(described);
      prepared.close(calls);
      // The ticket alone says in which form the result comes.
      try (FlightStream stream =
          login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
        assertThat(stream.getSchema()).isEqualTo(described);
        while (stream.next()) {
          rows.addAll(ArrowRows.of(stream.getRoot()));
        }
      }
    }
    return rows;
  }

  @Test
  void sendsNestedValuesInOneFormFromEveryStore() throws Exception {
    assertThat(ask("SELECT id, i, t FROM pg.nested.arrays ORDER BY id").toString())
        .isEqualTo("[[1, [1, null, 3], [a, ]], [2, [], []], [3, null, null], [4, [null], [null]]]");
    assertThat(ask("SELECT id, s FROM lake.nested.deep ORDER BY id").toString())
        .isEqualTo(
            "[[1, {a=1, l=[{b=x, m={k=1.5, n=null}}, null, {b=null, m=null}]}],"
                + " [2, {a=null, l=[]}], [3, null]]");
    try (TestMesh.Login login = mesh.login("ana")) {
      Schema schema =
          login.sql().getExecuteSchema("SELECT i FROM pg.nested.arrays", login.token()).getSchema();
      assertThat(schema.getFields().get(0).getChildren().get(0).getName()).isEqualTo("item");
      assertThat(schema.getFields().get(0).getChildren().get(0).isNullable()).isTrue();
    }
  }

  @Test
  void joinsNestedValuesOfDifferentStores() throws Exception {
    assertThat(
            ask("SELECT a.id, a.i[1], d.s, CARDINALITY(a.t) FROM pg.nested.arrays AS a"
                    + " JOIN lake.nested.deep AS d ON d.id = a.id WHERE a.i IS NOT NULL"
                    + " ORDER BY a.id")
                .toString())
        .isEqualTo(
            "[[1, 1, {a=1, l=[{b=x, m={k=1.5, n=null}}, null, {b=null, m=null}]}, 2],"
                + " [2, null, {a=null, l=[]}, 0]]");
    assertThat(
            ask("SELECT a.id, u.x FROM pg.nested.arrays AS a, UNNEST(a.i) AS u(x) ORDER BY 1, 2")
                .toString())
        .isEqualTo("[[1, 1], [1, 3], [1, null], [4, null]]");
  }

  @Test
  void sendsLongListsOverManyBatches() throws Exception {
    for (String sql :
        List.of(
            "SELECT id, l FROM lake.nested.long",
            "SELECT g.id, g.l FROM lake.nested.long AS g JOIN (VALUES (1)) AS v(x) ON g.id + v.x > 0")) {
      List<List<@Nullable Object>> rows = ask(sql);
      assertThat(rows).hasSize(LONG_LISTS);
      for (List<@Nullable Object> row : rows) {
        int id = (Integer) row.get(0);
        if (id % 11 == 0) {
          assertThat(row.get(1)).isNull();
          continue;
        }
        List<Object> expected = new ArrayList<>();
        for (long n = 0; n < id % 500; n++) {
          expected.add(Map.of("n", n, "t", "y".repeat((int) (n % 13))));
        }
        assertThat(row.get(1)).as("row %s", id).isEqualTo(expected);
      }
    }
  }

  @Test
  void sendsNestedValuesAsJsonOnRequest() throws Exception {
    String sql = "SELECT id, s, ts FROM lake.nested.deep ORDER BY id";
    assertThat(ask(sql, "nested", "json").toString())
        .isEqualTo(
            "[[1, {\"a\":1,\"l\":[{\"b\":\"x\",\"m\":{\"k\":1.5,\"n\":null}},null,"
                + "{\"b\":null,\"m\":null}]}, 2026-07-01T12:00:00.250Z],"
                + " [2, {\"a\":null,\"l\":[]}, null], [3, null, 2026-01-01T00:00:00Z]]");
    assertThat(ask("SELECT z FROM pg.nested.arrays WHERE id = 1", "nested", "JSON").toString())
        .isEqualTo("[[[\"2026-03-29 00:30:00Z\"]]]");
  }

  @Test
  void sendsTimestampsWithoutZoneOrAsTextOnRequest() throws Exception {
    String sql = "SELECT ts FROM lake.nested.deep ORDER BY id";
    assertThat(ask(sql, "timestamps", "naive").toString())
        .isEqualTo("[[2026-07-01T12:00:00.250], [null], [2026-01-01T00:00]]");
    assertThat(ask(sql, "timestamps", "naive", "timezone", "America/New_York").toString())
        .isEqualTo("[[2026-07-01T08:00:00.250], [null], [2025-12-31T19:00]]");
    assertThat(ask(sql, "timestamps", "text", "timezone", "Asia/Kolkata").toString())
        .isEqualTo("[[2026-07-01 17:30:00.25+05:30], [null], [2026-01-01 05:30:00+05:30]]");
    assertThat(ask(sql, "timestamps", "text").toString())
        .isEqualTo("[[2026-07-01 12:00:00.25+00:00], [null], [2026-01-01 00:00:00+00:00]]");
    String arrays = "SELECT id, z FROM pg.nested.arrays ORDER BY id";
    assertThat(ask(arrays, "timestamps", "naive").toString())
        .isEqualTo("[[1, [2026-03-29T00:30]], [2, []], [3, null], [4, [null]]]");
    assertThat(ask(arrays, "timestamps", "text").toString())
        .isEqualTo("[[1, [2026-03-29 00:30:00+00:00]], [2, []], [3, null], [4, [null]]]");
  }

  @Test
  void keepsTheFormOfATicketWhenTheSessionAsksForAnother() throws Exception {
    String sql = "SELECT ts, s FROM lake.nested.deep WHERE id = 3";
    try (TestMesh.Login login = mesh.login("ana")) {
      FlightInfo before = login.sql().execute(sql, login.token());
      set(login, Map.of("timestamps", "text", "nested", "json"));
      FlightInfo after = login.sql().execute(sql, login.token());
      assertThat(types(after)).containsExactly("Utf8", "Utf8");
      assertThat(types(before)).containsExactly("Timestamp(MICROSECOND, UTC)", "Struct");
      for (FlightInfo info : List.of(before, after)) {
        try (FlightStream stream =
            login.sql().getStream(info.getEndpoints().get(0).getTicket(), login.token())) {
          assertThat(stream.getSchema()).isEqualTo(info.getSchemaOptional().orElseThrow());
          assertThat(stream.next()).isTrue();
          assertThat(stream.getRoot().getRowCount()).isEqualTo(1);
        }
      }
      set(login, Map.of("timestamps", "", "nested", ""));
      assertThat(types(login.sql().execute(sql, login.token()))).isEqualTo(types(before));
    }
  }

  private static List<String> types(FlightInfo info) {
    return info.getSchemaOptional().orElseThrow().getFields().stream()
        .map(field -> field.getType().toString())
        .toList();
  }

  private static void set(TestMesh.Login login, Map<String, String> options) {
    Map<String, SessionOptionValue> values = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> values.put(name, SessionOptionValueFactory.makeSessionOptionValue(value)));
    SetSessionOptionsResult result =
        login.sql().setSessionOptions(new SetSessionOptionsRequest(values), login.token());
    assertThat(result.getErrors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamps", "nested"})
  void refusesOtherForms(String option) {
    assertThatThrownBy(() -> ask("SELECT 1", option, "purple"))
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining("property '" + option + "' cannot have that value: it is one of");
  }

  @Test
  void describesTablesInTheFormOfTheConnection() throws Exception {
    try (Connection connection = mesh.jdbc("ana", "ana-password", "&nested=json&timestamps=naive");
        ResultSet columns =
            connection.getMetaData().getColumns("mesh", "lake.nested", "deep", "%")) {
      List<String> types = new ArrayList<>();
      while (columns.next()) {
        types.add(columns.getString("COLUMN_NAME") + " " + columns.getInt("DATA_TYPE"));
      }
      assertThat(types)
          .containsExactly(
              "id " + java.sql.Types.INTEGER,
              "s " + java.sql.Types.VARCHAR,
              "ts " + java.sql.Types.TIMESTAMP);
    }
  }

  @Test
  void isReadByTheJdbcDriver() throws Exception {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT i, t FROM pg.nested.arrays WHERE id = 1")) {
        assertThat(rows.next()).isTrue();
        assertThat((Object[]) rows.getArray(1).getArray()).containsExactly(1, null, 3);
        assertThat(rows.getObject(2).toString()).isEqualTo("[\"a\",\"\"]");
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT INTERVAL '1-2' YEAR TO MONTH, INTERVAL '36' HOUR")) {
        // The driver has no code of its own for intervals.
        assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(java.sql.Types.JAVA_OBJECT);
        assertThat(rows.getMetaData().getColumnType(2)).isEqualTo(java.sql.Types.JAVA_OBJECT);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1)).isEqualTo(Period.ofMonths(14));
        assertThat(rows.getObject(2)).isEqualTo(Duration.ofHours(36));
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT id, s FROM lake.nested.deep ORDER BY id")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(2)).isInstanceOf(Map.class);
        assertThat(rows.next()).isTrue();
        // The driver leaves fields that are NULL out of the value and of its text.
        assertThat(rows.getObject(2)).hasToString("{\"l\":[]}");
      }
    }
    try (Connection connection = mesh.jdbc("ana", "ana-password", "&timestamps=naive&nested=json");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ts, s FROM lake.nested.deep WHERE id = 2")) {
      assertThat(rows.next()).isTrue();
      // What the driver has no object for in its own form.
      assertThat(rows.getObject(1)).isNull();
      assertThat(rows.getString(2)).isEqualTo("{\"a\":null,\"l\":[]}");
    }
  }
}
