package io.meshgate.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The demo's contracts and policies, without its stores and secrets. */
class PolicyCommandTest {

  private static final Path DEMO = Path.of("src/main/resources/demo");
  private static final String MESH =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: offline
      authentication: {users: users.yaml}
      sources:
        operations-db:
          {type: postgres, host: nowhere.invalid, database: d, user: u, password: "${env:NOT_SET}"}
        fleet-db:
          {type: mysql, host: nowhere.invalid, database: d, user: u, password: "${file:absent}"}
        reference-files: {type: duckdb, folder: absent}
        weather-lake: {type: duckdb, folder: absent}
      keys: {tail: "${file:absent-too}"}
      """;
  private static final String USERS =
      """
      users:
        - {name: uma, groups: [analyst], attributes: {carrier: UA}}
        - {name: nina}
      """;
  private static final String FLIGHTS = "SELECT * FROM operations.flights.flights";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path folder;

  PolicyCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(folder.resolve("mesh.yaml"), MESH);
    Files.writeString(folder.resolve("users.yaml"), USERS);
    copy("products", "products");
    copy("policies", "policies");
  }

  private void copy(String from, String to) throws IOException {
    Path target = Files.createDirectories(folder.resolve(to));
    try (Stream<Path> files = Files.list(DEMO.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Meshgate.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private int policy(String command, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("policy", command, "--mesh", folder.resolve("mesh.yaml").toString()),
                Stream.of(more))
            .toList();
    return run(arguments.toArray(String[]::new));
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  void runsTestsWithoutSourcesAndSecrets() {
    assertThat(policy("test")).as("%s", err).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains(
            "ok    ", "operations-flights.policy.yaml:20: uma on flights", "1 test, 0 failed");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void failsWithTheRowThatTellsAndTheColumn() throws Exception {
    replace(
        "policies/operations-flights.policy.yaml",
        "rowsWhere: \"carrier = 'UA'\"",
        "rowsWhere: \"carrier IN ('UA', 'AA')\"");
    replace("policies/tail-numbers.policy.yaml", "groups: [auditor]", "groups: [analyst]");
    Path report = folder.resolve("report.xml");
    assertThat(policy("test", "--junit", report.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains(
            "FAIL  ",
            "rows: expected a row that is hidden: carrier = 'AA'",
            "masked: tail_number is clear; expected that it is masked",
            "1 test, 1 failed");
    Document xml =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
    Element failed = (Element) xml.getElementsByTagName("failure").item(0);
    assertThat(failed.getAttribute("message")).contains("carrier = 'AA'");
    Element test = (Element) failed.getParentNode();
    assertThat(test.getAttribute("name")).isEqualTo("line 20: uma on flights");
    assertThat(test.getAttribute("classname")).isEqualTo("policies.operations-flights");
    assertThat(((Element) test.getParentNode()).getAttribute("failures")).isEqualTo("1");
  }

  @Test
  void aBadFileFailsAndIsAnErrorOfTheReport() throws Exception {
    replace("policies/fleet-aircraft.policy.yaml", "rows: all", "rows: every");
    Path report = folder.resolve("report.xml");
    assertThat(policy("test", "--junit", report.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("fleet-aircraft.policy.yaml:11").contains("'every'");
    assertThat(out.toString()).contains("1 test, 0 failed; 1 files cannot be used");
    assertThat(Files.readString(report)).contains("errors=\"1\"", "'every'");
  }

  @Test
  void choosesFilesAndTakesFurtherOnes() throws IOException {
    Path more = folder.resolve("more.policy.yaml");
    Files.writeString(
        more,
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        id: more
        version: 1
        owner: governance
        appliesTo: {products: [operations.flights]}
        attributes: {carrier: string}
        denials: [{id: no, to: {users: [uma]}}]
        tests:
          - {as: {user: uma, groups: [analyst], attributes: {carrier: UA}}, object: flights, expect: {allowed: false}}
        """);
    assertThat(policy("test", more.toString())).as("%s%s", err, out).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("more.policy.yaml:10").doesNotContain("operations-flights");
    assertThat(policy("test", folder.resolve("absent").toString())).isEqualTo(ExitCode.USAGE);
    assertThat(policy("test", folder.resolve("products").toString())).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void saysWhichColumnHasNoType() throws IOException {
    replace(
        "products/operations-flights.odcs.yaml",
        "      - name: carrier\n        logicalType: string\n        physicalType: text\n",
        "      - name: carrier\n");
    assertThat(policy("test")).isEqualTo(ExitCode.OK);
    assertThat(err.toString())
        .contains("operations-flights.odcs.yaml:")
        .contains("'carrier' no type");
  }

  @Test
  void explainsAUserOfTheUsersFile() {
    assertThat(policy("explain", "--as", "uma", FLIGHTS)).as("%s", err).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains(
            "uma (groups analyst; carrier = UA)",
            "operations.flights.flights: allowed, by operations-flights/analysts-read-their-carrier",
            "rows: filtered",
            "masked: tail_number by tail-numbers/tail-number (hash)",
            "applies: permit operations-flights/own-carrier: carrier = principal.carrier",
            "not: grant operations-flights/auditors-read-all: columns *; rows: all - is for group"
                + " auditor");
    assertThat(policy("explain", "--as", "nina", FLIGHTS)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("flights: denied, no grant applies");
  }

  @Test
  void explainsTheInputsOfDerivedProductsAsJson() {
    assertThat(
            policy(
                "explain",
                "--as",
                "new",
                "--group",
                "analyst",
                "--attribute",
                "carrier='UA'",
                "--format",
                "json",
                "SELECT * FROM insights.delays.daily_delays"))
        .as("%s", err)
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString().replaceAll("\\s+", " "))
        .startsWith("{ \"subject\" : \"new\", \"groups\" : [ \"analyst\" ], \"tables\" : [ {")
        .contains(
            "\"table\" : \"insights.delays.daily_delays\", \"allowed\" : true",
            "\"table\" : \"operations.flights.flights\", \"allowed\" : true",
            "\"name\" : \"tail_number\", \"access\" : \"hash\"");
  }

  @Test
  void anUnknownTableIsTold() {
    assertThat(policy("explain", "--as", "uma", "SELECT * FROM operations.flights.flihgts"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("NOT_FOUND", "operations.flights.flights");
  }

  @Test
  void comparesTwoVersionsByWhatTheyDecide() throws IOException {
    copy("policies", "new");
    String old = folder.resolve("policies").toString();
    String young = folder.resolve("new").toString();
    replace("new/operations-flights.policy.yaml", "version: 1", "version: 2");
    replace(
        "new/operations-flights.policy.yaml",
        "carrier = principal.carrier",
        "NOT (carrier <> principal.carrier)");
    assertThat(policy("diff", old, young)).as("%s%s", err, out).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Nobody gains or loses anything");

    replace("new/tail-numbers.policy.yaml", "groups: [auditor]", "groups: [analyst]");
    replace("new/fleet-aircraft.policy.yaml", "[analyst, auditor]", "[auditor, pilot]");
    assertThat(policy("diff", old, young)).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .containsPattern(
            "gains +operations.flights.flights.tail_number +masked by tail-numbers/tail-number"
                + " \\(hash\\) -> clear +group analyst")
        .containsPattern("loses +operations.flights.flights.tail_number .*group auditor")
        .containsPattern("loses +fleet.aircraft.airlines +access: .*group analyst")
        .containsPattern("gains +fleet.aircraft.airlines +access: .*group pilot");

    replace("new/fleet-aircraft.policy.yaml", "rows: all", "rows: every");
    assertThat(policy("diff", old, young)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'every'");
  }

  @Test
  void comparesRowsAsJson() throws IOException {
    copy("policies", "new");
    replace(
        "new/operations-flights.policy.yaml",
        "carrier = principal.carrier",
        "carrier = principal.carrier OR carrier = 'HA'");
    assertThat(
            policy(
                "diff",
                "--format",
                "json",
                folder.resolve("policies").toString(),
                folder.resolve("new").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("\"change\" : \"gains\"", "\"what\" : \"rows such as carrier = 'HA'\"")
        .contains("\"who\" : [ \"group analyst\"")
        .doesNotContain("loses");
  }
}
