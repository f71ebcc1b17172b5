package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.document.Problem;
import io.meshgate.policy.Decision;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Governance AND domain AND contract. The table has a row for each of the eight combinations of
 * three letters: {@code g} for a row that governance's rule is true of, {@code d} for the domain's,
 * {@code c} for the contract's.
 */
class LayersTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final String HEADER =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: %1$s
      version: 1
      owner: %2$s
      appliesTo: {products: [sales.lake]}
      """;
  private static final String GRANT =
      "grants: [{id: read, to: {all: true}, columns: {allow: ['*']}, rows: %s}]\n";

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(
                MEMORY,
                folder,
                List.of(
                    "CREATE TABLE facts (name VARCHAR, g BOOLEAN, d BOOLEAN, c BOOLEAN)",
                    "INSERT INTO facts VALUES ('-', false, false, false), ('g', true, false, false),"
                        + " ('d', false, true, false), ('c', false, false, true),"
                        + " ('gd', true, true, false), ('gc', true, false, true),"
                        + " ('dc', false, true, true), ('gdc', true, true, true)"))
            .atLake("sales.lake", "facts");
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  private static String rule(String effect, String column) {
    return effect == null
        ? ""
        : "rowPolicies: [{id: %1$s, effect: %2$s, to: {groups: [%3$s]}, when: %1$s}]\n"
            .formatted(
                column, effect.replace("!", ""), effect.startsWith("!") ? "nobody" : "analyst");
  }

  private static void load(String governance, String domain, String contract) throws Exception {
    mesh.mesh().contractPolicies("sales.lake", contract.isEmpty() ? "{}" : contract);
    List<String> files = new ArrayList<>();
    if (!governance.isEmpty()) {
      files.add(HEADER.formatted("global", "governance") + governance);
    }
    if (!domain.isEmpty()) {
      files.add(HEADER.formatted("own", "domain:sales") + domain);
    }
    mesh.under(files.toArray(String[]::new));
  }

  private static String names() {
    return mesh.ask(ANN, "SELECT name FROM sales.lake.facts ORDER BY name").stream()
        .map(row -> String.valueOf(row.get(0)))
        .collect(Collectors.joining(" "));
  }

  /** The domain grants; {@code !} stands for a rule that is for others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "",
      value = {
        // granted | governance | domain | contract | rows
        "all      |          |          |          | - c d dc g gc gd gdc",
        "all      |          |          | permit   | c dc gc gdc",
        "all      |          |          | restrict | c dc gc gdc",
        "all      | permit   | permit   | permit   | gc gdc",
        "all      | restrict | restrict | restrict | gdc",
        "all      | restrict |          | permit   | gc gdc",
        "policies |          | permit   |          | d dc gd gdc",
        "policies |          | permit   | permit   | dc gdc",
        "policies | permit   | permit   | permit   | gdc",
        "policies | permit   |          |          | g gc gd gdc",
        "policies | permit   |          | permit   | gc gdc",
        "policies | permit   | restrict | permit   | gdc",
        // A contract alone shows nothing: nobody above permits a row.
        "policies |          |          | permit   | none",
        "policies |          |          | restrict | none",
        "policies |          |          |          | none",
        // Permits of a layer that are for others leave nothing to see; restrictions for others hide
        // nothing.
        "policies | permit   | permit   | !permit  | none",
        "policies | !permit  | permit   | permit   | none",
        "policies | permit   | !permit  | permit   | none",
        "policies | permit   | permit   | !restrict | gd gdc",
      })
  void showsARowOnlyIfEveryLayerDoes(
      String granted, String governance, String domain, String contract, String rows)
      throws Exception {
    load(rule(governance, "g"), GRANT.formatted(granted) + rule(domain, "d"), rule(contract, "c"));

    assertThat(names()).isEqualTo(rows.equals("none") ? "" : rows);
  }

  @Test
  void aContractTakesColumnsValuesAndGroupsAwayAndNeverGivesThem() throws Exception {
    String masks = "columnMasks: [{id: m, match: {columns: [name]}, to: {all: true}, using: %s}]\n";
    load("", GRANT.formatted("all") + masks.formatted("redact"), masks.formatted("last4"));
    assertThat(names()).startsWith("XXXX XXXX");

    load("", GRANT.formatted("all") + masks.formatted("last4"), masks.formatted("null"));
    assertThat(names()).startsWith("null null");

    load("", GRANT.formatted("all"), "denials: [{id: d, to: {groups: [analyst]}}]");
    assertThat(mesh.engine().visible(io.meshgate.session.QuerySession.of(ANN)).tables()).isEmpty();

    load(
        "limits: {minGroupSize: 3}\n",
        GRANT.formatted("all"),
        "limits: {minGroupSize: 2, pushdown: sealed, egress: [sales]}");
    Decision.Allowed decision = decision();
    assertThat(decision.limits())
        .isEqualTo(new Decision.Limits(3, false, java.util.Set.of("sales")));
    assertThat(decision.pushdown()).isEqualTo(Decision.PushdownMode.SEALED);
    assertThat(decision.ruleIds()).contains("contract:sales.lake/limits");
  }

  private static Decision.Allowed decision() {
    return mesh.engine()
        .visible(io.meshgate.session.QuerySession.of(ANN))
        .table("sales.lake", "facts")
        .orElseThrow()
        .decision();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "grants: [{id: g, to: {all: true}, columns: {allow: ['*']}, rows: all}]"
            + " ~ :1: grants: A contract's policies only narrow what policy files grant",
        "owner: governance ~ :1: owner: Unknown key 'owner'",
        "appliesTo: {all: true} ~ :1: appliesTo: Unknown key 'appliesTo'",
        "denial: [] ~ :1: denial: Unknown key 'denial'; did you mean 'denials'?",
        "rowPolicies: [{id: r, effect: restrict, to: {all: true}, when: nothing}]"
            + " ~ :1: rowPolicies[0].when: Unknown column 'nothing'",
        "just text ~ :1: Expected a mapping, found",
      })
  void closesTheProductOfAContractWhosePoliciesAreBad(String contract, String problem)
      throws Exception {
    mesh.mesh().contractPolicies("sales.lake", contract);
    PolicyLoader.Result result =
        mesh.load(HEADER.formatted("own", "domain:sales") + GRANT.formatted("all"));

    assertThat(result.problems())
        .extracting(Problem::toString)
        .anySatisfy(found -> assertThat(found).startsWith("sales.lake.odcs.yaml" + problem));
    assertThat(result.policies().closedTables()).containsExactly("sales.lake.facts");
  }
}
