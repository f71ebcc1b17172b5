package io.meshgate.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.meshgate.document.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractReaderTest {

  /** Characters that mean something in YAML. */
  private static final String HOSTILE = " \n:-[{}]'\"&*!|>%@`#~0x\t";

  private static final String VALID =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders-1
      version: 1.0.0
      status: active
      domain: sales
      name: orders
      servers:
        - server: warehouse
          type: postgres
          host: localhost
          port: 5432
          database: ops
          schema: public
      schema:
        - name: lines
          physicalType: table
          properties:
            - name: id
              physicalType: bigint
              primaryKey: true
            - name: amount
              physicalType: numeric(12,2)
              quality:
                - type: library
                  metric: nullValues
                  mustBe: 0
      """;

  @ParameterizedTest
  @CsvSource({
    "all-data-types, my_table",
    "all-schema-types, my_quantum",
    "column-custom, my_table",
    "full-example, my quantum",
  })
  void readsOfficialExamples(String example, String name) throws IOException {
    ContractReading reading = readExample(example);

    assertThat(errors(reading)).isEmpty();
    assertThat(reading.contract().orElseThrow().name()).contains(name);
  }

  @Test
  void readsWhatTheFullExampleSays() throws IOException {
    Contract contract = readExample("full-example").contract().orElseThrow();

    assertThat(contract.domain()).contains("seller");
    assertThat(contract.owner()).contains("daustin");
    assertThat(contract.description()).contains("Views built on top of the seller tables.");
    assertThat(contract.tags()).containsExactly("transactions");
    assertThat(contract.servers())
        .extracting(ContractServer::name, server -> server.schema().orElse(""))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("my-postgres", "pp_access_views"));
    ContractTable receivers = contract.tables().get(1);
    assertThat(receivers.remoteName()).isEqualTo("receivers_master");
    assertThat(receivers.columns())
        .extracting(ContractColumn::primaryKeyPosition)
        .containsExactly(1, 2, 0, 0);
    assertThat(receivers.columns().get(0).classification()).contains("restricted");
    // From: sha256sum full-example.odcs.yaml
    assertThat(contract.sha256())
        .isEqualTo("e28351dc34833315263e4c983b31f5dc6e1b5ec5fc6658fc04ffbc89d3547aa5");
  }

  @Test
  void refusesTheExampleWithoutTablesForThatReason() throws IOException {
    assertThat(errors(readExample("database-table-sla")))
        .containsExactly(
            "database-table-sla:8: schema: The contract has no tables; add one under 'schema'");
  }

  @Test
  void readsTheContractThatWasGeneratedFromADatabase() throws IOException {
    ContractReading reading = readExample("postgresql-adventureworks-contract");

    assertThat(reading.problems()).isEmpty();
    Contract contract = reading.contract().orElseThrow();
    // From: grep -c 'physicalType: "table"'
    assertThat(contract.tables()).hasSize(68);
    assertThat(contract.domain()).isEmpty();
    assertThat(contract.name()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "version: 1.0.0 | version: 1.0 | a:4: version: Expected text, found a number; put it in"
            + " quotes",
        "domain: sales | domian: sales | a:6: domian: Unknown key 'domian'; did you mean 'domain'?",
        "id: orders-1 | x-id: orders-1 | a:1: The key 'id' is missing",
        "mustBe: 0 | severity: error | a:25: schema[0].properties[1].quality[0]: Exactly one of"
            + " mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan,"
            + " mustBeLessOrEqualTo, mustBeBetween, mustNotBeBetween must be there",
        "metric: nullValues | metric: nullvalues | a:26: schema[0].properties[1].quality[0].metric:"
            + " Expected one of nullValues, missingValues, invalidValues, duplicateValues,"
            + " rowCount, found 'nullvalues'; did you mean 'nullValues'?",
        "port: 5432 | port: '5432' | a:12: servers[0].port: Expected a whole number, found text",
        "port: 5432 | serviceName: x | a:9: servers[0]: The key 'port' is missing",
        "primaryKey: true | primarykey: true | a:21: schema[0].properties[0].primarykey: Unknown"
            + " key 'primarykey'; did you mean 'primaryKey'?",
        "primaryKey: true | primaryKey: yes | a:21: schema[0].properties[0].primaryKey: Expected"
            + " true or false, found text",
        "primaryKey: true | logicalType: str | a:21: schema[0].properties[0].logicalType: Expected"
            + " one of string, date, timestamp, time, number, integer, object, array, boolean,"
            + " found 'str'",
        "primaryKey: true | relationships: [{to: lines.idd}] | a:21:"
            + " schema[0].properties[0].relationships[0].to: The table 'lines' has no column 'idd';"
            + " did you mean 'id'?",
        "primaryKey: true | relationships: [{to: nodot}] | a:21:"
            + " schema[0].properties[0].relationships[0].to: Expected table.column,"
            + " /schema/<id>/properties/<id>, or a list of these, found 'nodot'",
        "primaryKey: true | customProperties: [{property: mask, value: x}] | a:21:"
            + " schema[0].properties[0].customProperties[0]: Access rules are not read from"
            + " contracts; move 'mask' to a *.policy.yaml file",
        "status: active | customProperties: [{property: meshgate.policy, value: x}] | a:5:"
            + " customProperties[0]: Unknown property 'meshgate.policy'; the gateway knows"
            + " meshgate.inputs, meshgate.policies, meshgate.policyData here",
        "status: active | customProperties: [{property: meshgate.policyData, value: 'yes'}] | a:5:"
            + " customProperties[0]: meshgate.policyData is true or false",
        "physicalType: table | customProperties: [{property: meshgate.policies, value: {}}] | a:17:"
            + " schema[0].customProperties[0]: Unknown property 'meshgate.policies'; the gateway"
            + " knows meshgate.definer, meshgate.policyData here",
        "primaryKey: true | customProperties: [{property: meshgate.policyData, value: true}] | a:21:"
            + " schema[0].properties[0].customProperties[0]: Unknown property 'meshgate.policyData';"
            + " the gateway knows none here",
        "name: amount | name: ID | a:22: schema[0].properties[1]: The column 'ID' stands twice,"
            + " first in line 19; names that differ only in case are the same",
        "apiVersion: v3.1.0 | apiVersion: v2.2.2 | a:1: apiVersion: Contracts of version v2.2.2 are"
            + " not read; migrate the file to v3.1.0: 'dataset' became 'schema', 'quantumName'"
            + " became 'name', and columns became 'properties'",
        "apiVersion: v3.1.0 | apiVersion: v4.0.0 | a:1: apiVersion: Expected one of v3.1.0, v3.0.2,"
            + " v3.0.1, v3.0.0, found 'v4.0.0'; did you mean 'v3.0.0'?",
        "status: active | team: [{nam: x, username: y}] | a:5: team[0].nam: Unknown key 'nam'; did"
            + " you mean 'name'?; known keys are id, username, name, description, role, dateIn,"
            + " dateOut, replacedByUsername, tags, customProperties, authoritativeDefinitions",
        "status: active | team: 7 | a:5: team: Expected a mapping or a list, found a whole number",
        "kind: DataContract | kind: Contract | a:2: kind: Expected DataContract, found 'Contract'",
      })
  void namesTheCauseAndItsPlace(String from, String to, String expected) {
    ContractReading reading = read(VALID.replace(from, to));

    assertThat(errors(reading)).contains(expected);
    assertThat(errors(reading)).hasSizeLessThanOrEqualTo(2);
    assertThat(reading.contract()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apiVersion: v3.1.0 | apiVersion: v3.2.0 | a:1: warning: apiVersion: Version 3.2 is not"
            + " final; the contract is read as v3.1.0",
        "primaryKey: true | deprecated: true | a:21: warning: schema[0].properties[0].deprecated:"
            + " The key 'deprecated' belongs to version 3.2 and is not used",
        "primaryKey: true | logicalType: map | a:21: warning: schema[0].properties[0].logicalType:"
            + " The logical type 'map' belongs to version 3.2 and is read as 'object'",
        "primaryKey: true | relationships: [{to: other.id}] | a:21: warning:"
            + " schema[0].properties[0].relationships[0].to: The contract has no table 'other'; the"
            + " relationship is not used",
      })
  void warnsOfWhatItDoesNotUse(String from, String to, String expected) {
    ContractReading reading = read(VALID.replace(from, to));

    assertThat(reading.problems()).extracting(Problem::toString).containsExactly(expected);
    assertThat(reading.contract()).isPresent();
  }

  @Test
  void readsAViewWithSqlAsDerived() {
    String text =
        VALID.replace(
            "physicalType: table",
            "physicalType: view\n    customProperties: [{property: sql, value: SELECT 1 AS id}]");

    assertThat(read(text).contract().orElseThrow().tables().get(0).sql())
        .contains("SELECT 1 AS id");
  }

  @Test
  void readsTheRightsOfAViewAndWhatACopyWasMadeOf() {
    String view = "physicalType: view\n    customProperties: [{property: sql, value: SELECT 1}";
    String definer = ", {property: meshgate.definer, value: true}]";
    assertThat(table(VALID.replace("physicalType: table", view + "]")).definer()).isFalse();
    assertThat(table(VALID.replace("physicalType: table", view + definer)).definer()).isTrue();
    assertThat(
            errors(
                read(
                    VALID.replace(
                        "physicalType: table",
                        "customProperties: [{property: meshgate.definer, value: true}]"))))
        .singleElement()
        .asString()
        .contains("meshgate.definer is for derived tables; this one is stored");

    String inputs = "customProperties: [{property: meshgate.inputs, value: [hr.people, a.b.c]}]\n";
    assertThat(read(VALID + inputs).contract().orElseThrow().inputs())
        .containsExactly("hr.people", "a.b.c");
    assertThat(errors(read(VALID + inputs.replace("[hr.people, a.b.c]", "[]"))))
        .singleElement()
        .asString()
        .contains("meshgate.inputs is a list of domain.product");
  }

  private static ContractTable table(String text) {
    return read(text).contract().orElseThrow().tables().get(0);
  }

  @Test
  void readsPoliciesAndWhichTablesAreForPoliciesOnly() {
    Contract without = read(VALID.replace("1.0.0", "1.0.1")).contract().orElseThrow();
    assertThat(without.policies()).isEmpty();
    assertThat(without.policyData()).isFalse();

    Contract whole =
        read(VALID
                + "customProperties:\n"
                + "  - {property: meshgate.policyData, value: true}\n"
                + "  - {property: meshgate.policies, value: {denials: [{id: d, to: {all: true}}]}}\n")
            .contract()
            .orElseThrow();
    assertThat(whole.policyData()).isTrue();
    assertThat(whole.policies()).hasValueSatisfying(set -> assertThat(set.line()).isEqualTo(30));

    Contract table =
        read(VALID.replace(
                "physicalType: table",
                "customProperties: [{property: meshgate.policyData, value: true}]"))
            .contract()
            .orElseThrow();
    assertThat(table.policyData()).isFalse();
    assertThat(table.tables().get(0).policyData()).isTrue();
  }

  @Test
  void reportsBytesThatAreNoText() {
    ContractReading reading = ContractReader.read("a", new byte[] {(byte) 0xC3, 0x28});

    assertThat(errors(reading)).containsExactly("a: The file is not UTF-8 text");
  }

  @Test
  void makesProblemsOfAnyDamage() {
    long seed = 20260812;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] valid = VALID.getBytes(StandardCharsets.UTF_8);
    List<String> lines = Splitter.on('\n').splitToList(VALID);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = damage(valid, lines, random);
      ContractReading reading = ContractReader.read("a", damaged);
      assertThat(reading.contract().isPresent())
          .as(new String(damaged, StandardCharsets.UTF_8))
          .isEqualTo(errors(reading).isEmpty());
    }
  }

  private static byte[] damage(byte[] valid, List<String> lines, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> {
        return java.util.Arrays.copyOf(valid, random.nextInt(valid.length));
      }
      case 1 -> {
        byte[] copy = valid.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          copy[random.nextInt(copy.length)] =
              (byte) HOSTILE.charAt(random.nextInt(HOSTILE.length()));
        }
        return copy;
      }
      default -> {
        List<String> shuffled = new java.util.ArrayList<>(lines);
        shuffled.add(random.nextInt(lines.size()), shuffled.remove(random.nextInt(lines.size())));
        return String.join("\n", shuffled).getBytes(StandardCharsets.UTF_8);
      }
    }
  }

  private static List<String> errors(ContractReading reading) {
    return reading.problems().stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .map(Problem::toString)
        .toList();
  }

  private static ContractReading read(String text) {
    assertThat(text).isNotEqualTo(VALID);
    return ContractReader.read("a", text.getBytes(StandardCharsets.UTF_8));
  }

  private static ContractReading readExample(String name) throws IOException {
    String path = "/odcs/" + name + ".odcs.yaml";
    try (InputStream stream = ContractReaderTest.class.getResourceAsStream(path)) {
      assertThat(stream).isNotNull();
      return ContractReader.read(name, stream.readAllBytes());
    }
  }
}
