package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A table of which only groups of three rows may be seen, at a source that takes SQL ({@code
 * hr.lake.staff}) and at one that does not ({@code hr.plain.staff}).
 *
 * <p>The expected rows are DuckDB's over the raw table, with the suppression written out by hand.
 */
class GroupLimitsTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType LONG = new ArrowType.Int(64, true);
  private static final Principal BOSS = Principal.of("bo", "dpo");

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE staff (id INTEGER, name VARCHAR, dept VARCHAR, city VARCHAR, age INTEGER,"
              + " salary DECIMAL(10,2), bonus DECIMAL(10,2))",
          // sales has 5 people, one with a bonus; it 3, all with one; law 2; NULL 1.
          "INSERT INTO staff VALUES"
              + " (1, 'a', 'sales', 'Oslo', 31, 100, NULL), (2, 'b', 'sales', 'Oslo', 32, 200, 7),"
              + " (3, 'c', 'sales', 'Oslo', 41, 300, NULL), (4, 'd', 'sales', 'Rome', 45, 400, NULL),"
              + " (5, 'e', 'sales', 'Rome', 52, 500, NULL), (6, 'f', 'it', 'Oslo', 33, 600, 1),"
              + " (7, 'g', 'it', 'Rome', 38, 700, 2), (8, 'h', 'it', NULL, 39, 800, 3),"
              + " (9, 'i', 'law', 'Rome', 61, 900, 4), (10, 'j', 'law', 'Rome', 62, 950, 5),"
              + " (11, 'k', NULL, 'Oslo', 20, 10, 6)",
          "CREATE TABLE cities (city VARCHAR, country VARCHAR)",
          "INSERT INTO cities VALUES ('Oslo', 'NO'), ('Rome', 'IT')",
          // A join with it repeats every row.
          "CREATE TABLE copies (n INTEGER)",
          "INSERT INTO copies VALUES (1), (2), (3), (4)");

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: hr
      version: 1
      owner: domain:hr
      appliesTo: {products: [hr.lake, hr.plain]}
      grants:
        - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
      limits: {minGroupSize: 3, to: {all: true, except: {groups: [dpo]}}}
      """;
  private static final String VIEWS =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: views
      version: 1
      owner: domain:hr
      appliesTo: {products: [hr.views]}
      grants:
        - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
      """;
  private static final String LIMITED_VIEW =
      VIEWS.replace("id: views", "id: limited").replace("hr.views", "hr.limited")
          + "limits: {aggregateOnly: true}\n";
  private static final String OPEN =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: geo
      version: 1
      owner: domain:geo
      appliesTo: {domains: [geo]}
      grants:
        - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
      """;

  // Shared by all tests, which only read.

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(MEMORY, folder, STATEMENTS)
            .atLake("hr.lake", "staff")
            .atPlain("hr.plain", "staff")
            .atLake("geo.lake", "cities")
            .atPlain("geo.plain", "cities")
            .atLake("geo.lake", "copies")
            .atPlain("geo.plain", "copies")
            .derived(
                "hr.views",
                "by_dept",
                "SELECT dept, COUNT(*) AS people FROM hr.lake.staff GROUP BY dept",
                List.of(ProductColumn.of("dept", TEXT), ProductColumn.of("people", LONG)))
            .derived(
                "hr.views",
                "people",
                "SELECT name, city FROM hr.lake.staff",
                List.of(ProductColumn.of("name", TEXT), ProductColumn.of("city", TEXT)))
            .derived(
                "hr.limited",
                "towns",
                "SELECT city, country FROM geo.lake.cities",
                List.of(ProductColumn.of("city", TEXT), ProductColumn.of("country", TEXT)))
            .under(POLICY, VIEWS, LIMITED_VIEW, OPEN);
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // whole groups
        "SELECT dept, COUNT(*) FROM staff GROUP BY dept | SELECT * FROM (VALUES ('it', 3), ('sales', 5))",
        "SELECT dept, SUM(salary) AS s, AVG(age) FROM staff GROUP BY dept"
            + " | SELECT dept, SUM(salary)::DECIMAL(38,2), AVG(age) FROM staff GROUP BY dept HAVING COUNT(*) >= 3",
        "SELECT DISTINCT dept FROM staff | VALUES ('it'), ('sales')",
        "SELECT COUNT(*) FROM staff | SELECT 11",
        "SELECT COUNT(DISTINCT dept) FROM staff | SELECT 3",
        "SELECT age / 10, COUNT(*) FROM staff GROUP BY age / 10 | VALUES (3, 5)",
        "SELECT CASE WHEN age < 40 THEN 'young' ELSE 'old' END AS c, COUNT(*) FROM staff GROUP BY"
            + " CASE WHEN age < 40 THEN 'young' ELSE 'old' END | VALUES ('young', 6), ('old', 5)",
        // filters narrow what is counted; nothing is left of a narrow one, whether it matches or
        // not
        "SELECT COUNT(*) FROM staff WHERE name = 'a' | SELECT 1 WHERE FALSE",
        "SELECT COUNT(*) FROM staff WHERE name = 'nobody' | SELECT 1 WHERE FALSE",
        "SELECT COUNT(*) FROM staff WHERE name IN ('a', 'b', 'c') | SELECT 3",
        "SELECT dept, SUM(salary) FROM staff WHERE city = 'Oslo' GROUP BY dept | VALUES ('sales', 600.00::DECIMAL(38,2))",
        "SELECT COUNT(*) FROM staff WHERE age BETWEEN 30 AND 40 AND name LIKE '%' | SELECT 5",
        "SELECT COUNT(*) FROM staff WHERE city IN (SELECT city FROM cities WHERE country = 'NO') | SELECT 5",
        "SELECT COUNT(*) FROM staff WHERE EXISTS (SELECT 1 FROM cities) | SELECT 11",
        // each value stands on enough rows of its own
        "SELECT dept, SUM(bonus) FROM staff GROUP BY dept | VALUES ('it', 6.00::DECIMAL(38,2))",
        "SELECT dept, COUNT(bonus) FROM staff GROUP BY dept | VALUES ('it', 3)",
        "SELECT dept, SUM(salary) FILTER (WHERE name = 'a') FROM staff GROUP BY dept | SELECT 1 WHERE FALSE",
        "SELECT dept, SUM(salary) FILTER (WHERE age < 42) FROM staff GROUP BY dept"
            + " | VALUES ('it', 2100.00::DECIMAL(38,2)), ('sales', 600.00::DECIMAL(38,2))",
        "SELECT dept, COUNT(*) FILTER (WHERE city = 'Rome') FROM staff GROUP BY dept | SELECT 1 WHERE FALSE",
        "SELECT COUNT(CASE WHEN age < 40 THEN 1 END) FROM staff | SELECT 6",
        // totals and several groupings
        "SELECT dept, COUNT(*) FROM staff GROUP BY ROLLUP (dept) | VALUES ('it', 3), ('sales', 5), (NULL, 11)",
        "SELECT dept, city, GROUPING(dept), COUNT(*) FROM staff GROUP BY GROUPING SETS ((dept), (city))"
            + " | VALUES ('it', NULL, 0, 3), ('sales', NULL, 0, 5), (NULL, 'Oslo', 1, 5), (NULL, 'Rome', 1, 5)",
        // above the groups everything goes
        "SELECT MAX(c), SUM(c) FROM (SELECT dept, COUNT(*) AS c FROM staff GROUP BY dept) | SELECT 5, 8::DECIMAL(38,0)",
        "SELECT dept, RANK() OVER (ORDER BY COUNT(*) DESC) FROM staff GROUP BY dept | VALUES ('sales', 1), ('it', 2)",
        "SELECT dept FROM staff GROUP BY dept HAVING COUNT(*) > 4 | SELECT 'sales'",
        "SELECT dept FROM (SELECT dept, COUNT(*) FROM staff GROUP BY dept) WHERE dept <> 'it' | SELECT 'sales'",
        "SELECT dept, COUNT(*) FROM staff GROUP BY dept ORDER BY 2 DESC LIMIT 1 | VALUES ('sales', 5)",
        "SELECT c.country, (SELECT COUNT(*) FROM staff) FROM cities c | VALUES ('NO', 11), ('IT', 11)",
        "WITH d AS (SELECT dept, COUNT(*) AS n FROM staff GROUP BY dept) SELECT a.dept, b.n FROM d a JOIN d b"
            + " ON a.dept = b.dept | VALUES ('it', 3), ('sales', 5)",
        "SELECT dept, COUNT(*) FROM staff GROUP BY dept UNION ALL SELECT city, COUNT(*) FROM staff GROUP BY city"
            + " | VALUES ('it', 3), ('sales', 5), ('Oslo', 5), ('Rome', 5)",
        // joins: rows of the table are counted, not rows of the join
        "SELECT country, COUNT(*) FROM staff JOIN cities USING (city) GROUP BY country | VALUES ('NO', 5), ('IT', 5)",
        "SELECT country, dept, COUNT(*) FROM staff JOIN cities USING (city) GROUP BY country, dept | VALUES ('NO', 'sales', 3)",
        "SELECT dept, COUNT(*) FROM staff, copies GROUP BY dept | VALUES ('it', 12), ('sales', 20)",
        "SELECT dept, COUNT(*), SUM(bonus) FROM staff, copies GROUP BY dept | VALUES ('it', 12, 24.00::DECIMAL(38,2))",
        "SELECT COUNT(*) FROM staff, copies WHERE name = 'a' | SELECT 1 WHERE FALSE",
        "SELECT COUNT(n) FROM staff RIGHT JOIN copies ON staff.id = copies.n AND staff.dept = 'law' | SELECT 1 WHERE FALSE",
        "SELECT country, COUNT(*) FROM staff s LEFT JOIN cities c ON c.city = s.city AND s.age > 30 GROUP BY country"
            + " | VALUES ('NO', 4), ('IT', 5)",
        "SELECT COUNT(*) FROM staff a JOIN staff b ON a.dept = b.dept | SELECT 38",
        "SELECT a.dept, COUNT(*) FROM staff a JOIN staff b ON a.dept = b.dept AND b.name = 'a' GROUP BY a.dept"
            + " | SELECT 1 WHERE FALSE",
      })
  void answersAboutGroupsAsTheRawTableWouldWithoutSmallOnes(String sql, String expected) {
    List<List<Object>> rows = textual(mesh.direct(expected));
    for (String source : List.of("lake", "plain")) {
      String named =
          sql.replaceAll("\\b(FROM|JOIN|,) staff\\b", "$1 hr." + source + ".staff")
              .replaceAll("\\b(FROM|JOIN) (cities|copies)\\b", "$1 geo." + source + ".$2")
              .replace(", copies", ", geo." + source + ".copies")
              .replace("staff.", "staff.");
      assertThat(textual(mesh.ask(ANN, named))).as(named).containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  // Engines number their groups in whole types of their own; the values are what is compared.
  private static List<List<Object>> textual(List<? extends List<?>> rows) {
    return rows.stream().map(row -> row.stream().<Object>map(String::valueOf).toList()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM staff | this query shows single rows",
        "SELECT COUNT(*) OVER () FROM staff | a window function sees single rows",
        "SELECT name FROM staff ORDER BY salary LIMIT 3 | LIMIT and OFFSET",
        "SELECT SUM(salary) FROM (SELECT * FROM staff ORDER BY salary LIMIT 3) | LIMIT and OFFSET",
        "SELECT dept, MAX(salary) FROM staff GROUP BY dept | MAX shows the value of a single row",
        "SELECT MIN(name) FROM staff | MIN shows the value of a single row",
        "SELECT ANY_VALUE(name) FROM staff | ANY_VALUE shows the value of a single row",
        "SELECT LISTAGG(name) FROM staff | LISTAGG shows",
        "SELECT dept FROM staff UNION SELECT city FROM cities | UNION, INTERSECT and EXCEPT",
        "SELECT city FROM cities INTERSECT SELECT city FROM staff | UNION, INTERSECT and EXCEPT",
        "SELECT country FROM cities WHERE city IN (SELECT city FROM staff) | a sub-query of an expression",
        "SELECT country FROM cities c WHERE EXISTS (SELECT 1 FROM staff s WHERE s.city = c.city)"
            + " | a sub-query of an expression",
        "SELECT country, (SELECT COUNT(*) FROM staff s WHERE s.city = c.city) FROM cities c | a correlated one",
        "SELECT c.country, s.name FROM cities c JOIN staff s ON s.city = c.city | this query shows single rows",
        "SELECT SUM(CASE WHEN name = 'a' THEN salary ELSE 0 END) FROM staff | use FILTER instead",
        "SELECT SUM(COALESCE(bonus, 0)) FROM staff | use FILTER instead",
        "SELECT SUM(x) FROM (SELECT CASE WHEN name = 'a' THEN salary ELSE 0 END AS x FROM staff) | use FILTER instead",
        "SELECT COUNT(DISTINCT CASE WHEN name = 'a' THEN salary ELSE 0 END) FROM staff | use FILTER instead",
        "SELECT COUNT(*) FROM staff WHERE 1 / (age - 31) > 0 | could fail on a single row",
        "SELECT COUNT(*) FROM staff WHERE CAST(name AS INTEGER) = 1 | could fail on a single row",
        "SELECT SUM(age * 2000000000) FROM staff | could fail on a single row",
        "SELECT COUNT(*) FROM staff JOIN cities c ON 1 / (age - 31) = 1 | could fail on a single row",
        "SELECT COUNT(*) FROM staff s JOIN (SELECT city FROM cities WHERE CAST(country AS INTEGER) = 1) c"
            + " ON c.city = s.city | could fail on a single row",
        "SELECT COUNT(*) FROM staff WHERE salary > (SELECT 100) | a sub-query that gives a value",
        "SELECT COUNT(*) FROM staff s WHERE EXISTS (SELECT 1 FROM cities c WHERE c.city = s.city)"
            + " | a correlated one",
        "SELECT COUNT(*) FROM staff WHERE name LIKE city | could fail on a single row",
      })
  void refusesOtherShapesWithTheTableAndWhatWouldWork(String sql, String reason) {
    for (String source : List.of("lake", "plain")) {
      String named =
          sql.replaceAll("\\b(FROM|JOIN) staff\\b", "$1 hr." + source + ".staff")
              .replaceAll("\\b(FROM|JOIN) cities\\b", "$1 geo." + source + ".cities");
      assertThatThrownBy(() -> mesh.ask(ANN, named))
          .as(named)
          .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
          .satisfies(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED);
                assertThat(refusal.getMessage())
                    .startsWith("Table hr." + source + ".staff answers questions about groups")
                    .contains(reason, "use COUNT, SUM or AVG");
              });
    }
  }

  /** What stands above the groups may fail, but only on groups that are shown. */
  @Test
  void doesNotEvaluateTheQueryOnGroupsThatAreSuppressed() {
    for (String source : List.of("lake", "plain")) {
      String table = "hr." + source + ".staff";
      // law has two people: its group would divide by zero.
      assertThat(
              mesh.ask(
                  ANN,
                  "SELECT dept FROM "
                      + table
                      + " GROUP BY dept HAVING 10 / (COUNT(*) - 2) > 4 ORDER BY dept"))
          .isEqualTo(List.of(List.of("it")));
      // Only law has three letters; the condition is one that optimizers move below the groups.
      assertThat(
              mesh.ask(
                  ANN,
                  "SELECT dept FROM (SELECT dept, COUNT(*) FROM "
                      + table
                      + " GROUP BY dept) WHERE 1 / (CHAR_LENGTH(dept) - 3) <> 7 ORDER BY dept"))
          .isEqualTo(List.of(List.of("it"), List.of("sales")));
      assertThat(
              mesh.ask(
                  ANN,
                  "SELECT CAST(CASE WHEN dept = 'law' THEN 'x' ELSE '1' END AS INTEGER), COUNT(*)"
                      + " FROM (SELECT dept FROM "
                      + table
                      + " GROUP BY dept) GROUP BY 1"))
          .isEqualTo(List.of(List.of(1, 2L)));
    }
  }

  @Test
  void showsSingleRowsToThoseWhomTheLimitIsNotFor() {
    assertThat(mesh.ask(BOSS, "SELECT name FROM hr.lake.staff WHERE dept = 'law' ORDER BY 1"))
        .isEqualTo(List.of(List.of("i"), List.of("j")));
  }

  /** Rows that sources deliver are shown to whoever asks; here they would tell of single rows. */
  @Test
  void doesNotTellHowManyRowsAStageReads() {
    for (String source : List.of("lake", "plain")) {
      List<Object> counts =
          java.util.stream.Stream.of("a", "nobody")
              .map(name -> sourceRows(source, "WHERE name = '" + name + "'"))
              .toList();
      assertThat(counts).containsExactly(0L, 0L);
    }
    assertThat(sourceRows("plain", "WHERE age > 1")).isEqualTo(1L);
  }

  private Object sourceRows(String source, String where) {
    // A comment makes the statement one of its own.
    String sql =
        "SELECT COUNT(*) FROM hr." + source + ".staff " + where + " -- " + System.nanoTime();
    mesh.ask(ANN, sql);
    List<List<Object>> rows =
        mesh.ask(
            ANN,
            "SELECT source_rows FROM system.queries WHERE statement = '"
                + sql.replace("'", "''")
                + "'");
    return rows.get(0).get(0);
  }

  @Test
  void explainsTheLeafAndNothingOfTheSuppression() {
    String sql = "EXPLAIN SELECT dept, COUNT(*) FROM hr.plain.staff GROUP BY dept";
    assertThat(mesh.ask(ANN, sql).get(0).get(0).toString())
        .isEqualTo("plain: hr.plain.staff (dept), under access rules");
  }

  @Test
  void refusesSingleRowsWhenAStatementIsPrepared() {
    QuerySession session = QuerySession.of(ANN);
    assertThatThrownBy(() -> mesh.engine().prepare(session, "SELECT name FROM hr.lake.staff"))
        .hasMessageStartingWith("Table hr.lake.staff answers questions about groups");
    assertThat(mesh.engine().prepare(session, "SELECT COUNT(*) FROM hr.lake.staff").result())
        .isNotNull();
  }

  @Test
  void enforcesTheLimitBelowDerivedTables() {
    assertThat(mesh.ask(ANN, "SELECT dept, people FROM hr.views.by_dept ORDER BY dept"))
        .isEqualTo(List.of(List.of("it", 3L), List.of("sales", 5L)));
    assertThat(mesh.ask(ANN, "SELECT city, COUNT(*) FROM hr.views.people GROUP BY city ORDER BY 1"))
        .isEqualTo(List.of(List.of("Oslo", 5L), List.of("Rome", 5L)));
    assertThatThrownBy(() -> mesh.ask(ANN, "SELECT name FROM hr.views.people"))
        .hasMessageStartingWith("Table hr.lake.staff answers questions about groups");
  }

  @Test
  void enforcesTheLimitOfADerivedTableItself() {
    assertThat(
            mesh.ask(
                ANN, "SELECT country, COUNT(*) FROM hr.limited.towns GROUP BY country ORDER BY 1"))
        .isEqualTo(List.of(List.of("IT", 1L), List.of("NO", 1L)));
    assertThatThrownBy(() -> mesh.ask(ANN, "SELECT city FROM hr.limited.towns"))
        .hasMessageStartingWith("Table hr.limited.towns answers questions about groups");
  }
}
