package io.meshgate.policy;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.policy.Decision.PushdownMode;
import io.meshgate.policy.PolicyDocument.ColumnMask;
import io.meshgate.policy.PolicyDocument.ColumnMatch;
import io.meshgate.policy.PolicyDocument.Denial;
import io.meshgate.policy.PolicyDocument.Effect;
import io.meshgate.policy.PolicyDocument.Grant;
import io.meshgate.policy.PolicyDocument.GrantedRows;
import io.meshgate.policy.PolicyDocument.Limits;
import io.meshgate.policy.PolicyDocument.RowPolicy;
import io.meshgate.policy.Subjects.Named;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.avatica.util.TimeUnitRange;

/** Reads the rules of a policy file: grants, denials, row policies, column masks and limits. */
final class RuleReader {

  private static final Named NOBODY = new Named(Set.of(), Set.of(), Set.of());
  private static final Subjects EVERYBODY = new Subjects(true, NOBODY, NOBODY);
  private static final List<String> UNITS = List.of("year", "quarter", "month", "day", "hour");
  private static final String MASKS =
      "Expected null, redact, last4, first4, constant: <value>, hash: {key: <id>}, "
          + "truncate: <unit>, round: <digits> or expression: <text>";

  private final List<Problem> problems;
  private final Set<String> ids = new HashSet<>();

  RuleReader(List<Problem> problems) {
    this.problems = problems;
  }

  List<Grant> grants(Fields root) {
    return rules(root, "grants", this::grant);
  }

  List<Denial> denials(Fields root) {
    return rules(root, "denials", this::denial);
  }

  List<RowPolicy> rowPolicies(Fields root) {
    return rules(root, "rowPolicies", this::rowPolicy);
  }

  List<ColumnMask> columnMasks(Fields root) {
    return rules(root, "columnMasks", this::columnMask);
  }

  private <T> List<T> rules(Fields root, String key, Function<Fields, Optional<T>> reader) {
    List<T> rules = new ArrayList<>();
    for (YamlNode item : root.items(key)) {
      Optional<Fields> fields = Fields.of(item, problems);
      if (fields.isPresent()) {
        reader.apply(fields.get()).ifPresent(rules::add);
        fields.get().refuseOthers();
      }
    }
    return rules;
  }

  private Optional<Grant> grant(Fields fields) {
    String id = id(fields);
    Optional<Subjects> to = to(fields);
    List<String> purposes = fields.texts("purposes");
    List<Scalar> allowed = List.of();
    List<Scalar> denied = List.of();
    Optional<Fields> columns = required(fields, "columns");
    if (columns.isPresent()) {
      allowed = scalars(columns.get(), "allow", problems);
      denied = scalars(columns.get(), "deny", problems);
      columns.get().refuseOthers();
      if (allowed.isEmpty()) {
        fail(columns.get().mapping(), "A grant allows columns: name them, or write allow: ['*']");
      }
    }
    Optional<GrantedRows> rows =
        requiredNode(fields, "rows").flatMap(node -> choice(node, GrantedRows.class, problems));
    Optional<LocalDate> validUntil = fields.node("validUntil").flatMap(this::date);
    if (to.isEmpty() || rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Grant(
            id, fields.mapping(), to.get(), purposes, allowed, denied, rows.get(), validUntil));
  }

  private Optional<Denial> denial(Fields fields) {
    String id = id(fields);
    return to(fields).map(to -> new Denial(id, fields.mapping(), to));
  }

  private Optional<RowPolicy> rowPolicy(Fields fields) {
    String id = id(fields);
    Optional<Effect> effect =
        requiredNode(fields, "effect").flatMap(node -> choice(node, Effect.class, problems));
    Optional<Subjects> to = to(fields);
    List<Scalar> uses = scalars(fields, "uses", problems);
    Optional<Scalar> when = requiredNode(fields, "when").flatMap(this::scalar);
    if (effect.isEmpty() || to.isEmpty() || when.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RowPolicy(id, fields.mapping(), effect.get(), to.get(), uses, when.get()));
  }

