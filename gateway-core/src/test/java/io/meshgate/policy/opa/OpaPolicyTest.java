package io.meshgate.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductTable;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.Decision.Mask;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.PolicyTables;
import io.meshgate.session.Principal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and answers in the forms that the manual of Trino's access control shows. */
class OpaPolicyTest {

  private static final String FILE =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: sales
      version: 1
      owner: domain:sales
      appliesTo: {products: [sales.orders]}
      grants:
        - {id: read, to: {groups: [analyst]}, columns: {allow: ['*'], deny: [iban]}, rows: all}
      rowPolicies:
        - {id: eu, effect: restrict, to: {all: true}, when: "region IS NOT NULL"}
      columnMasks:
        - {id: email, match: {columns: [email]}, to: {all: true}, using: last4}
        - {id: country, match: {columns: [country]}, to: {all: true}, using: {expression: region}}
      """;
  private static final Principal EVE = Principal.of("eve", "analyst");
  private static final String YES = "{\"result\": true}";
  private static final String NONE = "{\"result\": []}";

  private final Path folder;
  private TestAgent agent;

  OpaPolicyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void start() throws IOException {
    agent = new TestAgent();
    agent.answer("allow", "*", YES).answer("rowFilters", "*", NONE).answer("masks", "*", NONE);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private OpaSettings settings(Duration cache) {
    return new OpaSettings(
        agent.rule("allow"),
        Optional.empty(),
        Optional.of(agent.rule("rowFilters")),
        Optional.of(agent.rule("masks")),
        Duration.ofSeconds(5),
        cache,
        Optional.empty(),
        OpaSettings.Combination.WITH_FILES);
  }

  private AccessPolicies files() throws IOException {
    Files.writeString(folder.resolve("sales.policy.yaml"), FILE);
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of(), AccessPolicies.none());
    return loaded.policies();
  }

  private static Decision asked(AccessPolicy policy, ProductTable table) {
    return decide(policy.during(EVE, PolicyTables.CATALOG, List.of()), table);
  }

  private static Decision decide(AccessPolicy during, ProductTable table) {
    DataProduct product =
        PolicyTables.CATALOG.products().stream()
            .filter(each -> each.tables().contains(table))
            .findFirst()
            .orElseThrow();
    return during.decide(EVE, product, table);
  }

  private Decision orders() throws IOException {
    try (OpaPolicy opa = new OpaPolicy(settings(Duration.ZERO))) {
      return asked(opa.narrowing(files()), PolicyTables.ORDERS);
    }
  }

  private static String column(Decision decision, String name) {
    int ordinal = PolicyTables.ORDERS.ordinal(name).orElseThrow();
    return ((Allowed) decision)
        .columns().stream()
            .filter(column -> column.ordinal() == ordinal)
            .findFirst()
            .map(column -> column.mask().map(Mask::kind).orElse("clear"))
            .orElse("denied");
  }

  @Test
  void asksAsTrinoDoes() throws IOException {
    orders();
    String identity = "\"identity\":{\"user\":\"eve\",\"groups\":[\"analyst\"]}";
    String table =
        "\"catalogName\":\"mesh\",\"schemaName\":\"sales.orders\",\"tableName\":\"orders\"";
    assertThat(agent.asked("SelectFromColumns"))
        .anySatisfy(
            question ->
                assertThat(question)
                    .startsWith("{\"input\":{\"context\":{" + identity)
                    .contains(
                        "\"action\":{\"operation\":\"SelectFromColumns\",\"resource\":{\"table\":{"
                            + table
                            + ",\"columns\":[\"id\",\"region\",")
                    .doesNotContain("iban"));
    assertThat(agent.asked("GetRowFilters"))
        .anySatisfy(
            question ->
                assertThat(question)
                    .endsWith(
                        "\"action\":{\"operation\":\"GetRowFilters\",\"resource\":{\"table\":{"
                            + table
                            + "}}}}}"));
    assertThat(agent.asked("GetColumnMask"))
        .anySatisfy(
            question ->
                assertThat(question)
                    .contains(
                        "\"action\":{\"operation\":\"GetColumnMask\",\"filterResources\":[{\"column\":{"
                            + table
                            + ",\"columnName\":\"id\",\"columnType\":\"bigint\"}},{\"column\":{"
                            + table
                            + ",\"columnName\":\"region\",\"columnType\":\"varchar\"}}"));
    // Nothing is asked of tables that the files deny.
    assertThat(agent.questions)
        .noneMatch(question -> question.toString().contains("crm.customers"));
  }

  @Test
  void rowsHaveToSatisfyFilesAndAllFilters() throws IOException {
    agent.answer(
        "rowFilters",
        "orders",
        "{\"result\": [{\"expression\": \"region <> 'US'\"}, {\"expression\": \"quantity > 1\"}]}");
    Allowed decision = (Allowed) orders();
    assertThat(decision.rowPredicate().orElseThrow().toString())
        .contains("IS NOT NULL($1)", "<>($1,", ">($3, 1)")
        .startsWith("AND(");
    assertThat(decision.ruleIds()).contains("opa", "sales/eu");
  }

  @Test
  void ofTwoMasksTheStricterCounts() throws IOException {
    // Columns in the question: id, region, country, quantity, ..., email is the tenth.
    agent.answer(
        "masks",
        "orders",
        """
        {"result": [
          {"index": 0, "viewExpression": {"expression": "NULL"}},
          {"index": 1, "viewExpression": {"expression": "'***'"}},
          {"index": 2, "viewExpression": {"expression": "UPPER(country)"}},
          {"index": 3, "viewExpression": {"expression": "CASE WHEN express THEN quantity END"}},
          {"index": 9, "viewExpression": {"expression": "SUBSTRING(email, 1, 1)"}}]}
        """);
    Decision decision = orders();
    assertThat(column(decision, "id")).isEqualTo("null");
    assertThat(column(decision, "region")).isEqualTo("constant");
    assertThat(column(decision, "country")).as("two expressions").isEqualTo("denied");
    assertThat(column(decision, "quantity")).isEqualTo("expression");
    assertThat(column(decision, "email")).as("part of it over an expression").isEqualTo("last4");
    assertThat(column(decision, "total")).isEqualTo("clear");
    agent.answer(
        "masks",
        "orders",
        "{\"result\": [{\"index\": 9, \"viewExpression\": {\"expression\": \"NULL\"}}]}");
    assertThat(column(orders(), "email")).isEqualTo("null");
  }

  @Test
  void columnsExistIfBothKnowThem() throws IOException {
    agent.answer("batch", "orders", "{\"result\": [0, 2]}");
    agent.answer("batch", "*", NONE);
    OpaSettings asked = settings(Duration.ZERO);
    OpaSettings columns =
        new OpaSettings(
            asked.allow(),
            Optional.of(agent.rule("batch")),
            asked.rowFilters(),
            asked.batchColumnMasks(),
            asked.timeout(),
            asked.cache(),
            asked.tokenFile(),
            asked.combination());
    try (OpaPolicy opa = new OpaPolicy(columns)) {
      AccessPolicy during = opa.narrowing(files()).during(EVE, PolicyTables.CATALOG, List.of());
      assertThat(((Allowed) decide(during, PolicyTables.ORDERS)).columns())
          .extracting(Decision.VisibleColumn::ordinal)
          .containsExactly(0, 2);
      assertThat(decide(during, PolicyTables.LINES)).isInstanceOf(Denied.class);
      assertThat(
              during.decide(
                  Principal.of("mallory", "analyst"), PolicyTables.SALES, PolicyTables.ORDERS))
          .as("made for another")
          .isInstanceOf(Denied.class);
    }
    assertThat(agent.asked("FilterColumns"))
        .anySatisfy(
            question ->
                assertThat(question)
                    .contains("\"filterResources\":[{\"table\":{\"catalogName\":\"mesh\","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "allow | {\"result\": false}",
        "allow | {\"result\": \"true\"}",
        "allow | {\"result\": null}",
        "allow | {}",
        "allow | []",
        "allow | {\"result\": true",
        "allow | {\"result\": false, \"result\": true}",
        "allow | <html>true</html>",
        "rowFilters | {}",
        "rowFilters | {\"result\": {\"expression\": \"1 = 1\"}}",
        "rowFilters | {\"result\": [\"1 = 1\"]}",
        "rowFilters | {\"result\": [{\"expression\": 1}]}",
        "rowFilters | {\"result\": [{\"expression\": \"no_such_column = 1\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"regexp_like(region, 'a')\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"id IN (SELECT id FROM other)\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"id = 1) OR (1 = 1\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"1 / id = 1\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"region\"}]}",
        "rowFilters | {\"result\": [{\"expression\": \"id = 1\", \"identity\": \"admin\"}]}",
        "masks | {}",
        "masks | {\"result\": [{\"index\": 10, \"viewExpression\": {\"expression\": \"NULL\"}}]}",
        "masks | {\"result\": [{\"index\": -1, \"viewExpression\": {\"expression\": \"NULL\"}}]}",
        "masks | {\"result\": [{\"viewExpression\": {\"expression\": \"NULL\"}}]}",
        "masks | {\"result\": [{\"index\": 1}]}",
        "masks | {\"result\": [{\"index\": 0, \"viewExpression\": {\"expression\": \"'text'\"}}]}",
        "masks | {\"result\": [{\"index\": 1, \"viewExpression\": {\"expression\": \"'****' || substring(region, -3)\"}}]}",
        "masks | {\"result\": [{\"index\": 1, \"viewExpression\": {\"expression\": \"NULL\", \"identity\": \"admin\"}}]}"
      })
  void whatCannotBeUsedIsDenied(String rule, String answer) throws IOException {
    agent.answer(rule, "orders", answer);
    try (OpaPolicy opa = new OpaPolicy(settings(Duration.ofMinutes(1)))) {
      AccessPolicy during = opa.narrowing(files()).during(EVE, PolicyTables.CATALOG, List.of());
      assertThat(decide(during, PolicyTables.ORDERS)).isInstanceOf(Denied.class);
      assertThat(decide(during, PolicyTables.LINES)).as("another").isInstanceOf(Allowed.class);
    }
  }

  @Test
  void anAgentThatFailsOrIsAwayDenies() throws IOException {
    agent.status("rowFilters", 500);
    assertThat(orders()).isInstanceOf(Denied.class);
    agent.status("rowFilters", 302);
    assertThat(orders()).isInstanceOf(Denied.class);
    agent.status("rowFilters", 200);
    assertThat(orders()).isInstanceOf(Allowed.class);
    agent.close();
    assertThat(orders()).isInstanceOf(Denied.class);
  }

  @Test
  void anAnswerThatDoesNotComeDenies() throws IOException {
    agent.answer("allow", "*", "never");
    OpaSettings patient = settings(Duration.ZERO);
    OpaSettings impatient =
        new OpaSettings(
            patient.allow(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(50),
            Duration.ZERO,
            Optional.empty(),
            OpaSettings.Combination.WITH_FILES);
    try (OpaPolicy opa = new OpaPolicy(impatient)) {
      assertThat(asked(opa.narrowing(files()), PolicyTables.ORDERS)).isInstanceOf(Denied.class);
    }
  }

  @Test
  void answersAreUsedAgainForOnePrincipalAndFailuresAreNot() throws IOException {
    AccessPolicies files = files();
    try (OpaPolicy opa = new OpaPolicy(settings(Duration.ofMinutes(10)))) {
      AccessPolicy policy = opa.narrowing(files);
      agent.status("allow", 503);
      assertThat(asked(policy, PolicyTables.ORDERS)).isInstanceOf(Denied.class);
      agent.status("allow", 200);
      assertThat(asked(policy, PolicyTables.ORDERS)).isInstanceOf(Allowed.class);
      int asked = agent.questions.size();
      agent.answer("allow", "*", "{\"result\": false}");
      assertThat(asked(policy, PolicyTables.ORDERS)).isInstanceOf(Allowed.class);
      assertThat(agent.questions).hasSize(asked);
      Principal other = Principal.of("eve", "analyst", "more");
      assertThat(
              policy
                  .during(other, PolicyTables.CATALOG, List.of())
                  .decide(other, PolicyTables.SALES, PolicyTables.ORDERS))
          .isInstanceOf(Denied.class);
    }
  }

  @Test
  void decidesAloneWhereFilesDoNot() throws IOException {
    agent.answer("allow", "people", "{\"result\": false}");
    agent.answer("rowFilters", "totals", "{\"result\": [{\"expression\": \"total > 1\"}]}");
    try (OpaPolicy opa = new OpaPolicy(settings(Duration.ZERO))) {
      AccessPolicy during = opa.alone().during(EVE, PolicyTables.CATALOG, List.of());
      assertThat(decide(during, PolicyTables.ORDERS)).isInstanceOf(Allowed.class);
      assertThat(((Allowed) decide(during, PolicyTables.ORDERS)).isOpen()).isTrue();
      assertThat(decide(during, PolicyTables.PEOPLE)).isInstanceOf(Denied.class);
      assertThat(decide(during, PolicyTables.REPORT)).as("derived").isInstanceOf(Denied.class);
      assertThat(decide(opa.alone(), PolicyTables.ORDERS))
          .as("not asked")
          .isInstanceOf(Denied.class);
    }
  }

  @Test
  void showsTheTokenOfItsFile() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    URI allow = agent.rule("allow");
    OpaSettings settings =
        new OpaSettings(
            allow,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(5),
            Duration.ZERO,
            Optional.of(token),
            OpaSettings.Combination.ALONE);
    try (OpaPolicy opa = new OpaPolicy(settings)) {
      assertThat(asked(opa.alone(), PolicyTables.ORDERS)).isInstanceOf(Allowed.class);
      assertThat(agent.tokens).contains("Bearer s3cret");
      Files.delete(token);
      assertThat(asked(opa.alone(), PolicyTables.ORDERS)).isInstanceOf(Denied.class);
    }
  }
}
