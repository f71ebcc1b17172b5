package io.meshgate.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries may do with nested values: the same as DuckDB, or a refusal. */
class NestedQueriesTest {

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE t (id INTEGER, l INTEGER[], ll VARCHAR[][],"
              + " s STRUCT(a INTEGER, \"B b\" VARCHAR, c STRUCT(d DATE, e DECIMAL(9,2)[])),"
              + " ls STRUCT(x INTEGER, y VARCHAR)[], m MAP(VARCHAR, INTEGER[]), e INTEGER)",
          "INSERT INTO t VALUES"
              + " (1, [1, 2, 3], [['a', NULL], [], NULL],"
              + " {'a': 1, 'B b': 'x', 'c': {'d': DATE '2024-02-29', 'e': [1.5, NULL]}},"
              + " [{'x': 1, 'y': 'p'}, NULL, {'x': NULL, 'y': 'q'}], MAP {'k': [1], 'n': NULL}, 1),"
              + " (2, [], [], {'a': NULL, 'B b': NULL, 'c': NULL}, [], MAP {}, 2),"
              + " (3, NULL, NULL, NULL, NULL, NULL, 3),"
              + " (4, [NULL], [[NULL]], {'a': 4, 'B b': '', 'c': {'d': NULL, 'e': []}},"
              + " [{'x': 4, 'y': NULL}], MAP {'': []}, NULL)",
          "CREATE TABLE o (id INTEGER, name VARCHAR)",
          "INSERT INTO o VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four')");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  private NestedStore store;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    store = new NestedStore(memory.allocator(), folder, STATEMENTS, List.of("t", "o"));
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM d.p.t ORDER BY id | SELECT * FROM t ORDER BY id",
        "SELECT t.*, o.name FROM d.p.t JOIN d.p.o ON o.id = t.id + 0 ORDER BY t.id"
            + " | SELECT t.*, o.name FROM t JOIN o ON o.id = t.id ORDER BY t.id",
        "SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n, l, s, m FROM d.p.t ORDER BY id"
            + " | SELECT id, row_number() OVER (ORDER BY id) AS n, l, s, m FROM t ORDER BY id",
        "SELECT id FROM d.p.t WHERE l IS NULL | SELECT id FROM t WHERE l IS NULL",
        "SELECT id FROM d.p.t WHERE s IS NOT NULL ORDER BY id"
            + " | SELECT id FROM t WHERE s IS NOT NULL ORDER BY id",
        "SELECT id FROM d.p.t WHERE m IS NULL OR ls IS NULL | SELECT 3::INTEGER",
        "SELECT id, l[1], l[4], l[0], l[-1], l[id] FROM d.p.t ORDER BY id"
            + " | SELECT id, l[1], l[4], l[0], NULL::INTEGER, l[id] FROM t ORDER BY id",
        "SELECT id, ll[1][1], ls[1].x FROM d.p.t ORDER BY id"
            + " | SELECT id, ll[1][1], ls[1].x FROM t ORDER BY id",
        "SELECT t.s.a, t.s.\"B b\", t.s.c.d, t.s.c.e[1] FROM d.p.t AS t ORDER BY t.id"
            + " | SELECT s.a, s.\"B b\", s.c.d, s.c.e[1] FROM t ORDER BY id",
        "SELECT id FROM d.p.t AS t WHERE t.s.a = 4 | SELECT 4::INTEGER",
        "SELECT m['k'], m['none'], m['k'][1] FROM d.p.t ORDER BY id"
            + " | SELECT m['k'], NULL::INTEGER[], m['k'][1] FROM t ORDER BY id",
        "SELECT CARDINALITY(l), CARDINALITY(m), CARDINALITY(ls) FROM d.p.t ORDER BY id"
            + " | SELECT len(l)::INTEGER, cardinality(m)::INTEGER, len(ls)::INTEGER FROM t"
            + " ORDER BY id",
        "SELECT COUNT(l), COUNT(s), COUNT(*) FROM d.p.t | SELECT count(l), count(s), count(*) FROM t",
        "SELECT t.id, u.x FROM d.p.t AS t, UNNEST(t.l) AS u(x) ORDER BY t.id, u.x"
            + " | SELECT id, unnest(l) AS x FROM t ORDER BY id, x",
        "SELECT t.id, u.x FROM d.p.t AS t CROSS JOIN UNNEST(t.l) AS u(x) WHERE u.x > 1 ORDER BY u.x"
            + " | SELECT * FROM (SELECT id, unnest(l) AS x FROM t) WHERE x > 1 ORDER BY x",
        "SELECT t.id, u.x FROM d.p.t AS t LEFT JOIN UNNEST(t.l) AS u(x) ON TRUE ORDER BY t.id, u.x"
            + " | SELECT t.id, u.x FROM t LEFT JOIN LATERAL (SELECT unnest(t.l) AS x) u ON TRUE"
            + " ORDER BY t.id, u.x",
        "SELECT t.id, u.x, u.y FROM d.p.t AS t, UNNEST(t.ls) AS u(x, y) ORDER BY t.id, u.x, u.y"
            + " | SELECT id, r.x AS x, r.y AS y FROM (SELECT id, unnest(ls) AS r FROM t)"
            + " ORDER BY id, x, y",
        "SELECT t.id, u.x, u.n FROM d.p.t AS t, UNNEST(t.l) WITH ORDINALITY AS u(x, n)"
            + " ORDER BY t.id, u.n | SELECT id, x, n::INTEGER FROM (SELECT id, unnest(l) AS x,"
            + " generate_subscripts(l, 1) AS n FROM t) ORDER BY id, n",
        "SELECT t.id, u.k, u.v FROM d.p.t AS t, UNNEST(t.m) AS u(k, v) ORDER BY t.id, u.k"
            + " | SELECT id, e.key AS k, e.value AS v FROM (SELECT id, unnest(map_entries(m)) AS e"
            + " FROM t) ORDER BY id, k",
        "SELECT o.name, SUM(u.x) FROM d.p.t AS t JOIN d.p.o AS o ON o.id = t.id,"
            + " UNNEST(t.l) AS u(x) GROUP BY o.name ORDER BY 1"
            + " | SELECT name, sum(x)::BIGINT FROM (SELECT o.name, unnest(t.l) AS x FROM t"
            + " JOIN o ON o.id = t.id) GROUP BY name ORDER BY 1",
        "SELECT id FROM d.p.t AS t WHERE EXISTS (SELECT 1 FROM UNNEST(t.l) AS u(x) WHERE u.x = 2)"
            + " | SELECT 1::INTEGER",
        "SELECT id FROM d.p.t AS t WHERE 3 IN (SELECT u.x FROM UNNEST(t.l) AS u(x))"
            + " | SELECT 1::INTEGER",
        "SELECT id, (SELECT MAX(u.x) FROM UNNEST(t.l) AS u(x)) FROM d.p.t AS t ORDER BY id"
            + " | SELECT id, list_max(l) FROM t ORDER BY id",
        "SELECT x FROM UNNEST(ARRAY[3, 1, 2]) AS u(x) ORDER BY x | SELECT unnest([1, 2, 3])",
        "SELECT ARRAY[id, e, NULL] AS a, MAP['k', id] AS m, ROW(id, 'x') AS r FROM d.p.t ORDER BY id"
            + " | SELECT [id, e, NULL], MAP {'k': id}, {'EXPR$0': id, 'EXPR$1': 'x'} FROM t"
            + " ORDER BY id",
        "SELECT CAST(ROW(id, 'x') AS ROW(a BIGINT, b VARCHAR)) FROM d.p.t ORDER BY id"
            + " | SELECT {'a': id::BIGINT, 'b': 'x'} FROM t ORDER BY id",
        "SELECT CAST(l AS BIGINT ARRAY) FROM d.p.t ORDER BY id"
            + " | SELECT l::BIGINT[] FROM t ORDER BY id",
        "SELECT CASE WHEN id = 1 THEN l ELSE ARRAY[7] END, COALESCE(l, ARRAY[e]) FROM d.p.t"
            + " ORDER BY id | SELECT CASE WHEN id = 1 THEN l ELSE [7] END, coalesce(l, [e]) FROM t"
            + " ORDER BY id",
        "SELECT CAST(NULL AS INTEGER ARRAY) AS n, NULL AS x FROM d.p.o WHERE id = 1"
            + " | SELECT NULL::INTEGER[], NULL::VARCHAR",
        "SELECT l FROM d.p.t WHERE id = 1 UNION ALL SELECT ARRAY[9] FROM d.p.o WHERE id = 1"
            + " | SELECT l FROM t WHERE id = 1 UNION ALL SELECT [9]",
        "SELECT l, s FROM d.p.t WHERE FALSE | SELECT l, s FROM t WHERE FALSE",
        "SELECT t.id, q.l FROM d.p.t AS t LEFT JOIN (SELECT id, l FROM d.p.t WHERE id < 2) AS q"
            + " ON q.id = t.id ORDER BY t.id | SELECT id, CASE WHEN id < 2 THEN l END FROM t ORDER"
            + " BY id",
        "SELECT (SELECT l FROM d.p.t WHERE id = 1) AS l FROM d.p.o WHERE id < 3"
            + " | SELECT unnest([[1, 2, 3], [1, 2, 3]])",
        "SELECT DISTINCT t.l[1] FROM d.p.t AS t WHERE t.l[1] IS NOT NULL | SELECT 1::INTEGER",
        "SELECT (t.s).a FROM d.p.t AS t WHERE id = 1 | SELECT 1::INTEGER",
        "SELECT d.p.t.s.a FROM d.p.t WHERE id = 1 | SELECT 1::INTEGER",
        "SELECT CASE WHEN id = 1 THEN t.ls[1] ELSE ROW(1, 'z') END FROM d.p.t AS t ORDER BY id"
            + " | SELECT CASE WHEN id = 1 THEN ls[1] ELSE {'x': 1, 'y': 'z'} END FROM t ORDER BY id",
        "SELECT LAG(e) OVER (ORDER BY id) FROM d.p.t ORDER BY id"
            + " | SELECT lag(e) OVER (ORDER BY id) FROM t ORDER BY id",
        "SELECT LAG(l) OVER (ORDER BY id) FROM d.p.t ORDER BY id"
            + " | SELECT lag(l) OVER (ORDER BY id) FROM t ORDER BY id"
      })
  void saysWhatDuckDbSays(String sql, String reference) {
    assertThat(store.ask(sql)).as(sql).isEqualTo(store.direct(reference));
  }

  /** By the standard's arithmetic; DuckDB's own intervals are of another kind. */
  @Test
  void sendsIntervalsOfBothKinds() {
    assertThat(
            store.ask(
                "SELECT INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3' DAY,"
                    + " INTERVAL '1 02:03:04.5' DAY TO SECOND, CAST(NULL AS INTERVAL DAY)"
                    + " FROM d.p.o WHERE id = 1"))
        .hasToString("[[P14M, PT72H, PT26H3M4.5S, null]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ARRAY[INTERVAL '1' DAY] FROM d.p.t",
        "SELECT id FROM d.p.t ORDER BY l",
        "SELECT l FROM d.p.t GROUP BY l",
        "SELECT DISTINCT s FROM d.p.t",
        "SELECT COUNT(DISTINCT l) FROM d.p.t",
        "SELECT MAX(l) FROM d.p.t",
        "SELECT id FROM d.p.t WHERE l = ARRAY[1, 2, 3]",
        "SELECT id FROM d.p.t WHERE l IS DISTINCT FROM ARRAY[1]",
        "SELECT id FROM d.p.t WHERE l IN (SELECT l FROM d.p.t)",
        "SELECT id FROM d.p.t WHERE (id, e) = (1, 1) AND m = m",
        "SELECT a.id FROM d.p.t AS a JOIN d.p.t AS b ON a.l = b.l",
        "SELECT a.id FROM d.p.t AS a JOIN d.p.t AS b USING (l)",
        "SELECT l FROM d.p.t UNION SELECT l FROM d.p.t",
        "SELECT l FROM d.p.t EXCEPT SELECT l FROM d.p.t",
        "SELECT l || ARRAY[1] FROM d.p.t",
        "SELECT RANK() OVER (PARTITION BY l ORDER BY id) FROM d.p.t",
        "SELECT ls FROM d.p.t UNION ALL SELECT ARRAY[ROW(1, 'x')] FROM d.p.t",
        "SELECT x FROM d.p.t AS t, UNNEST(t.l, t.l) AS u(x, y)"
      })
  void refusesWhatEnginesDoDifferently(String sql) {
    assertThatThrownBy(() -> store.ask(sql))
        .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).as("%s: %s", sql, e).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(e.getMessage()).doesNotContain("shape that the planner");
            });
  }

  @Test
  void masksNestedColumnsInAGuard(@TempDir Path folder) throws Exception {
    AccessPolicy masksL =
        (principal, product, table) -> {
          List<Decision.VisibleColumn> columns = new ArrayList<>();
          for (int i = 0; i < table.columns().size(); i++) {
            Optional<Decision.Mask> mask =
                table.columns().get(i).name().equals("l")
                    ? Optional.of(
                        new Decision.Mask(
                            "m",
                            "null",
                            SqlTypes.REX.makeNullLiteral(
                                SqlTypes.toSql(table.columns().get(i).type(), true))))
                    : Optional.empty();
            columns.add(new Decision.VisibleColumn(i, mask));
          }
          return new Decision.Allowed(
              columns, Optional.empty(), Decision.PushdownMode.NORMAL, List.of("m"));
        };
    try (NestedStore guarded =
        new NestedStore(memory.allocator(), folder, STATEMENTS, List.of("t"), masksL)) {
      assertThat(guarded.ask("SELECT id, l, s FROM d.p.t ORDER BY id"))
          .isEqualTo(guarded.direct("SELECT id, NULL::INTEGER[], s FROM t ORDER BY id"));
      assertThat(guarded.ask("SELECT u.x FROM d.p.t AS t, UNNEST(t.l) AS u(x)")).isEmpty();
    }
  }

  @Test
  void refusesFieldsThatARowDoesNotHave() {
    assertThatThrownBy(() -> store.ask("SELECT t.s.none FROM d.p.t AS t"))
        .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
              assertThat(e.getMessage()).contains("none");
            });
  }
}