  private Optional<ColumnMask> columnMask(Fields fields) {
    String id = id(fields);
    Optional<ColumnMatch> match = required(fields, "match").map(this::match);
    Optional<Subjects> to = to(fields);
    fields.node("using");
    Optional<YamlNode> using = fields.mapping().find("using");
    if (using.isEmpty()) {
      fields.missing("using");
    }
    Optional<MaskMethod> method = using.flatMap(this::maskMethod);
    if (match.isEmpty() || to.isEmpty() || method.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ColumnMask(id, fields.mapping(), match.get(), to.get(), method.get()));
  }

  private ColumnMatch match(Fields fields) {
    ColumnMatch match =
        new ColumnMatch(
            scalars(fields, "columns", problems),
            scalars(fields, "tags", problems),
            scalars(fields, "classification", problems));
    fields.refuseOthers();
    if (match.columns().isEmpty() && match.tags().isEmpty() && match.classifications().isEmpty()) {
      fail(fields.mapping(), "Name what is masked: columns, tags or classification");
    }
    return match;
  }

  private Optional<MaskMethod> maskMethod(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return namedMethod(scalar);
    }
    if (!(node instanceof Mapping mapping) || mapping.entries().size() != 1) {
      fail(node, MASKS);
      return Optional.empty();
    }
    String key = mapping.entries().keySet().iterator().next();
    YamlNode value = mapping.entries().values().iterator().next();
    return switch (key) {
      case "constant" -> constant(value);
      case "hash" -> Fields.of(value, problems).flatMap(this::hash);
      case "truncate" -> scalar(value).flatMap(this::truncate);
      case "round" -> scalar(value).flatMap(this::round);
      case "expression" -> scalar(value).map(MaskMethod.Expression::new);
      default -> {
        fail(value, MASKS);
        yield Optional.empty();
      }
    };
  }

  private Optional<MaskMethod> namedMethod(Scalar scalar) {
    if (scalar.type() == ScalarType.NULL) {
      return Optional.of(new MaskMethod.Null());
    }
    return switch (scalar.text()) {
      case "redact" -> Optional.of(new MaskMethod.Redact());
      case "last4" -> Optional.of(new MaskMethod.Last4());
      case "first4" -> Optional.of(new MaskMethod.First4());
      default -> {
        fail(scalar, MASKS);
        yield Optional.empty();
      }
    };
  }

  private Optional<MaskMethod> constant(YamlNode value) {
    Optional<Scalar> scalar = scalar(value);
    if (scalar.isPresent() && scalar.get().type() == ScalarType.NULL) {
      return Optional.of(new MaskMethod.Null());
    }
    return scalar.map(MaskMethod.Constant::new);
  }

  private Optional<MaskMethod> hash(Fields fields) {
    Optional<Scalar> key = requiredNode(fields, "key").flatMap(this::scalar);
    fields.refuseOthers();
    return key.map(MaskMethod.Hash::new);
  }

  private Optional<MaskMethod> truncate(Scalar unit) {
    if (!UNITS.contains(unit.text())) {
      fail(unit, PolicyDocumentReader.unknown("unit", unit.text(), UNITS));
      return Optional.empty();
    }
    return Optional.of(
        new MaskMethod.Truncate(TimeUnitRange.valueOf(unit.text().toUpperCase(Locale.ROOT))));
  }

  private Optional<MaskMethod> round(Scalar digits) {
    if (!digits.text().matches("-?\\d{1,2}")) {
      fail(digits, "Expected a whole number of digits from -38 to 38");
      return Optional.empty();
    }
    return Optional.of(new MaskMethod.Round(Integer.parseInt(digits.text())));
  }

  Limits limits(Fields root) {
    Optional<Fields> found = root.fields("limits");
    if (found.isEmpty()) {
      return new Limits(EVERYBODY, 1, false, PushdownMode.NORMAL, Optional.empty());
    }
    Fields fields = found.get();
    Subjects to = fields.node("to").isPresent() ? to(fields).orElse(EVERYBODY) : EVERYBODY;
    long size = fields.integer("minGroupSize", 1, Integer.MAX_VALUE).orElse(1L);
    boolean aggregateOnly = fields.bool("aggregateOnly").orElse(false);
    Optional<PushdownMode> mode =
        fields.node("pushdown").flatMap(node -> choice(node, PushdownMode.class, problems));
    Optional<List<Scalar>> egress =
        fields.node("egress").map(node -> scalars(fields, "egress", problems));
    fields.refuseOthers();
    return new Limits(to, (int) size, aggregateOnly, mode.orElse(PushdownMode.NORMAL), egress);
  }

  private Optional<Subjects> to(Fields rule) {
    Optional<Fields> found = required(rule, "to");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = found.get();
    boolean all = fields.bool("all").orElse(false);
    Named named = named(fields);
    Named except = fields.fields("except").map(this::except).orElse(NOBODY);
    fields.refuseOthers();
    if (all == !named.equals(NOBODY)) {
      fail(
          fields.mapping(),
          all
              ? "'all: true' stands alone, without groups and users"
              : "Name whom the rule is for: groups, users, products or all: true");
    }
    return Optional.of(new Subjects(all, named, except));
  }

  private Named except(Fields fields) {
    Named named = named(fields);
    fields.refuseOthers();
    return named;
  }

  private static Named named(Fields fields) {
    return new Named(
        Set.copyOf(fields.texts("groups")),
        Set.copyOf(fields.texts("users")),
        Set.copyOf(fields.texts("products")));
  }

  private String id(Fields fields) {
    Optional<String> id = fields.requiredText("id");
    if (id.isPresent() && !ids.add(id.get())) {
      fail(
          fields.node("id").orElse(fields.mapping()),
          "The rule id '" + id.get() + "' stands twice in this file");
    }
    return id.orElse("");
  }

  private Optional<Fields> required(Fields fields, String key) {
    return requiredNode(fields, key).flatMap(node -> Fields.of(node, problems));
  }

  private static Optional<YamlNode> requiredNode(Fields fields, String key) {
    Optional<YamlNode> node = fields.node(key);
    if (node.isEmpty()) {
      fields.missing(key);
    }
    return node;
  }

  private Optional<LocalDate> date(YamlNode node) {
    Optional<Scalar> scalar = scalar(node);
    try {
      return scalar.map(value -> LocalDate.parse(value.text()));
    } catch (DateTimeParseException e) {
      fail(node, "Expected a date such as 2027-06-30");
      return Optional.empty();
    }
  }

  private Optional<Scalar> scalar(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return Optional.of(scalar);
    }
    fail(node, "Expected a single value, found " + node.kind());
    return Optional.empty();
  }

  private void fail(YamlNode at, String message) {
    problems.add(Problem.error(at, message));
  }

  /** The place of a unit among those that masks know, the coarsest first. */
  static int coarseness(TimeUnitRange unit) {
    return UNITS.indexOf(unit.name().toLowerCase(Locale.ROOT));
  }

  /** The items of a list of scalars, with their places. */
  static List<Scalar> scalars(Fields fields, String key, List<Problem> problems) {
    List<Scalar> scalars = new ArrayList<>();
    for (YamlNode item : fields.items(key)) {
      if (item instanceof Scalar scalar && !scalar.text().isBlank()) {
        scalars.add(scalar);
      } else {
        problems.add(Problem.error(item, "Expected text, found " + item.kind()));
      }
    }
    return scalars;
  }

  /** The constant of an enum that a scalar names in lower case. */
  static <T extends Enum<T>> Optional<T> choice(
      YamlNode node, Class<T> choices, List<Problem> problems) {
    for (T choice : choices.getEnumConstants()) {
      if (node instanceof Scalar scalar
          && scalar.text().equals(choice.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(choice);
      }
    }
    String found = node instanceof Scalar scalar ? "'" + scalar.text() + "'" : node.kind();
    problems.add(
        Problem.error(
            node,
            "Expected "
                + String.join(" or ", PolicyDocumentReader.names(choices))
                + ", found "
                + found));
    return Optional.empty();
  }
}
