package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.DataProduct;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductState;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.Problem;
import io.meshgate.session.Principal;
import io.meshgate.spi.RemoteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The types of a file of text tell of all of its rows: who may see it whole sees it, and for others
 * it does not exist.
 */
class InferredTablesTest {

  private static final ProductTable SHEET =
      PolicyTables.table(
          "lab.files",
          "sheet",
          List.of(
              ProductColumn.of("id", PolicyTables.LONG),
              ProductColumn.of("region", PolicyTables.TEXT)),
          new ProductTable.Broken(ProductState.unavailable("a test"), RemoteTable.Typing.INFERRED));
  private static final DataProduct FILES = PolicyTables.product("lab", "files", SHEET);
  private static final Catalog CATALOG = new Catalog("mesh", 1, List.of(FILES));

  private final Path folder;

  InferredTablesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private PolicyLoader.Result load(String rules) throws IOException {
    Files.writeString(
        folder.resolve("files.policy.yaml"),
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: files
        version: 1
        owner: domain:lab
        appliesTo: {products: [lab.files]}
        grants:
          - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
        """
            + rules);
    return PolicyLoader.load(List.of(folder), CATALOG, Set.of("k1"), AccessPolicies.none());
  }

  private Decision decide(String rules, String group) throws IOException {
    return load(rules).policies().decide(Principal.of("ann", group), FILES, SHEET);
  }

  @Test
  void showsItToThoseWhoSeeAllOfIt() throws IOException {
    assertThat(decide("", "analyst")).isInstanceOf(Decision.Allowed.class);
    String limits = "limits: {to: {all: true}, minGroupSize: 3}\n";
    assertThat(decide(limits, "analyst")).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void doesNotShowItToThoseForWhomSomeOfItIsHidden() throws IOException {
    String rows =
        "rowPolicies:\n  - {id: eu, effect: restrict, to: {groups: [analyst]}, when: \"region = 'EU'\"}\n";
    assertThat(decide(rows, "analyst"))
        .isEqualTo(new Decision.Denied(List.of("files/read", "files/eu")));
    assertThat(decide(rows, "dpo")).isInstanceOf(Decision.Allowed.class);
    String masks =
        "columnMasks:\n  - {id: m, match: {columns: [region]}, to: {groups: [analyst]}, using: redact}\n";
    assertThat(decide(masks, "analyst")).isInstanceOf(Decision.Denied.class);
    assertThat(decide(masks, "dpo")).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void warnsWhoWritesSuchARule() throws IOException {
    String rules =
        """
        rowPolicies:
          - {id: eu, effect: restrict, to: {groups: [analyst]}, when: "region = 'EU'"}
        columnMasks:
          - {id: m, match: {columns: [region]}, to: {groups: [analyst]}, using: redact}
          - {id: n, match: {tags: [pii]}, to: {groups: [analyst]}, using: redact}
        """;
    assertThat(load(rules).problems())
        .filteredOn(problem -> problem.message().contains("Publish it as Parquet"))
        .extracting(Problem::severity, Problem::line)
        .containsExactly(tuple(Problem.Severity.WARNING, 10), tuple(Problem.Severity.WARNING, 12));
  }
}
