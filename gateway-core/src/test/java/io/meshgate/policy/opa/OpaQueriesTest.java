package io.meshgate.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.audit.Accesses;
import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.plan.QueryPlanner;
import io.meshgate.policy.PolicyTables;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import io.meshgate.system.SystemTables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often an agent is asked in a mesh of a thousand tables, by what a query says. */
class OpaQueriesTest {

  private static final int PRODUCTS = 1000;
  private static final QuerySession EVE = QuerySession.of(Principal.of("eve", "analyst"));
  private static final List<String> RULES =
      List.of("SelectFromColumns", "GetRowFilters", "GetColumnMask");

  private TestAgent agent;
  private OpaPolicy opa;
  private QueryPlanner planner;

  @BeforeEach
  void start() throws IOException {
    agent = new TestAgent();
    agent.answer("allow", "*", "{\"result\": true}").answer("rowFilters", "*", "{\"result\": []}");
    agent.answer("masks", "*", "{\"result\": []}");
    agent.answer("allow", "hidden", "{\"result\": false}");
    opa =
        new OpaPolicy(
            new OpaSettings(
                agent.rule("allow"),
                Optional.empty(),
                Optional.of(agent.rule("rowFilters")),
                Optional.of(agent.rule("masks")),
                Duration.ofSeconds(20),
                Duration.ZERO,
                Optional.empty(),
                OpaSettings.Combination.ALONE));
    planner =
        new QueryPlanner(catalog(), opa.alone(), SystemTables.with(List.of()), Map.of(), Map.of());
  }

  @AfterEach
  void stop() {
    opa.close();
    agent.close();
  }

  private static Catalog catalog() {
    List<DataProduct> products = new ArrayList<>();
    for (int i = 0; i < PRODUCTS; i++) {
      products.add(PolicyTables.product("d" + i % 10, "p" + i, remote("d" + i % 10 + ".p" + i)));
    }
    products.add(PolicyTables.product("secret", "plans", named("secret.plans", "hidden")));
    String view = "SELECT a.id FROM d1.p1.t AS a JOIN d2.p2.t AS b ON a.id = b.id";
    ProductTable derived =
        PolicyTables.table(
            "views.both", "both", remote("x.y").columns(), new ProductTable.Derived(view));
    products.add(PolicyTables.product("views", "both", derived));
    return new Catalog("mesh", 1, products);
  }

  private static ProductTable remote(String schema) {
    return named(schema, "t");
  }

  private static ProductTable named(String schema, String name) {
    RemoteTable remote = new RemoteTable(TableName.of(name), name, List.of(), OptionalLong.empty());
    return PolicyTables.table(
        schema,
        name,
        List.of(ProductColumn.of("id", PolicyTables.LONG)),
        new ProductTable.Remote("s", remote));
  }

  private void prepare(String sql) {
    planner.prepare(EVE, sql, new Accesses());
  }

  private List<Integer> asked() {
    return RULES.stream().map(rule -> agent.asked(rule).size()).toList();
  }

  @Test
  void asksAboutTheTablesOfAQueryAlone() {
    prepare("SELECT id FROM d1.p1.t");
    assertThat(asked()).containsExactly(1, 1, 1);
    assertThat(agent.asked("SelectFromColumns").get(0)).contains("\"schemaName\":\"d1.p1\"");
  }

  @Test
  void asksOnceAboutATableHoweverItIsNamed() {
    prepare(
        "WITH w AS (SELECT id FROM \"d3.p3\".t) SELECT w.id FROM w JOIN mesh.D3.P3.T AS x ON x.id ="
            + " w.id WHERE w.id IN (SELECT id FROM d4.p4.t UNION SELECT id FROM d3.p3.t)");
    assertThat(asked()).containsExactly(2, 2, 2);
  }

  @Test
  void asksAboutWhatADerivedProductReads() {
    prepare("SELECT id FROM views.both.both");
    assertThat(asked()).containsExactly(3, 3, 3);
  }

  @Test
  void findsTablesOfTheDefaultSchemaAlsoBesideViewsOfThatName() {
    QuerySession session =
        new QuerySession(EVE.principal(), Optional.of("d5.p5"), EVE.timeZone(), EVE.limits());
    String sql = "SELECT id FROM t WHERE id IN (WITH t AS (SELECT id FROM d6.p6.t) TABLE t)";
    assertThat(planner.prepare(session, sql, new Accesses()).result().getFields()).hasSize(1);
    assertThat(asked()).containsExactly(2, 2, 2);
  }

  @Test
  void asksAboutAllTablesOnceToTellWhichNameIsNear() {
    assertThatThrownBy(() -> prepare("SELECT id FROM d1.p1.u"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("did you mean 'd1.p1.t'");
    int all = PRODUCTS + 2;
    assertThat(asked()).containsExactly(all, all - 1, all - 1);
  }

  @Test
  void aTableThatTheAgentHidesAnswersAsOneThatIsNotThere() {
    assertThatThrownBy(() -> prepare("SELECT id FROM secret.plans.hidden"))
        .hasMessage("Line 1, column 16: Table 'secret.plans.hidden' not found");
    assertThatThrownBy(() -> prepare("SELECT id FROM secrex.plans.hidden"))
        .hasMessage("Line 1, column 16: Table 'secrex.plans.hidden' not found");
    assertThatThrownBy(() -> prepare("SELECT id FROM secret.plans.nothing"))
        .hasMessage("Line 1, column 16: Table 'secret.plans.nothing' not found");
  }

  @Test
  void asksAboutAllTablesOnceWhereTheyAreListed() {
    long begin = System.nanoTime();
    assertThat(planner.visible(EVE).tables()).hasSize(PRODUCTS + 1);
    System.out.printf("asked about all tables in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    assertThat(agent.asked("SelectFromColumns")).hasSize(PRODUCTS + 2);
  }
}
