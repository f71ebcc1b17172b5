package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.document.Problem;
import io.meshgate.policy.Decision.Allowed;
import io.meshgate.policy.Decision.Denied;
import io.meshgate.session.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that cannot be taken: the last good version stays in force whole, and where there is none,
 * what the file covers is denied. And values that only look dangerous.
 */
class BadPolicyFilesTest {

  private static final Principal ANN =
      new Principal("ann", Set.of("analyst"), Map.of("region", "EU"), Optional.empty());
  private static final String GOOD =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: orders
      version: 1
      owner: domain:sales
      appliesTo: {tags: [pii.bank]}
      attributes: {region: string}
      grants: [{id: g, to: {all: true}, columns: {allow: ['*'], deny: [iban]}, rows: policies,
        validUntil: 2027-06-30}]
      rowPolicies: [{id: r, effect: permit, to: {all: true}, when: "region = principal.region"}]
      columnMasks: [{id: m, match: {tags: [pii.email]}, to: {all: true}, using: {hash: {key: k1}}}]
      limits: {minGroupSize: 5}
      """;

  private final Path folder;
  private final Path file;

  BadPolicyFilesTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("orders.policy.yaml");
  }

  private PolicyLoader.Result load(AccessPolicies previous) {
    return PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of("k1"), previous);
  }

  private static Decision decide(PolicyLoader.Result result, Principal principal) {
    return result.policies().decide(principal, PolicyTables.SALES, PolicyTables.ORDERS);
  }

  private void assertRefused(PolicyLoader.Result good) {
    PolicyLoader.Result after = load(good.policies());
    assertThat(decide(after, ANN)).isEqualTo(decide(good, ANN)).isInstanceOf(Allowed.class);
    assertThat(after.problems())
        .extracting(Problem::toString)
        .contains(file + ": warning: Version 1 of orders stays in force");

    PolicyLoader.Result first = load(AccessPolicies.none());
    assertThat(decide(first, ANN)).isInstanceOf(Denied.class);
    assertThat(first.problems())
        .anySatisfy(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR));
  }

  private PolicyLoader.Result good() throws IOException {
    Files.writeString(file, GOOD);
    PolicyLoader.Result good = load(AccessPolicies.none());
    assertThat(good.problems()).isEmpty();
    return good;
  }

  /** As a writer leaves it that has not come to the end: cut within any rule, at every byte. */
  @Test
  void refusesAFileThatIsHalfWritten() throws IOException {
    PolicyLoader.Result good = good();
    int cuts = 0;
    for (int end = GOOD.indexOf("attributes"); end < GOOD.length(); end += 5) {
      String half = GOOD.substring(0, end);
      if (count(half, '{') > count(half, '}') || count(half, '[') > count(half, ']')) {
        Files.writeString(file, half);
        assertRefused(good);
        cuts++;
      }
    }
    assertThat(cuts).isGreaterThan(50);
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(found -> found == wanted).count();
  }

  @Test
  void refusesAFileThatIsNotText() throws IOException {
    PolicyLoader.Result good = good();
    Files.write(file, new byte[] {(byte) 0xc3, (byte) 0x28, 0, 1});
    assertRefused(good);

    Files.write(file, ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_16));
    assertRefused(good);

    Files.write(file, new byte[0]);
    assertRefused(good);
  }

  @Test
  void takesALinkThatLeadsNowhereForAFileThatCannotBeRead() throws IOException {
    PolicyLoader.Result good = good();
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("gone"));

    assertRefused(good);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "limits: ~ limit:",
        "region = principal.region ~ regoin = principal.region",
        "region = principal.region ~ region = principal.regoin",
        "region = principal.region ~ UPER(region) = principal.region",
        "region = principal.region ~ quantity = principal.region",
        "region = principal.region ~ quantity / 2 = 1",
        "region = principal.region ~ region = principal.region OR",
        "region = principal.region ~ country IN (SELECT country FROM crm.customers.people)",
        "region = principal.region ~ region",
        "{region: string} ~ {region: strng}",
        "[pii.email] ~ [pii.mail]",
        "deny: [iban] ~ deny: [ibn]",
        "{key: k1} ~ {key: k9}",
        "minGroupSize: 5 ~ minGroupSize: '5'",
        "version: 1 ~ version: 1\\nversion: 2",
        "using: {hash ~ using: {expression: region}},"
            + " {id: m2, match: {columns: [email]}, to: {all: true}, using: {expression: country}},"
            + " {id: m3, match: {columns: [email]}, to: {all: true}, using: {hash",
      })
  void refusesAFileWithAnyMistakeWhole(String right, String wrong) throws IOException {
    PolicyLoader.Result good = good();
    assertThat(GOOD).contains(right);
    Files.writeString(file, GOOD.replace(right, wrong.replace("\\n", "\n")));

    assertRefused(good);
    assertThat(load(AccessPolicies.none()).problems().get(0).toString())
        .matches("(?s)" + java.util.regex.Pattern.quote(file.toString()) + ":\\d+: .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x' OR '1'='1",
        "x' OR 1=1 --",
        "'; DROP TABLE orders; --",
        "\\",
        "{0}",
        "?0",
        "principal.region",
        "\u0000",
        "EU\u2028",
        ""
      })
  void takesAttributesForTheTextThatTheyAre(String region) throws IOException {
    Principal sly = new Principal("ann", Set.of(), Map.of("region", region), Optional.empty());
    Allowed decision = (Allowed) decide(good(), sly);
    org.apache.calcite.rex.RexCall predicate =
        (org.apache.calcite.rex.RexCall) decision.rowPredicate().orElseThrow();

    assertThat(predicate.getKind()).isEqualTo(org.apache.calcite.sql.SqlKind.EQUALS);
    assertThat(
            ((org.apache.calcite.rex.RexLiteral) predicate.getOperands().get(1))
                .getValueAs(String.class))
        .isEqualTo(region);
  }

  @Test
  void givesAPrincipalWithoutGroupsWhatIsForEverybodyAndNothingElse() throws IOException {
    Principal lone = new Principal("lone", Set.of(), Map.of("region", "EU"), Optional.empty());
    assertThat(decide(good(), lone)).isInstanceOf(Allowed.class);

    Files.writeString(
        file, GOOD.replace("{id: g, to: {all: true}", "{id: g, to: {groups: [analyst]}"));
    assertThat(decide(load(AccessPolicies.none()), lone)).isInstanceOf(Denied.class);

    Files.writeString(
        file,
        GOOD.replace(
            "{id: r, effect: permit, to: {all: true}",
            "{id: r, effect: permit, to: {groups: [analyst]}"));
    Allowed nothing = (Allowed) decide(load(AccessPolicies.none()), lone);
    assertThat(nothing.rowPredicate().orElseThrow().isAlwaysFalse()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2027-06-29T12:00:00Z,          UTC,                true",
    "2027-06-30T23:59:59.999Z,      UTC,                true",
    "2027-06-30T23:59:59.999999999Z, UTC,               true",
    "2027-07-01T00:00:00Z,          UTC,                false",
    "2027-07-01T00:00:00.001Z,      UTC,                false",
    // What counts is the day in UTC, wherever the gateway stands.
    "2027-06-30T23:59:59.999Z,      Pacific/Kiritimati, true",
    "2027-07-01T00:00:00Z,          Pacific/Kiritimati, false",
    "2027-06-30T23:59:59.999Z,      Pacific/Pago_Pago,  true",
    "2027-07-01T00:00:00Z,          Pacific/Pago_Pago,  false",
    "2027-07-01T10:00:00Z,          Pacific/Pago_Pago,  false",
  })
  void grantsUntilTheEndOfTheLastDayInUtc(String instant, String zone, boolean granted)
      throws IOException {
    Files.writeString(file, GOOD);
    Clock clock = Clock.fixed(Instant.parse(instant), ZoneId.of(zone));
    PolicyLoader.Result result =
        PolicyLoader.load(List.of(folder), PolicyTables.CATALOG, Set.of("k1"), clock);

    assertThat(decide(result, ANN) instanceof Allowed).isEqualTo(granted);
  }
}
