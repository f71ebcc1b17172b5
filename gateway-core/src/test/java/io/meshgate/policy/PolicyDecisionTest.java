package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.document.Problem;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.session.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDecisionTest {

  private static final Clock LAST_DAY =
      Clock.fixed(Instant.parse("2027-06-30T23:59:59Z"), ZoneOffset.UTC);
  private static final Clock DAY_AFTER =
      Clock.fixed(Instant.parse("2027-07-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Principal ANALYST = Principal.of("ann", "analyst");
  private static final String ALL_ROWS =
      "grants:\n  - {id: g, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: all}\n";
  private static final String POLICY_ROWS =
      "grants:\n  - {id: g, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: policies}\n";

  private final Path folder;

  PolicyDecisionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void domainSet(String rules) throws IOException {
    file("domain", "domain:sales", rules);
  }

  private void file(String id, String owner, String rules) throws IOException {
    String header =
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: %s
        version: 1
        owner: %s
        appliesTo: {products: [sales.orders]}
        attributes: {region: string}
        """;
    Files.writeString(folder.resolve(id + ".policy.yaml"), header.formatted(id, owner) + rules);
  }

  /** The same policies, on two days: what was decided yesterday does not hold today. */
  @Test
  void decidesAnewOnTheDayAfterAGrantHasEnded() throws IOException {
    domainSet(ALL_ROWS.replace("rows: all", "rows: all, validUntil: 2027-06-30"));
    AtomicReference<Clock> now = new AtomicReference<>(LAST_DAY);
    AccessPolicies policies =
        PolicyLoader.load(
                List.of(folder),
                PolicyTables.CATALOG,
                Set.of("k1", "k2"),
                new Clock() {
                  @Override
                  public ZoneId getZone() {
                    return ZoneOffset.UTC;
                  }

                  @Override
                  public Clock withZone(ZoneId zone) {
                    return this;
                  }

                  @Override
                  public Instant instant() {
                    return Objects.requireNonNull(now.get()).instant();
                  }
                })
            .policies();
    assertThat(policies.decide(ANALYST, PolicyTables.SALES, PolicyTables.ORDERS))
        .isInstanceOf(Allowed.class);
    now.set(DAY_AFTER);
    assertThat(policies.decide(ANALYST, PolicyTables.SALES, PolicyTables.ORDERS))
        .isInstanceOf(Denied.class);
  }

  private Decision decide(Principal principal) {
    return decide(principal, LAST_DAY);
  }

  private Decision decide(Principal principal, Clock clock) {
    PolicyLoader.Result result =
        PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of("k1", "k2"), clock);
    assertThat(result.problems())
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .isEmpty();
    return result.policies().decide(principal, PolicyTables.SALES, PolicyTables.ORDERS);
  }

  private static String rows(Decision decision) {
    return ((Allowed) decision).rowPredicate().map(Object::toString).orElse("all");
  }

  private static List<String> columns(Decision decision) {
    return ((Allowed) decision)
        .columns().stream()
            .map(column -> PolicyTables.ORDER_COLUMNS.get(column.ordinal()).name())
            .toList();
  }

  private static Optional<String> mask(Decision decision, String column) {
    int ordinal = PolicyTables.ORDERS.ordinal(column).orElseThrow();
    return ((Allowed) decision)
        .columns().stream()
            .filter(visible -> visible.ordinal() == ordinal)
            .findFirst()
            .flatMap(VisibleColumn::mask)
            .map(mask -> mask.kind() + " " + mask.expression());
  }

  @Test
  void deniesByDefault() throws IOException {
    assertThat(decide(ANALYST)).isInstanceOf(Denied.class);
    domainSet(ALL_ROWS);
    assertThat(decide(Principal.of("bob", "sales"))).isInstanceOf(Denied.class);
  }

  @Test
  void showsEverythingUnderAGrantOfAllRows() throws IOException {
    domainSet(ALL_ROWS);
    Decision decision = decide(ANALYST);
    assertThat(((Allowed) decision).isOpen()).isTrue();
    assertThat(columns(decision)).hasSize(PolicyTables.ORDER_COLUMNS.size());
    assertThat(decision.ruleIds()).containsExactly("domain/g");
  }

  @Test
  void deniesWhomADenialNamesWhateverIsGranted() throws IOException {
    domainSet(ALL_ROWS + "denials:\n  - {id: d, to: {users: [ann]}}\n");
    assertThat(decide(ANALYST)).isEqualTo(new Denied(List.of("domain/d")));
    assertThat(decide(Principal.of("amy", "analyst"))).isInstanceOf(Allowed.class);
  }

  @Test
  void appliesDenialsOfGovernanceToGrantsOfADomain() throws IOException {
    domainSet(ALL_ROWS);
    file("global", "governance", "denials:\n  - {id: d, to: {all: true}}\n");
    assertThat(decide(ANALYST)).isInstanceOf(Denied.class);
  }

  @Test
  void exceptsPrincipalsFromAGrant() throws IOException {
    domainSet(
        "grants:\n  - {id: g, to: {groups: [analyst], except: {users: [ann]}},"
            + " columns: {allow: ['*']}, rows: all}\n");
    assertThat(decide(ANALYST)).isInstanceOf(Denied.class);
  }

  @Test
  void holdsAGrantThroughItsLastDay() throws IOException {
    domainSet(ALL_ROWS.replace("rows: all", "rows: all, validUntil: 2027-06-30"));
    assertThat(decide(ANALYST, LAST_DAY)).isInstanceOf(Allowed.class);
    assertThat(decide(ANALYST, DAY_AFTER)).isInstanceOf(Denied.class);
  }

  @ParameterizedTest
  @CsvSource({"reporting, true", "marketing, false", ", false"})
  void comparesThePurposeOfTheSession(String purpose, boolean allowed) throws IOException {
    domainSet(ALL_ROWS.replace("rows: all", "rows: all, purposes: [reporting, audit]"));
    Principal principal =
        new Principal("ann", Set.of("analyst"), Map.of(), Optional.ofNullable(purpose));
    assertThat(decide(principal) instanceof Allowed).isEqualTo(allowed);
  }

  @Test
  void unitesAllowedColumnsAndSubtractsEveryDeny() throws IOException {
    domainSet(
        """
        grants:
          - {id: a, to: {groups: [analyst]}, columns: {allow: [id, iban]}, rows: all}
          - {id: b, to: {all: true}, columns: {allow: [region, email], deny: [IBAN]}, rows: all}
        """);
    assertThat(columns(decide(ANALYST))).containsExactly("id", "region", "email");
  }

  @Test
  void deniesATableWithoutAVisibleColumn() throws IOException {
    domainSet(ALL_ROWS.replace("['*']", "[id], deny: [id]"));
    assertThat(decide(ANALYST)).isInstanceOf(Denied.class);
  }

  @Test
  void hidesAllRowsIfNoPermitMatches() throws IOException {
    domainSet(POLICY_ROWS);
    assertThat(rows(decide(ANALYST))).isEqualTo("false");
  }

  @Test
  void combinesPermitsByOrAndRestrictsByAnd() throws IOException {
    domainSet(
        POLICY_ROWS
            + """
            rowPolicies:
              - {id: p1, effect: permit, to: {all: true}, when: "region = 'EU'"}
              - {id: p2, effect: permit, to: {all: true}, when: "express"}
              - {id: p3, effect: permit, to: {groups: [dpo]}, when: "true"}
              - {id: r1, effect: restrict, to: {all: true}, when: "quantity > 1"}
              - {id: r2, effect: restrict, to: {all: true}, when: "id > 2"}
              - {id: r3, effect: restrict, to: {groups: [dpo]}, when: "false"}
            """);
    assertThat(rows(decide(ANALYST))).isEqualTo("AND(OR(=($1, 'EU'), $8), >($3, 1), >($0, 2))");
  }

  @Test
  void restrictsAlsoWhereAllRowsAreGranted() throws IOException {
    domainSet(
        ALL_ROWS
            + "rowPolicies:\n"
            + "  - {id: p, effect: permit, to: {all: true}, when: express}\n"
            + "  - {id: r, effect: restrict, to: {all: true}, when: quantity > 1}\n");
    assertThat(rows(decide(ANALYST))).isEqualTo(">($3, 1)");
  }

  @Test
  void neverShowsADomainsReadersMoreThanGovernancePermits() throws IOException {
    domainSet(
        ALL_ROWS + "rowPolicies:\n  - {id: p, effect: permit, to: {all: true}, when: 'true'}\n");
    file(
        "global",
        "governance",
        "rowPolicies:\n  - {id: p, effect: permit, to: {all: true}, when: express}\n");
    assertThat(rows(decide(ANALYST))).isEqualTo("$8");
  }

  @Test
  void treatsAMissingAttributeAsTheStricterCase() throws IOException {
    domainSet(
        POLICY_ROWS
            + """
            rowPolicies:
              - {id: p, effect: permit, to: {all: true}, when: "region = principal.region"}
              - {id: q, effect: permit, to: {all: true}, when: express}
            columnMasks:
              - {id: m, match: {columns: [email]}, to: {all: true}, using: {expression: "principal.region"}}
            """);
    assertThat(rows(decide(ANALYST))).isEqualTo("$8");
    assertThat(mask(decide(ANALYST), "email")).hasValue("null null:VARCHAR");
    domainSet(
        ALL_ROWS
            + "rowPolicies:\n"
            + "  - {id: r, effect: restrict, to: {all: true}, when: region = principal.region}\n");
    assertThat(rows(decide(ANALYST))).isEqualTo("false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "email ~ null ~ null null:VARCHAR",
        "email ~ redact ~ redact CAST('XXXX':VARCHAR):VARCHAR",
        "total ~ redact ~ redact null:DECIMAL(10, 2)",
        "email ~ {constant: hidden} ~ constant CAST('hidden':VARCHAR):VARCHAR",
        "quantity ~ {constant: 7} ~ constant CAST(7):INTEGER",
        "total ~ {constant: 7.5} ~ constant CAST(7.5",
        "ordered ~ {constant: 2020-01-01} ~ constant CAST(2020-01-01):DATE",
        "express ~ {constant: false} ~ constant CAST(false):BOOLEAN",
        "email ~ {hash: {key: k1}} ~ hash MESHGATE_HMAC($9, 'k1':VARCHAR)",
        "email ~ last4 ~ last4 CASE(>(CHAR_LENGTH($9), 4), ||('XXXX'",
        "email ~ first4 ~ first4 CASE(>(CHAR_LENGTH($9), 4), ||(SUBSTRING($9, 1, 4), 'XXXX'",
        "ordered ~ {truncate: month} ~ truncate FLOOR($6, FLAG(MONTH))",
        "shipped ~ {truncate: quarter} ~ truncate FLOOR($7, FLAG(QUARTER))",
        "total ~ {round: 0} ~ round CASE(AND(>=($4, -99999999), <=($4, 99999999)), ROUND($4, 0)",
        "quantity ~ {round: -2} ~ round CASE(AND(>=($3, -2147483547), <=($3, 2147483547))",
        "score ~ {round: 1} ~ round ROUND($5, 1)",
        "total ~ {expression: 'CASE WHEN express THEN total END'} ~ expression CASE($8, $4, null:D",
      })
  void masksAColumn(String column, String using, String expected) throws IOException {
    domainSet(
        ALL_ROWS
            + "columnMasks:\n  - {id: m, match: {columns: [%s]}, to: {all: true}, using: %s}\n"
                .formatted(column, using));
    Decision decision = decide(ANALYST);
    assertThat(mask(decision, column))
        .hasValueSatisfying(mask -> assertThat(mask).startsWith(expected));
    ((Allowed) decision)
        .columns().stream()
            .flatMap(visible -> visible.mask().stream())
            .forEach(mask -> assertThat(mask.expression().getType().isNullable()).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "null ~ {constant: a} ~ null",
        "{constant: a} ~ {hash: {key: k1}} ~ constant",
        "{hash: {key: k1}} ~ {expression: email} ~ hash",
        "last4 ~ last4 ~ last4",
        "last4 ~ first4 ~ redact",
        "{hash: {key: k1}} ~ {hash: {key: k2}} ~ redact",
        "last4 ~ {expression: region} ~ last4",
      })
  void takesTheStrictestMaskInWhateverOrder(String first, String second, String kind)
      throws IOException {
    String mask = "  - {id: %s, match: {tags: [pii.email]}, to: {all: true}, using: %s}\n";
    domainSet(ALL_ROWS + "columnMasks:\n" + mask.formatted("a", first));
    file("global", "governance", "columnMasks:\n" + mask.formatted("b", second));
    assertThat(mask(decide(ANALYST), "email").orElseThrow()).startsWith(kind + " ");
    domainSet(ALL_ROWS + "columnMasks:\n" + mask.formatted("a", second));
    file("global", "governance", "columnMasks:\n" + mask.formatted("b", first));
    assertThat(mask(decide(ANALYST), "email").orElseThrow()).startsWith(kind + " ");
  }

  @Test
  void deniesAColumnThatTwoExpressionsMask() throws IOException {
    String mask =
        "columnMasks:\n  - {id: m, match: {columns: [email]}, to: {all: true}, using: %s}\n";
    domainSet(ALL_ROWS + mask.formatted("{expression: region}"));
    file("global", "governance", mask.formatted("{expression: country}"));
    assertThat(columns(decide(ANALYST))).doesNotContain("email").contains("iban");
  }

  @Test
  void takesTheCoarserOfTwoPeriods() throws IOException {
    String mask =
        "columnMasks:\n  - {id: m, match: {columns: [shipped]}, to: {all: true}, using: %s}\n";
    domainSet(ALL_ROWS + mask.formatted("{truncate: month}"));
    file("global", "governance", mask.formatted("{truncate: quarter}"));
    assertThat(mask(decide(ANALYST), "shipped")).hasValue("truncate FLOOR($7, FLAG(QUARTER))");
  }

  @Test
  void sealsATableIfAnySetSaysSo() throws IOException {
    domainSet(ALL_ROWS);
    file("global", "governance", "limits: {pushdown: sealed}\n");
    assertThat(((Allowed) decide(ANALYST)).pushdown()).isEqualTo(PushdownMode.SEALED);
  }

  @Test
  void deniesATableThatIsNotTheOneItKnows() throws IOException {
    domainSet(ALL_ROWS);
    AccessPolicies policies =
        PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of(), LAST_DAY).policies();
    var changed =
        PolicyTables.table(
            "sales.orders",
            "orders",
            PolicyTables.ORDER_COLUMNS.subList(0, 3),
            PolicyTables.REMOTE);
    assertThat(policies.decide(ANALYST, PolicyTables.SALES, changed)).isInstanceOf(Denied.class);
  }

  private static Decision.Limits limits(Decision decision) {
    return ((Allowed) decision).limits();
  }

  @Test
  void takesTheLargestSmallestGroupOfAllLayers() throws IOException {
    domainSet(ALL_ROWS + "limits: {minGroupSize: 5}\n");
    assertThat(limits(decide(ANALYST)).minGroupSize()).isEqualTo(5);

    file("global", "governance", "limits: {minGroupSize: 7, egress: [crm]}\n");
    Decision decision = decide(ANALYST);
    assertThat(limits(decision).minGroupSize()).isEqualTo(7);
    assertThat(limits(decision).onlyGroups()).isTrue();
    assertThat(((Allowed) decision).isOpen()).isFalse();
    assertThat(decision.ruleIds()).contains("domain/limits", "global/limits");

    file("global", "governance", "limits: {minGroupSize: 2}\n");
    assertThat(limits(decide(ANALYST)).minGroupSize()).isEqualTo(5);
  }

  @Test
  void limitsOnlyThoseWhomTheLimitsAreFor() throws IOException {
    domainSet(
        ALL_ROWS
            + "limits: {to: {all: true, except: {groups: [dpo]}}, minGroupSize: 5,"
            + " aggregateOnly: true, pushdown: sealed, egress: [crm]}\n");
    Allowed analyst = (Allowed) decide(ANALYST);
    Allowed officer = (Allowed) decide(Principal.of("bo", "analyst", "dpo"));

    assertThat(analyst.limits()).isEqualTo(new Decision.Limits(5, true, Set.of("crm")));
    assertThat(analyst.pushdown()).isEqualTo(PushdownMode.SEALED);
    assertThat(officer.limits()).isEqualTo(Decision.Limits.NONE);
    assertThat(officer.isOpen()).isTrue();
  }

  @Test
  void takesAggregateOnlyWithoutASmallestGroup() throws IOException {
    domainSet(ALL_ROWS + "limits: {aggregateOnly: true}\n");

    assertThat(limits(decide(ANALYST))).isEqualTo(new Decision.Limits(1, true, Set.of()));
    assertThat(limits(decide(ANALYST)).onlyGroups()).isTrue();
  }

  @Test
  void letsValuesGoOnlyWhereEverySetThatSpeaksOfItLetsThem() throws IOException {
    domainSet(ALL_ROWS);
    assertThat(limits(decide(ANALYST)).mayReach("crm")).isFalse();

    domainSet(ALL_ROWS + "limits: {egress: [crm, Sales]}\n");
    assertThat(limits(decide(ANALYST)).mayReach("CRM")).isTrue();
    assertThat(limits(decide(ANALYST)).mayReach("sales")).isTrue();
    assertThat(limits(decide(ANALYST)).mayReach("finance")).isFalse();

    file("global", "governance", "limits: {egress: [crm]}\n");
    assertThat(limits(decide(ANALYST)).egress()).containsExactly("crm");

    file("global", "governance", "limits: {egress: []}\n");
    assertThat(limits(decide(ANALYST)).egress()).isEmpty();
  }
}
