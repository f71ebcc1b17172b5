package io.meshgate.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.PolicyTables;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.review.PolicyTestRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestRunTest {

  private static final String SALES =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: sales
      version: 1
      owner: domain:sales
      appliesTo: {products: [sales.orders]}
      attributes: {region: string}
      grants:
        - id: read
          to: {groups: [analyst]}
          columns: {allow: ['*'], deny: [iban]}
          rows: policies
      denials:
        - {id: no-contractors, to: {groups: [contractor]}}
      rowPolicies:
        - {id: own-region, effect: permit, to: {groups: [analyst]}, when: "id > 0 OR id IS NULL OR id <= 0"}
        - {id: regions, effect: restrict, to: {all: true}, when: "region = principal.region"}
      tests:
        - {as: {user: eve, groups: [analyst%s], attributes: {region: EU}}, object: orders, expect: {%s}}
      """;
  private static final String PRIVACY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: privacy
      version: 1
      owner: governance
      appliesTo: {tags: [pii.email]}
      columnMasks:
        - {id: email, match: {tags: [pii.email]}, to: {all: true}, using: redact}
      """;

  private final Path folder;

  PolicyTestRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<Result> run(String groups, String expect) throws IOException {
    Files.writeString(folder.resolve("privacy.policy.yaml"), PRIVACY);
    Files.writeString(folder.resolve("sales.policy.yaml"), SALES.formatted(groups, expect));
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of(), AccessPolicies.none());
    assertThat(loaded.problems()).noneMatch(problem -> problem.severity().name().equals("ERROR"));
    PolicyTestRun tests = new PolicyTestRun(loaded.policies(), PolicyTables.CATALOG);
    PolicyFile file = loaded.files().get(1);
    assertThat(file.file()).endsWith("sales.policy.yaml");
    return tests.run(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | rowsWhere: \"region = 'EU'\", masked: [email], denied: [iban]",
        "'' | rowsWhere: \"NOT region <> principal.region\"",
        "'' | masked: [EMAIL]",
        "'' | allowed: true",
        "', contractor' | allowed: false",
        "', contractor' | denied: [iban, id]"
      })
  void passesWhatIsTrueOfAllSetsTogether(String groups, String expect) throws IOException {
    assertThat(run(groups, expect)).singleElement().matches(Result::passed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | rowsWhere: \"region IN ('EU', 'US')\" | rows: expected a row that is hidden: id = NULL, region = 'US'",
        "'' | rowsWhere: \"region = 'EU' AND quantity > 1\" | rows: a row is seen that was not expected: id = NULL, region = 'EU', quantity = NULL",
        "'' | masked: [] | masked: email is masked; expected that it is clear",
        "'' | masked: [email, region] | masked: region is clear; expected that it is masked",
        "'' | masked: [email, iban] | masked: iban is denied; expected that it is masked",
        "'' | denied: [email] | denied: email is masked (redact); expected that it is denied",
        "'' | denied: [id] | denied: id is clear; expected that it is denied",
        "'' | allowed: false | sales.orders.orders can be read; expected that it is denied",
        "', contractor' | allowed: true | sales.orders.orders is denied; expected that it can be read",
        "', contractor' | masked: [email] | sales.orders.orders is denied; expected that it can be read",
        "'' | rowsWhere: \"regoin = 'EU'\" | rowsWhere: Unknown column 'regoin'"
      })
  void saysWhatIsNotTrue(String groups, String expect, String failure) throws IOException {
    assertThat(run(groups, expect))
        .singleElement()
        .satisfies(
            result ->
                assertThat(result.failures())
                    .singleElement()
                    .satisfies(text -> assertThat(text).startsWith(failure)));
  }

  @Test
  void knowsTheLineAndWho() throws IOException {
    Result result = run("", "allowed: true").get(0);
    assertThat(result.test().line()).isEqualTo(19);
    assertThat(result.test().title()).isEqualTo("eve on orders");
  }
}
