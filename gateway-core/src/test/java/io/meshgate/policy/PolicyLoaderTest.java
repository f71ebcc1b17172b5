package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.Catalog;
import io.meshgate.catalog.ProductColumn;
import io.meshgate.catalog.ProductTable;
import io.meshgate.document.Problem;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.session.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLoaderTest {

  private static final Principal ANN = Principal.of("ann", "analyst");
  private static final String GOOD =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: orders
      version: 1
      owner: domain:sales
      appliesTo: {products: [sales.orders]}
      attributes: {region: string}
      grants:
        - {id: g, to: {all: true}, columns: {allow: ['*'], deny: [iban]}, rows: all}
      rowPolicies:
        - {id: r, effect: restrict, to: {groups: [x]}, when: "quantity > 1"}
      columnMasks:
        - {id: m, match: {tags: [pii.email]}, to: {all: true}, using: {hash: {key: k1}}}
      limits: {pushdown: normal}
      tests:
        - {as: {user: eve, attributes: {region: EU}}, object: orders, expect: {masked: [email], denied: [iban]}}
      """;
  private static final String OPEN_ALL =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: open
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: g, to: {all: true}, columns: {allow: ['*']}, rows: all}
      """;

  private final Path folder;

  PolicyLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".policy.yaml"), text);
  }

  private PolicyLoader.Result load(AccessPolicies previous) {
    return load(PolicyTables.CATALOG, previous);
  }

  private PolicyLoader.Result load(Catalog catalog, AccessPolicies previous) {
    return PolicyLoader.load(List.of(folder), catalog, Set.of("k1"), previous);
  }

  private static boolean seesOrders(PolicyLoader.Result result) {
    return result.policies().decide(ANN, PolicyTables.SALES, PolicyTables.ORDERS)
        instanceof Allowed;
  }

  private static boolean seesPeople(PolicyLoader.Result result) {
    return result.policies().decide(ANN, PolicyTables.CRM, PolicyTables.PEOPLE) instanceof Allowed;
  }

  @Test
  void loadsAGoodFile() throws IOException {
    write("orders", GOOD);
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.problems()).isEmpty();
    assertThat(result.policies().version()).isEqualTo(1);
    assertThat(seesOrders(result)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "kind: AccessPolicySet ~ kind: Policy ~ :2: kind: Expected AccessPolicySet",
        "version: 1 ~ version: one ~ :4: version: Expected a whole number",
        "owner: domain:sales ~ owner: sales ~ :5: owner: Expected governance or domain:<name>",
        "owner: domain:sales ~ owner: domain:crm ~ :6: appliesTo.products[0]: A set owned by domain:crm",
        "[sales.orders] ~ [sales.order] ~ :6: appliesTo.products[0]: Unknown product 'sales.order'; did you mean 'sales.orders'?",
        "{products: [sales.orders]} ~ {domains: [sale]} ~ :6: appliesTo.domains[0]: Unknown domain 'sale'; did you mean 'sales'?",
        "{products: [sales.orders]} ~ {tags: [pii]} ~ :6: appliesTo.tags[0]: Unknown tag 'pii'",
        "{products: [sales.orders]} ~ {classification: [secret]} ~ :6: appliesTo.classification[0]: Unknown classification 'secret'",
        "{products: [sales.orders]} ~ {} ~ :6: appliesTo: Name what the set covers",
        "{products: [sales.orders]} ~ {all: true, tags: [x]} ~ :6: appliesTo: 'all: true' stands alone",
        "region: string ~ region: text ~ :7: attributes.region: Expected string or integer or boolean or date, found 'text'",
        "region: string ~ subject: string ~ :7: attributes.subject: An attribute's name",
        "grants: ~ grant: ~ :8: grant: Unknown key 'grant'; did you mean 'grants'?",
        ", rows: all} ~ } ~ :9: grants[0]: The key 'rows' is missing",
        "rows: all ~ rows: some ~ :9: grants[0].rows: Expected policies or all, found 'some'",
        "rows: all ~ rows: all, validUntil: soon ~ :9: grants[0].validUntil: Expected a date",
        "rows: all ~ rows: all, role: x ~ :9: grants[0].role: Unknown key 'role'",
        "columns: {allow: ['*'], deny: [iban]} ~ columns: {deny: [iban]} ~ :9: grants[0].columns: A grant allows columns",
        "deny: [iban] ~ deny: [ibn] ~ :9: grants[0].columns.deny[0]: Unknown column 'ibn'; did you mean 'iban'?",
        "{id: g, to: {all: true} ~ {id: g, to: {} ~ :9: grants[0].to: Name whom the rule is for",
        "{id: g, to: {all: true} ~ {id: g, to: {all: true, users: [x]} ~ :9: grants[0].to: 'all: true' stands alone",
        "{id: r, effect ~ {id: g, effect ~ :11: rowPolicies[0].id: The rule id 'g' stands twice",
        "effect: restrict ~ effect: deny ~ :11: rowPolicies[0].effect: Expected permit or restrict",
        "effect: restrict ~ effect: restrict, uses: [gov.map] ~ :11: rowPolicies[0].uses[0]: Unknown table 'gov.map'",
        "quantity > 1 ~ quantty > 1 ~ :11: rowPolicies[0].when: Unknown column 'quantty'; did you mean 'quantity'?",
        "quantity > 1 ~ quantity > 'a' ~ :11: rowPolicies[0].when: VARCHAR is no BIGINT: a cast could fail",
        "quantity > 1 ~ quantity > principal.regio ~ :11: rowPolicies[0].when: Unknown attribute 'regio'; did you mean 'region'?",
        "tags: [pii.email] ~ tags: [pii.mail] ~ :13: columnMasks[0].match.tags[0]: Unknown tag 'pii.mail'; did you mean 'pii.email'?",
        "{tags: [pii.email]} ~ {columns: [id]} ~ :13: columnMasks[0]: The mask does not fit sales.orders.orders.id: hash takes text columns",
        "key: k1 ~ key: k2 ~ :13: columnMasks[0].using.hash.key: Unknown key 'k2'; did you mean 'k1'?",
        "{hash: {key: k1}} ~ scramble ~ :13: columnMasks[0].using: Expected null, redact",
        "{hash: {key: k1}} ~ {truncate: month} ~ :13: columnMasks[0]: The mask does not fit sales.orders.orders.email: truncate takes DATE",
        "{hash: {key: k1}} ~ {truncate: moon} ~ :13: columnMasks[0].using.truncate: Unknown unit 'moon'",
        "{hash: {key: k1}} ~ {expression: quantity} ~ :13: columnMasks[0]: The mask does not fit sales.orders.orders.email: Its type INTEGER does not fit",
        "pushdown: normal ~ minGroupSize: none ~ :14: limits.minGroupSize: Expected a whole number, found",
        "pushdown: normal ~ minGroupSize: 0 ~ :14: limits.minGroupSize: Expected a whole number from 1",
        "pushdown: normal ~ aggregateOnly: 1 ~ :14: limits.aggregateOnly: Expected true or false",
        "pushdown: normal ~ egress: [crn] ~ :14: limits.egress[0]: Unknown domain 'crn'; did you mean 'crm'?",
        "pushdown: normal ~ to: {} ~ :14: limits.to: Name whom the rule is for",
        "pushdown: normal ~ pushdown: closed ~ :14: limits.pushdown: Expected normal or sealed",
        "object: orders ~ object: order ~ :16: tests[0].object: Unknown table 'order'",
        "attributes: {region: EU} ~ attributes: {zone: EU} ~ :16: tests[0].as.attributes.zone: Unknown attribute 'zone'",
        "masked: [email] ~ masked: [mail] ~ :16: tests[0].expect.masked[0]: Unknown column 'mail'; did you mean 'email'?",
        "expect: {masked ~ expects: {masked ~ :16: tests[0]: The key 'expect' is missing",
      })
  void refusesABadFileWithThePlaceAndClosesWhatItCovers(String good, String bad, String problem)
      throws IOException {
    assertThat(GOOD).contains(good);
    Path file = write("orders", GOOD.replace(good, bad));
    write("open", OPEN_ALL);
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.problems())
        .anySatisfy(found -> assertThat(found.toString()).startsWith(file + problem));
    boolean stillCovered = !bad.startsWith("[sales.order]") && !bad.contains("domain:crm");
    if (stillCovered
        && !bad.contains("tags: [pii]")
        && !bad.contains("secret")
        && !bad.contains("domains: [sale]")) {
      assertThat(seesOrders(result)).isFalse();
    }
  }

  @Test
  void closesEveryTableForAFileThatIsNoYaml() throws IOException {
    write("open", OPEN_ALL);
    write("broken", "appliesTo: [");
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(seesOrders(result)).isFalse();
    assertThat(seesPeople(result)).isFalse();
    assertThat(result.policies().closedTables())
        .containsExactlyInAnyOrder(
            "sales.orders.orders",
            "sales.orders.lines",
            "crm.customers.people",
            "sales.report.totals");
  }

  @Test
  void closesOnlyTheDomainOfABadFileThatADomainOwns() throws IOException {
    write("open", OPEN_ALL);
    write(
        "crm",
        GOOD.replace("domain:sales", "domain:crm").replace("{products: [sales.orders]}", "{}"));
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(seesOrders(result)).isTrue();
    assertThat(seesPeople(result)).isFalse();
  }

  @Test
  void keepsTheLastGoodVersionOfABadFile() throws IOException {
    Path file = write("orders", GOOD);
    PolicyLoader.Result first = load(AccessPolicies.none());
    write("orders", "nonsense: [");
    PolicyLoader.Result second = load(first.policies());
    PolicyLoader.Result third = load(second.policies());

    assertThat(seesOrders(second)).isTrue();
    assertThat(seesOrders(third)).isTrue();
    assertThat(third.policies().version()).isEqualTo(3);
    assertThat(third.problems())
        .extracting(Problem::toString)
        .contains(file + ": warning: Version 1 of orders stays in force");
  }

  /** As an orchestrator mounts configuration: links to files in a hidden folder of one version. */
  @Test
  void skipsWhatIsHiddenAndFollowsLinksToIt() throws IOException {
    Path version = Files.createDirectory(folder.resolve("..2026_11_01"));
    Path file = Files.writeString(version.resolve("orders.policy.yaml"), GOOD);
    Files.createSymbolicLink(folder.resolve("orders.policy.yaml"), file);
    Files.writeString(folder.resolve(".draft.policy.yaml"), "nonsense: [");
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.problems()).isEmpty();
    assertThat(seesOrders(result)).isTrue();
  }

  @Test
  void dropsTheRulesOfAFileThatIsGone() throws IOException {
    Path file = write("orders", GOOD);
    PolicyLoader.Result first = load(AccessPolicies.none());
    Files.delete(file);

    assertThat(seesOrders(load(first.policies()))).isFalse();
  }

  @Test
  void closesOnlyTheTableThatNoLongerFitsAfterTheCatalogChanged() throws IOException {
    write("orders", GOOD);
    PolicyLoader.Result first = load(AccessPolicies.none());
    List<ProductColumn> columns = new ArrayList<>(PolicyTables.ORDER_COLUMNS);
    columns.set(3, ProductColumn.of("quantity", PolicyTables.TEXT));
    ProductTable changed =
        PolicyTables.table("sales.orders", "orders", columns, PolicyTables.REMOTE);
    var product = PolicyTables.product("sales", "orders", changed, PolicyTables.LINES);
    PolicyLoader.Result second =
        load(new Catalog("mesh", 2, List.of(product, PolicyTables.CRM)), first.policies());

    assertThat(second.policies().decide(ANN, product, changed)).isInstanceOf(Denied.class);
    assertThat(second.policies().decide(ANN, product, PolicyTables.LINES))
        .isInstanceOf(Allowed.class);
    assertThat(second.policies().closedTables()).containsExactly("sales.orders.orders");
  }

  @Test
  void deniesEverythingIfAFolderCannotBeRead() throws IOException {
    write("open", OPEN_ALL);
    PolicyLoader.Result result =
        PolicyLoader.load(
            List.of(folder, folder.resolve("missing")),
            PolicyTables.CATALOG,
            Set.of(),
            AccessPolicies.none());

    assertThat(seesOrders(result)).isFalse();
    assertThat(result.problems()).hasSize(1);
  }

  @Test
  void refusesTheSecondFileOfOneId() throws IOException {
    write("a", OPEN_ALL);
    Path second = write("b", OPEN_ALL);
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.problems())
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .startsWith(second + ": The id 'open' is also that of "));
    assertThat(seesOrders(result)).isFalse();
  }

  @Test
  void takesRowPoliciesAndMasksOnADerivedProduct() throws IOException {
    write("open", OPEN_ALL);
    write(
        "wide",
        OPEN_ALL.replace("id: open", "id: wide")
            + "rowPolicies:\n"
            + "  - {id: r, effect: restrict, to: {all: true}, when: \"region = 'EU'\"}\n"
            + "columnMasks:\n"
            + "  - {id: m, match: {columns: [region]}, to: {all: true}, using: redact}\n");
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.policies().decide(ANN, PolicyTables.DERIVED, PolicyTables.REPORT))
        .isInstanceOfSatisfying(
            Allowed.class,
            seen -> {
              assertThat(seen.rowPredicate()).hasToString("Optional[=($0, 'EU')]");
              assertThat(seen.columns().get(0).mask().orElseThrow().kind()).isEqualTo("redact");
            });
  }

  @Test
  void hidesTheRowsOfATableThatLacksAColumnOfARestriction() throws IOException {
    write(
        "orders", GOOD.replace("{groups: [x]}", "{all: true}").replace("quantity > 1", "express"));
    PolicyLoader.Result result = load(AccessPolicies.none());

    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .isEqualTo(
                        "sales.orders.lines has no column 'express': the row policy hides all its"
                            + " rows"));
    Decision decision = result.policies().decide(ANN, PolicyTables.SALES, PolicyTables.LINES);
    assertThat(((Allowed) decision).rowPredicate())
        .hasValueSatisfying(rows -> assertThat(rows.isAlwaysFalse()).isTrue());
  }

  @Test
  void refusesTwoExpressionsForOneColumnUnlessNobodyCanMatchBoth() throws IOException {
    String masks =
        "columnMasks:\n"
            + "  - {id: a, match: {columns: [email]}, to: {groups: [dpo]},"
            + " using: {expression: region}}\n"
            + "  - {id: b, match: {columns: [email]}, to: {all: true%s},"
            + " using: {expression: country}}\n";
    String file = OPEN_ALL.replace("{all: true}\ngrants", "{products: [sales.orders]}\ngrants");
    write("open", file + masks.formatted(""));
    assertThat(load(AccessPolicies.none()).problems())
        .anySatisfy(
            problem -> assertThat(problem.message()).contains("Two expressions mask", "open/a"));
    write("open", file + masks.formatted(", except: {groups: [dpo]}"));
    assertThat(load(AccessPolicies.none()).problems()).isEmpty();
  }
}
