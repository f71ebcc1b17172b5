package io.meshgate.policy;

import io.meshgate.catalog.DataProduct;
import io.meshgate.document.Fields;
import io.meshgate.document.NearestName;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.policy.PolicyDocument.AttributeType;
import io.meshgate.policy.PolicyDocument.Expectation;
import io.meshgate.policy.PolicyDocument.Layer;
import io.meshgate.policy.PolicyDocument.TestCase;
import io.meshgate.policy.PolicyDocument.TestPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the shape of a policy file, strictly.
 *
 * <p>What it does not know is refused, never ignored: a file that asks for it would show more than
 * its authors meant. Used by one thread, once.
 */
final class PolicyDocumentReader {

  private static final String API_VERSION = "meshgate.io/v1";
  private static final String KIND = "AccessPolicySet";
  private static final String DOMAIN_PREFIX = "domain:";
  private static final Expectation NOTHING =
      new Expectation(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  private static final Layer GOVERNANCE = new Layer(Optional.empty());
  private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final List<String> RESERVED_ATTRIBUTES = List.of("subject", "in_group");

  private final List<Problem> problems;

  /**
   * @param problems where problems are added; the result is to be used only if no error was
   */
  PolicyDocumentReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** Reads the root of a file; empty if it is not even a mapping. */
  Optional<PolicyDocument> read(YamlNode root) {
    return Fields.of(root, problems).map(this::read);
  }

  private PolicyDocument read(Fields fields) {
    requireConstant(fields, "apiVersion", API_VERSION);
    requireConstant(fields, "kind", KIND);
    RuleReader rules = new RuleReader(problems);
    PolicyDocument document =
        new PolicyDocument(
            fields.requiredText("id").orElse(""),
            version(fields),
            layer(fields).orElse(GOVERNANCE),
            scope(fields).orElse(PolicyScope.EVERYTHING),
            attributes(fields),
            rules.grants(fields),
            rules.denials(fields),
            rules.rowPolicies(fields),
            rules.columnMasks(fields),
            rules.limits(fields),
            tests(fields));
    fields.refuseOthers();
    return document;
  }

  /**
   * Reads the set in a product's contract: rules that narrow what others grant, about this product
   * alone. Empty if it is not even a mapping.
   */
  Optional<PolicyDocument> readContract(YamlNode value, DataProduct product) {
    return Fields.of(value, problems).map(fields -> readContract(fields, product));
  }

  private PolicyDocument readContract(Fields fields, DataProduct product) {
    fields
        .node("grants")
        .ifPresent(
            node ->
                fail(
                    node,
                    "A contract's policies only narrow what policy files grant; grants belong"
                        + " there"));
    RuleReader rules = new RuleReader(problems);
    PolicyDocument document =
        new PolicyDocument(
            "contract:" + product.schema(),
            1,
            contractCoverage(fields.mapping(), product).layer(),
            contractCoverage(fields.mapping(), product).scope(),
            attributes(fields),
            List.of(),
            rules.denials(fields),
            rules.rowPolicies(fields),
            rules.columnMasks(fields),
            rules.limits(fields),
            List.of());
    fields.refuseOthers();
    return document;
  }

  /** What the set in a product's contract covers, be it good or bad. */
  static Coverage contractCoverage(YamlNode at, DataProduct product) {
    Scalar name = new Scalar(at.file(), at.line(), at.path(), product.schema(), ScalarType.STRING);
    return new Coverage(
        new Layer(Optional.of(product.domain()), Optional.of(product.schema())),
        new PolicyScope(List.of(name), List.of(), List.of(), List.of(), false));
  }

  /**
   * What a file covers that is wrong elsewhere: as far as its owner and its selectors can be read;
   * everything where they cannot.
   */
  static Coverage coverage(YamlNode root) {
    List<Problem> ignored = new ArrayList<>();
    PolicyDocumentReader reader = new PolicyDocumentReader(ignored);
    if (!(root instanceof Mapping mapping)) {
      return new Coverage(GOVERNANCE, PolicyScope.EVERYTHING);
    }
    Fields fields = new Fields(mapping, ignored);
    Layer layer = reader.layer(fields).orElse(GOVERNANCE);
    PolicyScope scope = reader.scope(fields).orElse(PolicyScope.EVERYTHING);
    return new Coverage(layer, ignored.isEmpty() ? scope : PolicyScope.EVERYTHING);
  }

  /** What a file is about. */
  record Coverage(Layer layer, PolicyScope scope) {}

  private void requireConstant(Fields fields, String key, String expected) {
    Optional<String> value = fields.requiredText(key);
    if (value.isPresent() && !value.get().equals(expected)) {
      fail(fields.node(key).orElse(fields.mapping()), "Expected " + expected);
    }
  }

  private static long version(Fields fields) {
    Optional<Long> version = fields.integer("version", 1, Long.MAX_VALUE);
    if (version.isEmpty() && fields.node("version").isEmpty()) {
      fields.missing("version");
    }
    return version.orElse(1L);
  }

  private Optional<Layer> layer(Fields fields) {
    Optional<String> owner = fields.requiredText("owner");
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    if (owner.get().equals("governance")) {
      return Optional.of(GOVERNANCE);
    }
    if (owner.get().startsWith(DOMAIN_PREFIX) && owner.get().length() > DOMAIN_PREFIX.length()) {
      return Optional.of(new Layer(Optional.of(owner.get().substring(DOMAIN_PREFIX.length()))));
    }
    fail(
        fields.node("owner").orElse(fields.mapping()),
        "Expected governance or domain:<name>, found '" + owner.get() + "'");
    return Optional.empty();
  }

  private Optional<PolicyScope> scope(Fields root) {
    Optional<Fields> found = root.fields("appliesTo");
    if (found.isEmpty()) {
      if (root.node("appliesTo").isEmpty()) {
        root.missing("appliesTo");
      }
      return Optional.empty();
    }
    Fields fields = found.get();
    PolicyScope scope =
        new PolicyScope(
            scalars(fields, "products"),
            scalars(fields, "domains"),
            scalars(fields, "tags"),
            scalars(fields, "classification"),
            fields.bool("all").orElse(false));
    fields.refuseOthers();
    boolean empty =
        scope.products().isEmpty()
            && scope.domains().isEmpty()
            && scope.tags().isEmpty()
            && scope.classifications().isEmpty();
    if (scope.all() == !empty) {
      fail(
          fields.mapping(),
          scope.all()
              ? "'all: true' stands alone, without other selectors"
              : "Name what the set covers: products, domains, tags, classification or all: true");
    }
    return Optional.of(scope);
  }

  private Map<String, AttributeType> attributes(Fields root) {
    Map<String, AttributeType> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : root.entries("attributes").entrySet()) {
      String name = entry.getKey();
      if (!ATTRIBUTE_NAME.matcher(name).matches() || RESERVED_ATTRIBUTES.contains(name)) {
        fail(
            entry.getValue(),
            "An attribute's name is made of letters, digits and _, and is none of "
                + String.join(", ", RESERVED_ATTRIBUTES));
        continue;
      }
      choice(entry.getValue(), AttributeType.class).ifPresent(type -> attributes.put(name, type));
    }
    return attributes;
  }

