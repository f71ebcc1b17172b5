package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshgate.catalog.ProductColumn;
import io.meshgate.plan.PlanText;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row policies, masks and limits on derived products that stand on one another, over a table with
 * rules of its own, at a source that takes SQL and at one that does not.
 *
 * <p>The reference is DuckDB over the raw table, with what each product shows written out by hand.
 */
class DerivedProductsTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final Principal BOSS = Principal.of("bo", "dpo");
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final ArrowType LONG = new ArrowType.Int(64, true);

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE orders (id INTEGER, region VARCHAR, customer VARCHAR, amount INTEGER,"
              + " note VARCHAR)",
          // Rows that some rule hides hold what makes an expression fail: 7, and texts that are
          // no number.
          "INSERT INTO orders VALUES"
              + " (1, 'EU', 'alice', 10, '11'), (2, 'EU', 'bob', 20, '12'),"
              + " (3, 'EU', 'alice', 30, '13'), (4, 'EU', NULL, 40, NULL),"
              + " (5, 'EU', 'carol', 90, '15'), (6, 'EU', 'dan', 500, 'wide'),"
              + " (7, 'US', 'alice', 7, 'foreign'), (8, 'US', 'erin', 7, 'x'),"
              + " (9, NULL, 'frank', 7, 'none'), (10, 'EU', 'alice', -7, 'draft'),"
              + " (11, 'EU', 'gina', -7, 'drafty')");

  private static final String GRANT =
      "grants: [{id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}]\n";

  private static String set(String id, String products, String rest) {
    return """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: %s
        version: 1
        owner: governance
        appliesTo: {products: [%s]}
        """
            .formatted(id, products)
        + rest;
  }

  private static final String LEAF =
      set(
          "leaf",
          "sales.lake, sales.plain",
          GRANT
              + "rowPolicies: [{id: positive, effect: restrict, to: {all: true, except: {groups:"
              + " [dpo]}}, when: \"amount > 0\"}]\n");
  private static final String FIRST =
      set(
          "first",
          "sales.one_lake, sales.one_plain",
          GRANT
              + "rowPolicies: [{id: eu, effect: restrict, to: {all: true, except: {groups: [dpo]}},"
              + " when: \"region = 'EU'\"}]\n"
              + "columnMasks: [{id: who, match: {columns: [customer]}, to: {all: true, except:"
              + " {groups: [dpo]}}, using: redact}]\n");
  private static final String SECOND =
      set(
          "second",
          "sales.two_lake, sales.two_plain",
          "grants: [{id: read, to: {all: true}, columns: {allow: ['*'], deny: [secret]}, rows:"
              + " all}]\n"
              + "rowPolicies: [{id: small, effect: restrict, to: {all: true}, when: \"secret <"
              + " 100\"}]\n");
  private static final String THIRD =
      set(
          "third",
          "sales.three_lake, sales.three_plain",
          GRANT
              + "columnMasks: [{id: n, match: {columns: [n]}, to: {all: true}, using: {expression:"
              + " \"CASE WHEN region = 'EU' THEN n END\"}}]\n");
  private static final String LIMITED =
      set(
          "limited",
          "sales.limited_lake, sales.limited_plain",
          GRANT + "limits: {minGroupSize: 3}\n");

  /** What each product shows to an analyst. */
  private static final String LEAF_SEEN = "(SELECT * FROM orders WHERE amount > 0)";

  private static final String ONE_SEEN =
      "(SELECT id, region, 'XXXX' AS customer, amount, note FROM "
          + LEAF_SEEN
          + " WHERE region = 'EU')";
  private static final String TWO_SEEN =
      "(SELECT id, region, customer, note, amount * 1 AS amount FROM "
          + ONE_SEEN
          + " WHERE amount < 100)";
  private static final String THREE_SEEN =
      "(SELECT region, SUM(amount)::BIGINT AS total, CASE WHEN region = 'EU' THEN COUNT(*) END AS n"
          + " FROM "
          + TWO_SEEN
          + " GROUP BY region)";

  // Shared by all tests, which only read.

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(MEMORY, folder, STATEMENTS)
            .atLake("sales.lake", "orders")
            .atPlain("sales.plain", "orders");
    ProductColumn id = ProductColumn.of("id", INT);
    ProductColumn region = ProductColumn.of("region", TEXT);
    ProductColumn customer = ProductColumn.of("customer", TEXT);
    ProductColumn amount = ProductColumn.of("amount", INT);
    ProductColumn note = ProductColumn.of("note", TEXT);
    for (String source : List.of("lake", "plain")) {
      mesh.derived(
              "sales.one_" + source,
              "v",
              "SELECT id, region, customer, amount, note FROM sales." + source + ".orders",
              List.of(id, region, customer, amount, note))
          .derived(
              "sales.two_" + source,
              "v",
              "SELECT id, region, customer, note, amount, amount AS secret FROM sales.one_"
                  + source
                  + ".v",
              List.of(id, region, customer, note, amount, ProductColumn.of("secret", INT)))
          .derived(
              "sales.three_" + source,
              "v",
              "SELECT region, SUM(amount) AS total, COUNT(*) AS n FROM sales.two_"
                  + source
                  + ".v GROUP BY region",
              List.of(region, ProductColumn.of("total", LONG), ProductColumn.of("n", LONG)))
          .derived(
              "sales.limited_" + source,
              "v",
              "SELECT region, customer, amount FROM sales." + source + ".orders",
              List.of(region, customer, amount));
    }
    mesh.under(LEAF, FIRST, SECOND, THIRD, LIMITED);
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  private static String at(String source, String sql) {
    return sql.replace("ONE", "sales.one_" + source + ".v")
        .replace("TWO", "sales.two_" + source + ".v")
        .replace("THREE", "sales.three_" + source + ".v")
        .replace("LEAF", "sales." + source + ".orders");
  }

  private static String reference(String sql) {
    return sql.replace("ONE", ONE_SEEN)
        .replace("TWO", TWO_SEEN)
        .replace("THREE", THREE_SEEN)
        .replace("LEAF", LEAF_SEEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, region, customer, amount, note FROM ONE ORDER BY id",
        "SELECT customer, COUNT(*) FROM ONE GROUP BY customer",
        "SELECT COUNT(*) FROM ONE",
        "SELECT id FROM ONE WHERE customer = 'alice'",
        "SELECT id FROM ONE WHERE customer = 'XXXX' ORDER BY id",
        "SELECT id FROM ONE WHERE customer IS NULL",
        "SELECT MIN(customer), MAX(customer), COUNT(DISTINCT customer) FROM ONE",
        "SELECT id FROM ONE ORDER BY customer, id LIMIT 2",
        "SELECT id FROM ONE ORDER BY id DESC LIMIT 2 OFFSET 1",
        // what fails on hidden rows does not fail
        "SELECT id FROM ONE WHERE 100 / (amount - 7) > 3 ORDER BY id",
        "SELECT id, 100 / (amount + 7) AS q FROM ONE ORDER BY id",
        "SELECT id FROM TWO WHERE CAST(note AS INTEGER) > 11 ORDER BY id",
        "SELECT SUM(CAST(note AS INTEGER))::BIGINT FROM TWO WHERE region = 'EU'",
        "SELECT a.id FROM TWO a JOIN TWO b ON CAST(a.note AS INTEGER) = CAST(b.note AS INTEGER)"
            + " ORDER BY a.id",
        "SELECT id, region, customer, note, amount FROM TWO ORDER BY id",
        "SELECT * FROM TWO ORDER BY id",
        "SELECT region, total, n FROM THREE",
        "SELECT n FROM THREE WHERE 1 / (total - 7) <> 5",
        "SELECT t.total, o.id FROM THREE t JOIN ONE o ON o.region = t.region ORDER BY o.id",
        "SELECT l.id FROM LEAF l LEFT JOIN ONE o ON o.id = l.id WHERE o.id IS NULL ORDER BY l.id",
        "SELECT id FROM LEAF WHERE id IN (SELECT id FROM ONE) ORDER BY id",
        "SELECT id FROM LEAF WHERE NOT EXISTS (SELECT 1 FROM TWO WHERE TWO.id = LEAF.id) ORDER BY"
            + " id",
        "SELECT id FROM ONE EXCEPT SELECT id FROM TWO",
        "SELECT id, SUM(amount) OVER (ORDER BY id)::BIGINT AS s FROM TWO ORDER BY id",
        "WITH w AS (SELECT id FROM ONE) SELECT COUNT(*) FROM w a, w b",
        "SELECT (SELECT COUNT(*) FROM TWO) AS c, id FROM ONE ORDER BY id LIMIT 1"
      })
  void answersLikeACopyOfWhatIsVisible(String sql) {
    String correlated =
        sql.replace("TWO.id = LEAF.id", "x.id = l.id")
            .replace("FROM TWO WHERE x", "FROM TWO x WHERE x")
            .replace("FROM LEAF WHERE NOT", "FROM LEAF l WHERE NOT");
    String ours = correlated.replaceAll("::BIGINT", "");
    List<List<Object>> expected = mesh.direct(reference(correlated).replace(" / ", " // "));
    for (String source : List.of("lake", "plain")) {
      assertThat(strings(mesh.ask(ANN, at(source, ours)))).as(source).isEqualTo(strings(expected));
    }
  }

  private static List<String> strings(List<List<Object>> rows) {
    return rows.stream().map(Object::toString).toList();
  }

  @Test
  void showsMoreToWhomTheRulesAreNotFor() {
    for (String source : List.of("lake", "plain")) {
      assertThat(mesh.ask(BOSS, at(source, "SELECT COUNT(*) FROM ONE")))
          .isEqualTo(List.of(List.of(11L)));
      assertThat(mesh.ask(BOSS, at(source, "SELECT id FROM ONE WHERE customer = 'erin'")))
          .isEqualTo(List.of(List.of(8)));
    }
  }

  @Test
  void answersForADeniedColumnLikeForNone() {
    for (String shape :
        List.of(
            "SELECT %s FROM TWO",
            "SELECT id FROM TWO WHERE %s > 1",
            "SELECT t.%s FROM TWO t",
            "SELECT id FROM TWO ORDER BY %s",
            "SELECT COUNT(*) FROM TWO GROUP BY %s")) {
      String denied = failure(at("lake", shape.formatted("secret")));
      String unknown = failure(at("lake", shape.formatted("zzzzzz")));
      assertThat(denied.replace("secret", "?")).isEqualTo(unknown.replace("zzzzzz", "?"));
    }
  }

  private static String failure(String sql) {
    return String.valueOf(
        catchThrowableOfType(QueryException.class, () -> mesh.ask(ANN, sql)).getMessage());
  }

  @Test
  void sendsNothingOfTheQueryBelowTheRules() {
    String sql = at("lake", "SELECT id FROM ONE WHERE amount = 4711 AND customer = 'mallory'");
    String plan = PlanText.fullText(mesh.engine().plan(QuerySession.of(ANN), sql));
    assertThat(plan.lines().filter(line -> line.contains("lake")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).doesNotContain("4711", "mallory"));
    assertThat(plan).contains("guarded by the gateway");
  }

  @Test
  void explainsTheProductAndNothingOfItsRules() {
    for (String filter : List.of("amount = 1", "amount = 10")) {
      assertThat(mesh.ask(ANN, at("plain", "EXPLAIN SELECT id FROM ONE WHERE " + filter)))
          .extracting(row -> row.get(0))
          .containsExactly(
              "gateway: sales.one_plain.v (id, amount), under access rules",
              "plain: sales.plain.orders (id, region, amount), under access rules",
              "The SQL sent to each source is shown to owners of all these products");
    }
  }

  @Test
  void keepsTheGroupLimitOfADerivedTable() {
    for (String source : List.of("lake", "plain")) {
      String table = "sales.limited_" + source + ".v";
      assertThat(mesh.ask(ANN, "SELECT region, COUNT(*) FROM " + table + " GROUP BY region"))
          .isEqualTo(List.of(List.of("EU", 6L)));
      assertThat(
              mesh.ask(
                  ANN,
                  "SELECT l.region, COUNT(*) FROM "
                      + table
                      + " l JOIN "
                      + at(source, "LEAF")
                      + " o ON o.region = l.region GROUP BY l.region"))
          .isEqualTo(List.of(List.of("EU", 36L)));
      assertThatThrownBy(() -> mesh.ask(ANN, "SELECT region FROM " + table))
          .hasMessageStartingWith("Table " + table + " answers questions about groups");
    }
  }

  /** A strict session names what is hidden where it is hidden. */
  @Test
  void tellsStrictSessionsOfTheRulesOnDerivedTables() {
    QuerySession strict = QuerySession.of(ANN).withAnswer(QuerySession.Answer.WHOLE_ONLY);
    assertThatThrownBy(() -> mesh.engine().plan(strict, at("lake", "SELECT customer FROM ONE")))
        .hasMessageContaining("rows are filtered in sales.lake.orders, sales.one_lake.v")
        .hasMessageContaining("values are masked in sales.one_lake.v.customer");
    assertThatThrownBy(() -> mesh.engine().plan(strict, at("lake", "SELECT id FROM ONE")))
        .hasMessageNotContaining("customer");
  }
}
