package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.Problem;
import io.meshgate.plan.PlanText;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Row policies that read mapping tables: the same rows as a plain query over the raw tables, from
 * every combination of sources.
 */
class MappingTablesTest {

  private static final Principal ANN =
      new Principal("ann", java.util.Set.of("analyst"), Map.of("team", "north"), Optional.empty());

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE orders (id INTEGER, country VARCHAR, shop INTEGER, code VARCHAR)",
          "INSERT INTO orders VALUES (1, 'NO', 1, 'x'), (2, 'IT', 1, 'y'), (3, 'US', 2, 'x'),"
              + " (4, NULL, 2, NULL), (5, 'FR', NULL, 'z'), (6, 'XX', 3, 'x')",
          // FR is listed twice, and one code is not known.
          "CREATE TABLE country_map (code VARCHAR, zone VARCHAR)",
          "INSERT INTO country_map VALUES ('NO', 'EU'), ('IT', 'EU'), ('FR', 'EU'), ('FR', 'EU'),"
              + " ('US', 'NA'), (NULL, 'NA'), ('XX', NULL)",
          "CREATE TABLE teams (person VARCHAR, team VARCHAR, shop INTEGER, code VARCHAR)",
          "INSERT INTO teams VALUES ('ann', 'north', 1, 'x'), ('ann', 'north', 2, NULL),"
              + " ('ann', 'south', 3, 'x'), ('bob', 'north', 2, 'x'), ('ann', 'north', NULL, 'z')");

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(MEMORY, folder, STATEMENTS)
            .atLake("sales.lake", "orders")
            .atPlain("sales.plain", "orders")
            .policyData("gov.country_map", "country_map", "lake")
            .policyData("gov.plain", "country_map", "plain")
            .policyData("gov.plain", "teams", "plain")
            .policyData("gov.lake", "teams", "lake");
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  private static String policy(String source, String uses, String when) {
    return """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: %1$s
        version: 1
        owner: domain:sales
        appliesTo: {products: [sales.%1$s]}
        attributes: {team: string}
        grants:
          - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
        rowPolicies:
          - {id: mapped, effect: restrict, to: {all: true, except: {groups: [dpo]}}, uses: [%2$s], when: "%3$s"}
        """
        .formatted(source, uses, when);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "country IN (SELECT code FROM map WHERE zone = 'EU') | 1, 2, 5",
        "country NOT IN (SELECT code FROM map WHERE zone = 'EU') | 3, 6",
        // A NULL among the codes: no country is known not to be one of them.
        "country NOT IN (SELECT code FROM map WHERE zone = 'NA') | ",
        "NOT (country IN (SELECT code FROM map WHERE zone = 'NA')) | ",
        "country NOT IN (SELECT code FROM map WHERE zone = 'nowhere') | 1, 2, 3, 4, 5, 6",
        "country IN (SELECT code FROM map WHERE zone = 'nowhere') | ",
        "country IN (SELECT code FROM map) | 1, 2, 3, 5, 6",
        "(country IN (SELECT code FROM map WHERE zone = 'NA')) IS NULL | 1, 2, 4, 5, 6",
        "id < 3 OR country IN (SELECT m.code FROM map AS m WHERE m.zone IN ('NA')) | 1, 2, 3",
        "UPPER(country) IN (SELECT code FROM map WHERE zone LIKE 'E%') AND id > 1 | 2, 5",
        "EXISTS (SELECT 1 FROM map m WHERE m.code = country AND m.zone = 'EU') | 1, 2, 5",
        "NOT EXISTS (SELECT 1 FROM map m WHERE m.code = country AND m.zone = 'EU') | 3, 4, 6",
        "EXISTS (SELECT 1 FROM map m WHERE zone = 'EU') | 1, 2, 3, 4, 5, 6",
        "NOT EXISTS (SELECT 1 FROM map WHERE zone = 'nowhere') | 1, 2, 3, 4, 5, 6",
        "EXISTS (SELECT 1 FROM map WHERE zone = 'nowhere') | ",
        "country IN (SELECT code FROM map WHERE zone = 'EU') OR country IN (SELECT code FROM map WHERE zone = 'NA')"
            + " | 1, 2, 3, 5",
        // The same question twice.
        "(id > 1 AND country IN (SELECT code FROM map WHERE zone = 'EU'))"
            + " OR (id < 2 AND country IN (SELECT code FROM map WHERE zone = 'EU'))"
            + " | 1, 2, 5",
        "CASE WHEN country IN (SELECT code FROM map WHERE zone = 'EU') THEN id > 1 ELSE id = 4 END | 2, 4, 5",
      })
  void showsTheRowsThatTheMappingSays(String when, String ids) throws Exception {
    for (String orders : List.of("lake", "plain")) {
      for (String map : List.of("gov.country_map", "gov.plain.country_map")) {
        mesh.under(policy(orders, map, when.replace("FROM map", "FROM " + map)));
        assertThat(ids(ANN, "SELECT id FROM sales." + orders + ".orders ORDER BY id"))
            .as(orders + " with " + map)
            .isEqualTo(ids == null ? "" : ids);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "EXISTS (SELECT 1 FROM teams t WHERE t.person = principal.subject AND t.shop = this.shop) | 1, 2, 3, 4, 6",
        "EXISTS (SELECT 1 FROM teams t WHERE t.team = principal.team AND t.shop = this.shop"
            + " AND this.code = t.code) | 1, 3",
        "shop IN (SELECT teams.shop FROM teams WHERE team = principal.team AND person = principal.subject)"
            + " | 1, 2, 3, 4",
        "NOT EXISTS (SELECT 1 FROM teams t WHERE t.shop = this.shop AND t.code = this.code) | 2, 4, 5",
      })
  void takesAttributesAndSeveralEqualities(String when, String ids) throws Exception {
    for (String source : List.of("lake", "plain")) {
      String teams = "gov." + source + ".teams";
      mesh.under(policy("lake", teams, when.replace("FROM teams", "FROM " + teams)));
      assertThat(ids(ANN, "SELECT id FROM sales.lake.orders ORDER BY id")).isEqualTo(ids);
    }
  }

  private static String ids(Principal principal, String sql) {
    return mesh.ask(principal, sql).stream()
        .map(row -> String.valueOf(row.get(0)))
        .collect(java.util.stream.Collectors.joining(", "));
  }

  @Test
  void takesAnAttributeThatLooksLikeSqlForTheTextThatItIs() throws Exception {
    mesh.under(
        policy(
                "lake",
                "gov.plain.teams",
                "shop IN (SELECT shop FROM gov.plain.teams WHERE team = principal.team)")
            .replace("SELECT shop", "SELECT teams.shop"));
    Principal sly =
        new Principal(
            "ann", java.util.Set.of(), Map.of("team", "north' OR '1'='1"), Optional.empty());
    Principal none = Principal.of("ann");

    assertThat(mesh.ask(sly, "SELECT id FROM sales.lake.orders")).isEmpty();
    assertThat(mesh.ask(none, "SELECT id FROM sales.lake.orders")).isEmpty();
  }

  @Test
  void combinesUserPredicatesJoinsAndAggregatesWithTheRule() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));

    assertThat(
            mesh.ask(
                ANN,
                "SELECT a.country, COUNT(*) FROM sales.lake.orders a JOIN sales.lake.orders b"
                    + " ON a.shop = b.shop WHERE a.id < 3 GROUP BY a.country ORDER BY 1"))
        .isEqualTo(List.of(List.of("IT", 2L), List.of("NO", 2L)));
  }

  @Test
  void countsOnlyRowsThatTheMappingShows() throws Exception {
    String when = "country IN (SELECT code FROM gov.plain.country_map WHERE zone = 'EU')";
    String count = "SELECT COUNT(*) FROM sales.lake.orders";
    mesh.under(
        policy("lake", "gov.plain.country_map", when)
            + "limits: {to: {groups: [analyst]}, minGroupSize: 3}\n");
    assertThat(mesh.ask(ANN, count)).isEqualTo(List.of(List.of(3L)));
    assertThat(mesh.ask(ANN, count + " WHERE id > 1")).isEmpty();
    assertThat(mesh.ask(Principal.of("bo", "dpo"), count + " WHERE id > 1"))
        .isEqualTo(List.of(List.of(5L)));
  }

  @Test
  void doesNotReadTheMappingForThoseWhomTheRuleIsNotFor() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));

    assertThat(mesh.ask(Principal.of("bo", "dpo"), "SELECT id FROM sales.lake.orders")).hasSize(6);
    assertThat(mesh.plainSource().requests()).isEmpty();
  }

  @Test
  void keepsTheMappingOutOfEveryAnswerAboutNames() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));
    for (Principal reader :
        List.of(ANN, Principal.of("gov", "governance", "domain:gov", "domain:sales"))) {
      QuerySession session = QuerySession.of(reader);
      assertThat(mesh.engine().visible(session).schemas()).containsExactly("sales.lake");
      assertThat(
              mesh.ask(
                  reader,
                  "SELECT table_name FROM information_schema.tables WHERE table_schema LIKE 'gov%'"))
          .isEmpty();
      assertThat(told(reader, "SELECT * FROM gov.plain.country_map"))
          .isEqualTo(
              told(reader, "SELECT * FROM gov.plain.country_mop")
                  .replace("country_mop", "country_map"));
      assertThat(mesh.ask(reader, "EXPLAIN SELECT id FROM sales.lake.orders").toString())
          .doesNotContain("map", "zone", "plain");
      assertThat(PlanText.fullText(mesh.engine().plan(session, "SELECT id FROM sales.lake.orders")))
          .doesNotContain("map", "zone", "plain");
      assertThat(mesh.ask(reader, "SELECT fragment, source FROM system.query_fragments").toString())
          .doesNotContain("plain", "rule");
    }
  }

  @Test
  void theRecordNamesTheMappingTablesThatARuleReads() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));
    assertThat(mesh.accesses(ANN, "SELECT id FROM sales.lake.orders").tables())
        .singleElement()
        .satisfies(
            access -> {
              assertThat(access.mappingTables()).containsExactly("gov.plain.country_map");
              assertThat(access.reader()).isEmpty();
            });
  }

  private static String told(Principal reader, String sql) {
    try {
      return mesh.ask(reader, sql).toString();
    } catch (QueryException e) {
      return e.code() + " " + e.getMessage();
    }
  }

  /** What the other source is asked does not depend on rows of the table that the rule is on. */
  @Test
  void sendsNoValueOfTheTableToTheSourceOfTheMapping() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));
    mesh.ask(ANN, "SELECT id FROM sales.lake.orders WHERE country = 'NO'");

    assertThat(mesh.plainSource().requests())
        .singleElement()
        .satisfies(request -> assertThat(request.toString()).doesNotContain("NO", "country ="));
  }

  @Test
  void failsTheQueryIfTheMappingCannotBeReadWithoutNamingIt() throws Exception {
    String rule = "country IN (SELECT code FROM gov.away.country_map)";
    mesh.policyData("gov.away", "country_map", "plain");
    mesh.mesh()
        .change(
            "gov.away",
            "country_map",
            table ->
                new ProductTable(
                    table.schema(),
                    table.name(),
                    table.description(),
                    table.tags(),
                    table.columns(),
                    new ProductTable.Broken(ProductState.unavailable("a test")),
                    List.of(),
                    ProductTable.Audience.POLICIES));
    mesh.under(policy("lake", "gov.away.country_map", rule));

    assertThatThrownBy(() -> mesh.ask(ANN, "SELECT id FROM sales.lake.orders"))
        .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
              assertThat(e.getMessage()).contains("access rules").doesNotContain("gov", "map");
            });
  }

  @Test
  void failsTheQueryIfTheSourceOfTheMappingFailsWithoutNamingIt() throws Exception {
    mesh.under(
        policy(
            "lake",
            "gov.plain.country_map",
            "country IN (SELECT code FROM gov.plain.country_map)"));
    mesh.plainSource().close();

    assertThatThrownBy(() -> mesh.ask(ANN, "SELECT id FROM sales.lake.orders"))
        .asInstanceOf(InstanceOfAssertFactories.type(QueryException.class))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
              assertThat(e.getMessage())
                  .isEqualTo("The access rules of this query cannot be evaluated now; try later");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "gov.nothing ~ country IN (SELECT code FROM gov.nothing) ~ Unknown table 'gov.nothing'",
        "sales.plain.orders ~ id = 1 ~ is no policy data",
        "gov.country_map ~ country IN (SELECT code FROM gov.plain.teams) ~ is not under 'uses'",
        "gov.country_map ~ country IN (SELECT zome FROM gov.country_map) ~ selects one column",
        "gov.country_map ~ country IN (SELECT code, zone FROM gov.country_map) ~ selects one column",
        "gov.country_map ~ country IN (SELECT * FROM gov.country_map) ~ selects one column",
        "gov.country_map ~ country IN (SELECT UPPER(zone) FROM gov.country_map) ~ selects one column",
        "gov.country_map ~ country IN (SELECT zone FROM gov.country_map GROUP BY zone) ~ no more",
        "gov.country_map ~ country IN (SELECT DISTINCT zone FROM gov.country_map) ~ no more",
        "gov.country_map ~ country IN (SELECT zone FROM gov.country_map LIMIT 1) ~ IN takes a list",
        "gov.country_map ~ country IN (SELECT zone FROM gov.country_map, gov.country_map b) ~ no more",
        "gov.country_map ~ country IN (SELECT zone FROM gov.country_map WHERE id = 1) ~ write EXISTS",
        "gov.country_map ~ country = (SELECT zone FROM gov.country_map) ~ IN and EXISTS only",
        "gov.country_map ~ id IN (SELECT zone FROM gov.country_map) ~ Cannot compare",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE zone = 1) ~ Cannot compare",
        "gov.country_map ~ country IN (SELECT zone FROM gov.country_map UNION SELECT 'x') ~ IN takes a list",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE m.zone > country) ~ by equalities only",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE m.zone = country OR id = 1) ~ by equalities only",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE m.code = code) ~ is in both tables",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE x.code = country) ~ Unknown column 'x.code'",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE m.zone = country AND m.zone = this.code) ~ twice",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE zone IN (SELECT zone FROM gov.country_map)) ~ cannot hold another",
        "gov.country_map ~ EXISTS (SELECT 1 FROM gov.country_map m WHERE m.zone = principal.zone) ~ Unknown attribute",
      })
  void refusesSubQueriesThatItCannotKeepClosed(String uses, String when, String problem)
      throws Exception {
    PolicyLoader.Result result = mesh.load(policy("lake", uses, when));

    assertThat(result.problems())
        .extracting(Problem::message)
        .anySatisfy(message -> assertThat(message).contains(problem));
    assertThat(result.policies().closedTables()).contains("sales.lake.orders");
  }

  @Test
  void refusesAPolicyOnTheDataOfPoliciesAsACycle() throws Exception {
    PolicyLoader.Result result =
        mesh.load(
            policy("lake", "gov.country_map", "zone IN (SELECT code FROM gov.country_map)")
                .replace("products: [sales.lake]", "products: [gov.country_map]")
                .replace("domain:sales", "domain:gov"));

    assertThat(result.problems())
        .extracting(Problem::message)
        .anySatisfy(
            message ->
                assertThat(message)
                    .startsWith("'gov.country_map' is policy data: policies read it"));
  }

  @Test
  void refusesSubQueriesInMasks() throws Exception {
    PolicyLoader.Result result =
        mesh.load(
            policy("lake", "gov.country_map", "id = 1")
                + "columnMasks:\n  - {id: m, match: {columns: [country]}, to: {all: true}, using:"
                + " {expression: \"CASE WHEN country IN (SELECT code FROM gov.country_map) THEN country END\"}}\n");

    assertThat(result.problems())
        .extracting(Problem::message)
        .anySatisfy(message -> assertThat(message).contains("is not under 'uses'"));
  }
}
