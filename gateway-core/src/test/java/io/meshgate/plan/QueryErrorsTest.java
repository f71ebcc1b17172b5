package io.meshgate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.execute.QueryResult;
import io.meshgate.policy.Decision;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers are told when a query is wrong. */
class QueryErrorsTest {

  private static final int FUZZ_CASES = 150;

  private static final Schema HEADERS =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("email", ArrowType.Utf8.INSTANCE),
              Field.nullable("total", new ArrowType.Decimal(10, 2, 128)),
              Field.nullable("ordered", new ArrowType.Date(DateUnit.DAY)),
              Field.nullable("quantity", new ArrowType.Int(32, true))));
  private static final Schema SECRET =
      new Schema(List.of(Field.nullable("salary", new ArrowType.Int(64, true))));

  private static final List<String> VALID =
      List.of(
          "SELECT id, email FROM sales.orders.headers WHERE total > 10 ORDER BY id LIMIT 3",
          "SELECT h.email, COUNT(*) AS n, SUM(h.total) FROM sales.orders.headers h"
              + " JOIN sales.orders.lines l ON l.id = h.id GROUP BY h.email HAVING COUNT(*) > 0",
          "WITH w AS (SELECT id, quantity / 2 AS q FROM sales.orders.lines)"
              + " SELECT CASE WHEN q > 1 THEN 'x' ELSE CAST(q AS VARCHAR) END FROM w",
          "SELECT id, RANK() OVER (PARTITION BY quantity ORDER BY total DESC) FROM"
              + " \"sales.orders\".\"headers\"",
          "SELECT EXTRACT(YEAR FROM ordered), UPPER(email) || 'z' FROM sales.orders.headers"
              + " WHERE email LIKE 'a%' AND ordered >= DATE '2024-01-01'",
          "SELECT id FROM sales.orders.headers WHERE id IN (SELECT id FROM sales.orders.lines)"
              + " UNION ALL (VALUES (1), (2)) EXCEPT SELECT 5");
  private static final List<String> FRAGMENTS =
      List.of(
          "(",
          ")",
          ",",
          "'",
          "\"",
          ";",
          "--",
          "/*",
          "*",
          "NULL",
          "SELECT",
          "FROM",
          "GROUP BY",
          "1",
          "0",
          "9999999999999999999",
          "''",
          "id",
          "nothing",
          "sales",
          ".",
          "/ 0",
          "OVER ()",
          "CAST(",
          "AS DATE)",
          "JOIN",
          "UNION",
          "?",
          "\u0000",
          "ä",
          "::",
          "[1]",
          "LATERAL",
          "ALL");

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path spill;
  private TestMesh mesh = new TestMesh();
  private Optional<QueryEngine> engine = Optional.empty();

  QueryErrorsTest(@TempDir Path spill) {
    this.spill = spill;
  }

  @BeforeEach
  void makeMesh() {
    TableName headers = TableName.of("headers");
    TableName salaries = TableName.of("salaries");
    FakeConnector source =
        FakeConnector.builder()
            .table(headers, HEADERS, List.of(row(1, "zoe@x"), row(2, "bob@x"), row(3, "abc")))
            .table(salaries, SECRET, List.of(List.of(7L)))
            .build();
    mesh =
        new TestMesh()
            .source("fake", source)
            .table("sales.orders", "headers", "fake", headers)
            .table("sales.orders", "lines", "fake", headers)
            .table("hr.staff", "salaries", "fake", salaries);
    engine = Optional.of(mesh.engine(QueryErrorsTest::decide, memory.allocator(), spill));
  }

  private static List<@Nullable Object> row(long id, String email) {
    return List.of(id, email, new BigDecimal("12.50"), LocalDate.of(2024, 5, 6), 0);
  }

  // The product hr.staff does not exist for anybody, and nobody sees "ordered" in lines.
  private static Decision decide(Principal principal, DataProduct product, ProductTable table) {
    if (product.domain().equals("hr")) {
      return new Decision.Denied(List.of());
    }
    Decision.Allowed open = (Decision.Allowed) TestMesh.open(principal, product, table);
    return table.name().equals("lines")
        ? new Decision.Allowed(
            open.columns().stream().filter(column -> column.ordinal() != 3).toList(),
            Optional.empty(),
            Decision.PushdownMode.NORMAL,
            List.of())
        : open;
  }

  @AfterEach
  void close() {
    engine.ifPresent(QueryEngine::close);
    mesh.close();
  }

  private void run(String sql) throws Exception {
    run(sql, QueryLimits.DEFAULT);
  }

  private void run(String sql, QueryLimits limits) throws Exception {
    QuerySession session =
        new QuerySession(Principal.of("ann"), Optional.empty(), ZoneId.of("UTC"), limits);
    try (QueryResult result = engine.orElseThrow().execute(session, sql)) {
      ArrowRows.read(result.reader());
    }
  }

  private QueryException failure(String sql) {
    Throwable thrown = catchThrowable(() -> run(sql));
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof QueryException known) {
        assertThat(known.getMessage()).isNotBlank().hasLineCount(1);
        return known;
      }
    }
    throw new AssertionError("No QueryException for: " + sql, thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM sales.orders.headers WHERE email LIKE 'a\0%'",
        "SELECT id AS \"a\0b\" FROM sales.orders.headers"
      })
  void refusesTheCharacterThatEndsTextsInC(String sql) {
    assertThat(failure(sql)).hasMessageContaining("U+0000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELEC 1 | SYNTAX_ERROR | Line 1, column 1: ",
        "SELECT 1 FROM | SYNTAX_ERROR | Line 1, column ",
        "SELECT (1 | SYNTAX_ERROR | Line 1, column ",
        "SELECT 'abc | SYNTAX_ERROR | Line 1, column 8: ",
        "`` | SYNTAX_ERROR | ``",
        "-- nothing | SYNTAX_ERROR | ``",
        "SELECT 1; SELECT 2 | SYNTAX_ERROR | Expected one statement, found 2",
        "SELECT 1; DROP TABLE x | SYNTAX_ERROR | ``",
        "INSERT INTO sales.orders.headers VALUES (1) | READ_ONLY | INSERT is refused",
        "/* x */ DELETE FROM sales.orders.headers | READ_ONLY | DELETE is refused",
        "-- x%nUPDATE sales.orders.headers SET id = 1 | READ_ONLY | UPDATE is refused",
        "/* x */ CREATE TABLE t (a INT) | READ_ONLY | CREATE is refused",
        "DROP TABLE t | READ_ONLY | DROP is refused",
        "COPY t TO 'x' | READ_ONLY | COPY is refused",
        "EXPLAIN PLAN FOR DELETE FROM sales.orders.headers | READ_ONLY | DELETE is refused",
      })
  void refusesTextsThatAreNotOneReadingStatement(String sql, ErrorCode code, String start) {
    QueryException failure = failure(sql.replace("%n", "\n"));
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure.getMessage()).startsWith(start);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 1 FROM sales.orders.header | NOT_FOUND | Line 1, column 15: Table"
            + " 'sales.orders.header' not found; did you mean 'sales.orders.headers'?",
        "SELECT 1 FROM headers | NOT_FOUND | Line 1, column 15: Table 'headers' not found; did you"
            + " mean 'sales.orders.headers'?",
        "SELECT emaill FROM sales.orders.headers | NOT_FOUND | Line 1, column 8: Column 'emaill' not"
            + " found; did you mean 'email'?",
        "SELECT h.emaill FROM sales.orders.headers h | NOT_FOUND | Line 1, column 10: Column"
            + " 'emaill' not found; did you mean 'email'?",
        "SELECT x.id FROM sales.orders.headers h | NOT_FOUND | Line 1, column 8: Table 'x' not"
            + " found in this query",
        "SELECT FROBNICATE(id) FROM sales.orders.headers | NOT_FOUND | Line 1, column 8: There is"
            + " no function FROBNICATE",
        "SELECT id FROM sales.orders.headers h, sales.orders.lines l | AMBIGUOUS | Line 1, column"
            + " 8: Column 'id' is in more than one table; put the table's name before it",
        "SELECT id + ordered FROM sales.orders.headers | INVALID_QUERY | Line 1," + " column ",
        "SELECT SUM(ordered) FROM sales.orders.headers | INVALID_QUERY |" + " Line 1, column ",
        "SELECT id, COUNT(*) FROM sales.orders.headers | INVALID_QUERY | Line 1, column 8: ",
        "SELECT id FROM sales.orders.headers UNION SELECT id, email FROM sales.orders.headers |"
            + " INVALID_QUERY | Line 1, column ",
        "SELECT id / quantity FROM sales.orders.headers | DIVISION_BY_ZERO | Division by zero",
        "SELECT 1 / 0 | DIVISION_BY_ZERO | Division by zero",
        "SELECT MOD(id, quantity) FROM sales.orders.headers | DIVISION_BY_ZERO | Division by zero",
        "SELECT id + 9223372036854775807 FROM sales.orders.headers | NUMERIC_OVERFLOW | A number",
        "SELECT CAST(total * 1000 AS DECIMAL(4, 2)) FROM sales.orders.headers | NUMERIC_OVERFLOW |"
            + " A number",
        "SELECT CAST(total * 1000000000 AS INTEGER) FROM sales.orders.headers | NUMERIC_OVERFLOW |"
            + " A number",
        "SELECT CAST(email AS INTEGER) FROM sales.orders.headers | INVALID_VALUE | A value",
        "SELECT CAST(email AS DATE) FROM sales.orders.headers | INVALID_VALUE | A value",
        "SELECT (SELECT id FROM sales.orders.lines) FROM sales.orders.headers | INVALID_VALUE | A"
            + " subquery",
      })
  void saysWhatIsWrongWhereAndWhatWouldWork(String sql, ErrorCode code, String start) {
    QueryException failure = failure(sql);
    assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure.getMessage()).startsWith(start);
    assertThat(failure.getMessage()).doesNotContain("zoe", "bob", "12.5", "java", "calcite");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM hr.staff.salaries | hr.staff.salaries | hr.stuff.salaries",
        "SELECT * FROM hr.staff.salarie | hr.staff.salarie | xx.stuff.nothings",
        "SELECT salary FROM hr.staff.salaries | hr.staff.salaries | qr.stoff.zalaries",
        "SELECT * FROM hr.staff | hr.staff | qq.stuff",
        "SELECT s.salary FROM sales.orders.headers s | salary | wages",
        "SELECT ordered FROM sales.orders.lines | ordered | arranged",
        "SELECT l.ordered FROM sales.orders.lines l | ordered | orrered",
        "SELECT id FROM sales.orders.lines l WHERE l.ordered > DATE '2024-01-01' | ordered | dreored",
        "SELECT * FROM sales.orders.lines a JOIN sales.orders.lines b USING (ordered) | ordered |"
            + " dreored",
      })
  void whatIsHiddenReadsLikeWhatDoesNotExist(String sql, String hidden, String unknown) {
    QueryException first = failure(sql);
    QueryException second = failure(sql.replace(hidden, unknown));
    assertThat(first.code()).isEqualTo(second.code());
    // Names of one length keep the positions equal, so all but the name is the same bytes.
    assertThat(text(first).replace(hidden, unknown)).isEqualTo(text(second));
    assertThat(text(first).replace(hidden, "")).doesNotContain("salar", "staff");
  }

  private static String text(QueryException failure) {
    return String.valueOf(failure.getMessage());
  }

  @Test
  void limitsAreToldAndLeaveTheEngineUsable() throws Exception {
    String cross = "SELECT COUNT(*) FROM sales.orders.headers a, sales.orders.headers b";
    run(cross);
    QueryException rows =
        reported(
            catchThrowable(
                () ->
                    run(
                        "SELECT id FROM sales.orders.headers",
                        QueryLimits.DEFAULT.withMaxRows(2))));
    assertThat(rows.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    QueryException time =
        reported(
            catchThrowable(
                () ->
                    run(
                        "SELECT COUNT(*) FROM (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT"
                            + " MOD(n, 7) + 1 FROM r) SELECT n FROM r) q, sales.orders.headers",
                        QueryLimits.DEFAULT.withMaxDuration(Duration.ofMillis(300)))));
    assertThat(time.code()).isIn(ErrorCode.TIMEOUT, ErrorCode.UNSUPPORTED, ErrorCode.INVALID_QUERY);
    run(cross);
  }

  private static QueryException reported(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof QueryException known) {
        return known;
      }
    }
    throw new AssertionError("No QueryException", failure);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000})
  void deepNestingIsAnErrorOrAResult(int depth) throws Exception {
    String deep = "SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth);
    assertThat(outcome(deep)).isTrue();
    assertThat(outcome("SELECT 1" + " + 1".repeat(depth))).isTrue();
    assertThat(outcome("SELECT NOT ".concat("NOT ".repeat(depth)) + "TRUE")).isTrue();
  }

  @Test
  void mutatedStatementsGiveAResultOrAQueryException() {
    long seed = Long.getLong("meshgate.seed", System.nanoTime());
    System.out.println("QueryErrorsTest seed " + seed);
    Random random = new Random(seed);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < FUZZ_CASES; i++) {
      String sql = mutate(VALID.get(random.nextInt(VALID.size())), random);
      Throwable thrown = catchThrowable(() -> outcome(sql));
      if (thrown != null) {
        wrong.add(sql + " -> " + thrown);
      }
    }
    assertThat(wrong).as("seed " + seed).isEmpty();
  }

  private boolean outcome(String sql) throws Exception {
    try {
      run(sql);
    } catch (QueryException e) {
      return told(e, e);
    } catch (java.io.IOException e) {
      return told(reported(e), e);
    }
    return true;
  }

  private static boolean told(QueryException known, Exception thrown) {
    if (text(known).lines().count() != 1 || known.code() == ErrorCode.INTERNAL) {
      throw new AssertionError(known.code() + ": " + known.getMessage(), thrown);
    }
    return true;
  }

  private static String mutate(String sql, Random random) {
    String mutated = sql;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      String[] words = mutated.split("(?<=\\W)|(?=\\W)", -1);
      int at = random.nextInt(words.length);
      switch (random.nextInt(5)) {
        case 0 -> words[at] = "";
        case 1 -> words[at] = words[random.nextInt(words.length)];
        case 2 -> words[at] = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
        case 3 ->
            words[at] = words[at] + " " + FRAGMENTS.get(random.nextInt(FRAGMENTS.size())) + " ";
        default -> {
          int other = random.nextInt(words.length);
          String swapped = words[at];
          words[at] = words[other];
          words[other] = swapped;
        }
      }
      mutated = String.join("", words);
    }
    return mutated;
  }
}
