package io.meshgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.Sequence;
import io.meshgate.document.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published JSON Schema says the same about the shape of a policy file as the reader does. */
class PolicySchemaTest {

  private static final Path FILE = Path.of("../docs/reference/access-policy-set.schema.json");
  private static final Path DEMO = Path.of("../flight-server/src/main/resources/demo/policies");

  /** Every key that there is. */
  private static final String EVERYTHING =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: everything
      version: 3
      owner: domain:sales
      appliesTo: {products: [sales.orders], domains: [sales], tags: [pii], classification: [secret], all: false}
      attributes: {region: string, level: integer, chief: boolean, since: date}
      grants:
        - id: g
          to: {all: false, groups: [a], users: [b], except: {groups: [c], users: [d]}}
          purposes: [reporting]
          columns: {allow: ['*'], deny: [iban]}
          rows: policies
          validUntil: 2027-06-30
      denials: [{id: d, to: {all: true}}]
      rowPolicies: [{id: r, effect: permit, to: {users: u}, uses: [gov.map], when: "TRUE"}]
      columnMasks:
        - {id: m1, match: {columns: [a], tags: [b], classification: [c]}, to: {all: true}, using: null}
        - {id: m2, match: {columns: a}, to: {all: true}, using: redact}
        - {id: m3, match: {columns: a}, to: {all: true}, using: last4}
        - {id: m4, match: {columns: a}, to: {all: true}, using: first4}
        - {id: m5, match: {columns: a}, to: {all: true}, using: {constant: 0}}
        - {id: m6, match: {columns: a}, to: {all: true}, using: {hash: {key: k1}}}
        - {id: m7, match: {columns: a}, to: {all: true}, using: {truncate: month}}
        - {id: m8, match: {columns: a}, to: {all: true}, using: {round: -2}}
        - {id: m9, match: {columns: a}, to: {all: true}, using: {expression: "UPPER(a)"}}
      limits: {to: {all: true}, minGroupSize: 5, aggregateOnly: true, pushdown: sealed, egress: [sales]}
      tests:
        - as: {user: eve, groups: [a], attributes: {region: EU, level: 3}, purpose: reporting}
          object: orders
          expect: {rowsWhere: "TRUE", masked: [email], denied: [iban]}
      """;

  private static final JsonNode TREE = tree();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of()))
          .getSchema(TREE);

  private static JsonNode tree() {
    try {
      return new ObjectMapper().readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new AssertionError("The schema cannot be read", e);
    }
  }

  private static YamlNode yaml(String text) {
    try {
      return YamlReader.parse("x.policy.yaml", text);
    } catch (DocumentException e) {
      throw new AssertionError("No YAML", e);
    }
  }

  private static List<Error> errors(YamlNode node) {
    return SCHEMA.validate(json(node));
  }

  private static List<Problem> problems(YamlNode node) {
    List<Problem> problems = new ArrayList<>();
    // Present or not: what matters is what was found.
    var unused = new PolicyDocumentReader(problems).read(node);
    return problems;
  }

  private static JsonNode json(YamlNode node) {
    if (node instanceof Mapping mapping) {
      var object = JsonNodeFactory.instance.objectNode();
      mapping.entries().forEach((key, value) -> object.set(key, json(value)));
      return object;
    }
    if (node instanceof Sequence sequence) {
      var array = JsonNodeFactory.instance.arrayNode();
      sequence.items().forEach(item -> array.add(json(item)));
      return array;
    }
    Scalar scalar = (Scalar) node;
    return switch (scalar.type()) {
      case STRING -> JsonNodeFactory.instance.textNode(scalar.text());
      case INTEGER -> JsonNodeFactory.instance.numberNode(Long.parseLong(scalar.text()));
      case FLOAT -> JsonNodeFactory.instance.numberNode(Double.parseDouble(scalar.text()));
      case BOOLEAN -> JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(scalar.text()));
      case NULL -> JsonNodeFactory.instance.nullNode();
    };
  }

  @Test
  void acceptsAFileWithEveryKeyAsTheReaderDoes() {
    assertThat(problems(yaml(EVERYTHING))).isEmpty();
    assertThat(errors(yaml(EVERYTHING))).isEmpty();
  }

  static Stream<Path> demoFiles() throws IOException {
    try (Stream<Path> files = Files.list(DEMO)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("demoFiles")
  void acceptsTheFilesOfTheDemo(Path file) throws IOException {
    assertThat(errors(yaml(Files.readString(file)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"policies.md"})
  void acceptsTheExamplesOfTheDocumentation(String page) throws IOException {
    String text = Files.readString(Path.of("../docs/reference").resolve(page));
    List<String> blocks =
        Splitter.on("```")
            .splitToStream(text)
            .filter(block -> block.startsWith("yaml\n") && block.contains("kind: AccessPolicySet"))
            .map(block -> block.substring("yaml\n".length()))
            .toList();
    assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(errors(yaml(block))).isEmpty());
  }

  /** The keys that the reader lists when it finds one that it does not know. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "appliesTo, scope",
    "grants[0], grant",
    "grants[0].to, subjects",
    "grants[0].to.except, named",
    "grants[0].columns, columns",
    "denials[0], denial",
    "rowPolicies[0], rowPolicy",
    "columnMasks[0], columnMask",
    "columnMasks[0].match, match",
    "columnMasks[5].using.hash, hash",
    "limits, limits",
    "tests[0], test",
    "tests[0].as, testPrincipal",
    "tests[0].expect, expectation",
  })
  void knowsTheKeysThatTheReaderKnows(String path, String definition) {
    YamlNode changed = withUnknownKey(yaml(EVERYTHING), path);
    String message =
        problems(changed).stream()
            .map(Problem::message)
            .filter(found -> found.startsWith("Unknown key 'zzz'"))
            .findFirst()
            .orElseThrow();
    List<String> known =
        Splitter.on(", ").splitToList(message.substring(message.indexOf("known keys are ") + 15));
    JsonNode schema = definition.isEmpty() ? TREE : TREE.at("/$defs/" + definition);
    Set<String> published = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(published::add);

    assertThat(published).containsExactlyInAnyOrderElementsOf(known);
    assertThat(errors(changed)).isNotEmpty();
  }

  private static YamlNode withUnknownKey(YamlNode node, String path) {
    if (node instanceof Mapping mapping) {
      Map<String, YamlNode> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> entries.put(key, withUnknownKey(value, path)));
      if (mapping.path().equals(path)) {
        entries.put("zzz", mapping.entries().values().iterator().next());
      }
      return new Mapping(
          mapping.file(),
          mapping.line(),
          mapping.path(),
          ImmutableMap.copyOf(entries),
          mapping.keyLines());
    }
    if (node instanceof Sequence list) {
      return new Sequence(
          list.file(),
          list.line(),
          list.path(),
          list.items().stream().map(item -> withUnknownKey(item, path)).toList());
    }
    return node;
  }

  @Test
  void knowsTheMasksThatTheReaderNames() {
    String message =
        problems(yaml(EVERYTHING.replace("using: redact", "using: scramble"))).get(0).message();
    Set<String> published = new TreeSet<>();
    TREE.at("/$defs/maskWithValue/properties").fieldNames().forEachRemaining(published::add);
    TREE.at("/$defs/mask/anyOf/0/enum").forEach(name -> published.add(name.asText()));

    assertThat(message).contains(published);
    assertThat(message.split(",| or ")).hasSameSizeAs(published);
  }

  /** Shapes that the reader refuses; what only a catalog can tell is no matter of shape. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "apiVersion: meshgate.io/v1 ~ apiVersion: v2",
        "kind: AccessPolicySet ~ kind: Policy",
        "id: everything ~ id: ' '",
        "version: 3 ~ version: one",
        "version: 3 ~ version: 0",
        "owner: domain:sales ~ owner: sales",
        "appliesTo: {products: [sales.orders], domains: [sales], tags: [pii], classification: [secret], all: false} ~ appliesTo: {}",
        "all: false} ~ all: true}",
        "region: string ~ region: text",
        "region: string ~ subject: string",
        "rows: policies ~ rows: some",
        "rows: policies ~ role: x",
        "validUntil: 2027-06-30 ~ validUntil: soon",
        "validUntil: 2027-06-30 ~ validUntil: [2027-06-30]",
        "columns: {allow: ['*'], deny: [iban]} ~ columns: {deny: [iban]}",
        "groups: [a], users: [b], except ~ except",
        "to: {users: u} ~ to: {all: true, users: u}",
        "effect: permit ~ effect: deny",
        "when: \"TRUE\" ~ where: x",
        "using: redact ~ using: scramble",
        "using: {constant: 0} ~ using: {constant: 0, round: 1}",
        "{truncate: month} ~ {truncate: moon}",
        "{round: -2} ~ {round: half}",
        "{hash: {key: k1}} ~ {hash: k1}",
        "minGroupSize: 5 ~ minGroupSize: 0",
        "minGroupSize: 5 ~ minGroupSize: few",
        "aggregateOnly: true ~ aggregateOnly: 1",
        "pushdown: sealed ~ pushdown: closed",
        "egress: [sales] ~ egress: {a: b}",
        "object: orders ~ objects: orders",
        "as: {user: eve, ~ as: {",
        "denials: [{id: d, to: {all: true}}] ~ denials: {id: d}",
        "uses: [gov.map] ~ uses: [{table: gov.map}]",
      })
  void refusesWhatTheReaderRefuses(String good, String bad) {
    assertThat(EVERYTHING).contains(good);
    YamlNode changed = yaml(EVERYTHING.replace(good, bad));

    assertThat(problems(changed)).isNotEmpty();
    assertThat(errors(changed)).isNotEmpty();
  }

  /** The tables of the reference page name every key, and none that there is not. */
  @ParameterizedTest
  @CsvSource({
    "Keys of a file, ''",
    "Limits, limits",
    "Masks, mask",
  })
  void isDescribedKeyByKeyOnThePage(String heading, String definition) throws IOException {
    String page = Files.readString(Path.of("../docs/reference/policies.md"));
    String section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
    section = section.substring(0, section.indexOf("\n## "));
    Set<String> described = new TreeSet<>();
    section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf(" |")))
        .forEach(
            cell ->
                java.util.regex.Pattern.compile("`(\\w+)[^`]*`")
                    .matcher(cell)
                    .results()
                    .forEach(match -> described.add(match.group(1))));
    Set<String> keys = new TreeSet<>();
    if (definition.equals("mask")) {
      TREE.at("/$defs/mask/anyOf/0/enum").forEach(name -> keys.add(name.asText()));
      TREE.at("/$defs/maskWithValue/properties").fieldNames().forEachRemaining(keys::add);
    } else {
      JsonNode schema = definition.isEmpty() ? TREE : TREE.at("/$defs/" + definition);
      schema.get("properties").fieldNames().forEachRemaining(keys::add);
      keys.removeAll(Set.of("apiVersion", "kind"));
    }

    assertThat(described).containsExactlyElementsOf(keys);
  }
}
