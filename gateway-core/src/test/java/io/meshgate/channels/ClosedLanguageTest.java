package io.meshgate.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The SQL that is understood is a closed list: what engines can do beyond it has no name here. */
class ClosedLanguageTest {

  private static final QuerySession ANN = QuerySession.of(Principal.of("ann"));
  private static final TableName ITEMS = TableName.of("items");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("n", new ArrowType.Int(32, true)),
              Field.nullable("t", ArrowType.Utf8.INSTANCE),
              Field.nullable("d", new ArrowType.Date(DateUnit.DAY)),
              Field.nullable("b", ArrowType.Bool.INSTANCE)));

  /** All that a query may call by name, each looked at: no files, no settings, no statistics. */
  private static final Set<String> CALLABLE =
      ImmutableSet.copyOf(
          Splitter.on(' ')
              .split(
                  "abs any_value approx_count_distinct ascii atan avg bool_and bool_or ceil ceiling"
                      + " char_length character_length concat cos count covar_pop covar_samp"
                      + " dayofmonth dayofweek dayofyear degrees exp first_value floor greatest"
                      + " hour lag last_value lead least left length ln log10 lower ltrim max min"
                      + " minute mod month nullif octet_length power quarter radians replace right"
                      + " round row rtrim second sign sin sqrt stddev stddev_pop stddev_samp strpos"
                      + " substr substring sum tan trim upper var_pop var_samp variance week"
                      + " year"));

  private static final List<String> ARGUMENTS =
      ImmutableList.of(
          "(n)", "(t)", "(d)", "(b)", "(n, n)", "(t, t)", "(t, n)", "(t, n, n)", "(t, t, t)");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path folder;
  private TestMesh mesh = new TestMesh();
  private Optional<QueryEngine> open = Optional.empty();

  ClosedLanguageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() {
    FakeConnector source = FakeConnector.builder().table(ITEMS, SCHEMA, List.of()).build();
    mesh = new TestMesh().source("fake", source).table("a.p", "items", "fake", ITEMS);
    open = Optional.of(mesh.engine(TestMesh::open, memory.allocator(), folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    open.ifPresent(QueryEngine::close);
    mesh.close();
  }

  /** Why a statement is refused; nothing if it is planned. */
  private Optional<String> refusal(String sql) {
    try {
      open.orElseThrow().plan(ANN, sql);
      return Optional.empty();
    } catch (QueryException e) {
      return Optional.of(e.code() + ": " + e.getMessage());
    }
  }

  private static List<String> duckDb(String sql) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Test
  void ofTheEnginesFunctionsOnlyTheListedAreCallable() throws Exception {
    Set<String> callable = new TreeSet<>();
    List<String> names =
        duckDb(
            "SELECT DISTINCT lower(function_name) FROM duckdb_functions()"
                + " WHERE function_type IN ('scalar', 'aggregate', 'macro')"
                + " AND regexp_matches(function_name, '^\\w+$') ORDER BY 1");
    assertThat(names).hasSizeGreaterThan(500).contains("stats", "error");
    names.addAll(List.of("getenv", "read_text", "read_blob"));
    for (String name : names) {
      if (isCallable(name)) {
        callable.add(name);
      }
    }
    assertThat(callable).isEqualTo(new TreeSet<>(CALLABLE));
  }

  private boolean isCallable(String name) {
    String unknown = "There is no function " + name.toUpperCase(Locale.ROOT);
    if (refusal("SELECT " + name + "(n) FROM a.p.items").toString().contains(unknown)) {
      return false;
    }
    return ARGUMENTS.stream()
        .map(arguments -> "SELECT " + name + arguments)
        .anyMatch(
            call ->
                refusal(call + " FROM a.p.items").isEmpty()
                    || (call.endsWith("(n)")
                        && refusal(call + " OVER (ORDER BY n) FROM a.p.items").isEmpty()));
  }

  @Test
  void noTableFunctionOfTheEngineIsATable() throws Exception {
    List<String> names =
        duckDb(
            "SELECT DISTINCT function_name FROM duckdb_functions()"
                + " WHERE function_type IN ('table', 'table_macro', 'pragma')"
                + " AND regexp_matches(function_name, '^\\w+$') ORDER BY 1");
    assertThat(names).contains("read_text", "read_parquet", "glob", "duckdb_settings");
    for (String name : names) {
      for (String from :
          List.of(
              name + "()",
              name + "('/etc/hosts')",
              "TABLE(" + name + "('/etc/hosts'))",
              "LATERAL " + name + "('/etc/hosts')",
              name)) {
        String sql = "SELECT * FROM " + from;
        if (!name.toLowerCase(Locale.ROOT).equals("unnest")) {
          assertThat(refusal(sql)).as(sql).isNotEmpty();
        }
      }
    }
  }

  @Test
  void noFileIsATable() {
    for (String table :
        List.of(
            "'/etc/hosts'",
            "\"/etc/hosts\"",
            "'lake/items.parquet'",
            "\"lake/items.parquet\"",
            "\"read_text('/etc/hosts')\"",
            "\"s3://bucket/x.parquet\"",
            "\"input_0\"",
            "input_0",
            "raw",
            "duckdb_settings",
            "sqlite_master",
            "pg_catalog.pg_class",
            "pg_stats",
            "main.items",
            "temp.items",
            "information_schema.user_privileges",
            "mysql.user")) {
      String sql = "SELECT * FROM " + table;
      assertThat(refusal(sql)).as(sql).get(STRING).matches("(NOT_FOUND|SYNTAX_ERROR): .*");
    }
  }

  @Test
  void functionsOfServersThatReadOrTellMoreHaveNoName() {
    for (String call :
        List.of(
            "pg_read_file('/etc/hosts')",
            "pg_ls_dir('.')",
            "lo_import('/etc/hosts')",
            "query_to_xml('SELECT 1', TRUE, TRUE, '')",
            "dblink('x', 'SELECT 1')",
            "pg_sleep(1)",
            "pg_stats",
            "pg_relation_size('items_aaa')",
            "current_setting('data_directory')",
            "set_config('x', 'y', FALSE)",
            "version()",
            "LOAD_FILE('/etc/hosts')",
            "SLEEP(1)",
            "BENCHMARK(1, 1)",
            "@@version",
            "DATABASE()",
            "getenv('HOME')",
            "read_text('/etc/hosts')",
            "stats(n)",
            "error('x')",
            "MESHGATE_HMAC(t, 'k1')",
            "RAND()",
            "uuid()",
            "json_execute_serialized_sql('x')")) {
      String sql = "SELECT " + call + " FROM a.p.items";
      assertThat(refusal(sql)).as(sql).isNotEmpty();
    }
  }

  @Test
  void everyOtherKindOfStatementIsRefused() throws Exception {
    for (String sql : Statements.NOT_READING) {
      assertThat(refusal(sql))
          .as(sql)
          .get(STRING)
          .matches("(?s)(READ_ONLY|SYNTAX_ERROR|NOT_FOUND|UNSUPPORTED|INVALID_QUERY): .*");
      assertThat(refusal("EXPLAIN " + sql)).as("EXPLAIN %s", sql).isNotEmpty();
      assertThat(refusal("SELECT 1; " + sql)).as("SELECT 1; %s", sql).isNotEmpty();
      assertThat(refusal("/* */ -- x\n" + sql)).as("behind a comment: %s", sql).isNotEmpty();
      assertThat(refusal("WITH w AS (" + sql + ") SELECT * FROM w"))
          .as("in WITH: %s", sql)
          .isNotEmpty();
      assertThat(refusal("SELECT * FROM (" + sql + ") q")).as("in FROM: %s", sql).isNotEmpty();
    }
    try (QueryResult result = open.orElseThrow().execute(ANN, "SELECT COUNT(*) FROM a.p.items")) {
      assertThat(result.reader().loadNextBatch()).isTrue();
    }
  }
}