  private List<TestCase> tests(Fields root) {
    List<TestCase> tests = new ArrayList<>();
    for (YamlNode item : root.items("tests")) {
      Fields.of(item, problems).flatMap(this::test).ifPresent(tests::add);
    }
    return tests;
  }

  private Optional<TestCase> test(Fields fields) {
    Optional<TestPrincipal> as = required(fields, "as").map(this::testPrincipal);
    Optional<Scalar> object =
        fields.requiredText("object").flatMap(text -> fields.node("object")).map(this::scalar);
    Optional<Expectation> expect = required(fields, "expect").map(this::expectation);
    fields.refuseOthers();
    if (as.isEmpty() || object.isEmpty() || expect.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new TestCase(fields.mapping(), as.get(), object.get(), expect.get()));
  }

  private Optional<Fields> required(Fields fields, String key) {
    Optional<Fields> child = fields.fields(key);
    if (child.isEmpty() && fields.node(key).isEmpty()) {
      fields.missing(key);
    }
    return child;
  }

  private TestPrincipal testPrincipal(Fields fields) {
    Map<String, Scalar> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : fields.entries("attributes").entrySet()) {
      attributes.put(entry.getKey(), scalar(entry.getValue()));
    }
    TestPrincipal principal =
        new TestPrincipal(
            fields.requiredText("user").orElse(""),
            fields.texts("groups"),
            attributes,
            fields.text("purpose"));
    fields.refuseOthers();
    return principal;
  }

  private Expectation expectation(Fields fields) {
    Optional<Scalar> rowsWhere = fields.node("rowsWhere").map(this::scalar);
    Expectation expectation =
        new Expectation(
            fields.bool("allowed"),
            rowsWhere,
            fields.node("masked").map(node -> scalars(fields, "masked")),
            scalars(fields, "denied"));
    fields.refuseOthers();
    if (expectation.equals(NOTHING)) {
      fail(fields.mapping(), "Name what is expected: allowed, rowsWhere, masked or denied");
    }
    return expectation;
  }

  private List<Scalar> scalars(Fields fields, String key) {
    return RuleReader.scalars(fields, key, problems);
  }

  private Scalar scalar(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return scalar;
    }
    fail(node, "Expected text, found " + node.kind());
    return new Scalar(node.file(), node.line(), node.path(), "", ScalarType.STRING);
  }

  private <T extends Enum<T>> Optional<T> choice(YamlNode node, Class<T> choices) {
    return RuleReader.choice(node, choices, problems);
  }

  private void fail(YamlNode at, String message) {
    problems.add(Problem.error(at, message));
  }

  /** The names of an enum as files write them. */
  static <T extends Enum<T>> List<String> names(Class<T> choices) {
    List<String> names = new ArrayList<>();
    for (T choice : choices.getEnumConstants()) {
      names.add(choice.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** "Unknown x 'y'; did you mean 'z'?; known are …" in the words that all readers use. */
  static String unknown(String what, String name, List<String> known) {
    return "Unknown "
        + what
        + " '"
        + name
        + "'"
        + NearestName.hint(name, known)
        + (known.size() <= 20 ? "; known: " + String.join(", ", known) : "");
  }
}
