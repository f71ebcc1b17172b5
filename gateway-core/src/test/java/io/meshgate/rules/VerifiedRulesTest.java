package io.meshgate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.plan.PlanText;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans over tables whose rules ask other tables: the verifier accepts them. Nothing else is looked
 * at, so that a failure is the verifier's word alone.
 */
class VerifiedRulesTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: %1$s
      version: 1
      owner: domain:sales
      appliesTo: {products: [sales.%1$s]}
      grants:
        - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
      rowPolicies:
        - id: mapped
          effect: restrict
          to: {all: true}
          uses: [gov.country_map]
          when: "country IN (SELECT code FROM gov.country_map WHERE zone = 'EU')"
      """;

  private static final RootAllocator MEMORY = new RootAllocator();
  private static RuledMesh mesh;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mesh =
        new RuledMesh(
                MEMORY,
                folder,
                List.of(
                    "CREATE TABLE orders (id INTEGER, country VARCHAR)",
                    "CREATE TABLE country_map (code VARCHAR, zone VARCHAR)"))
            .atLake("sales.lake", "orders")
            .atPlain("sales.plain", "orders")
            .policyData("gov.country_map", "country_map", "lake");
    mesh.under(POLICY.formatted("lake"), POLICY.formatted("plain"));
  }

  @AfterAll
  static void stop() {
    mesh.close();
    MEMORY.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM sales.lake.orders WHERE id > 3",
        "SELECT id FROM sales.plain.orders WHERE id > 3",
        "SELECT country, COUNT(*) FROM sales.lake.orders GROUP BY country",
        "SELECT a.id FROM sales.lake.orders a JOIN sales.plain.orders b ON a.id = b.id",
      })
  void areAccepted(String sql) {
    QuerySession session = QuerySession.of(Principal.of("ann", "analyst"));
    assertThat(PlanText.fullText(mesh.engine().plan(session, sql))).isNotEmpty();
  }
}
