package io.meshgate.catalog.contract;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The custom properties of contracts that the gateway reads. */
final class CustomProperties {

  /** On a contract or a schema object: whether policies read the tables, and nobody else. */
  static final String POLICY_DATA = "meshgate.policyData";

  /** On a contract: a policy set that narrows what others grant. */
  static final String POLICIES = "meshgate.policies";

  /** On a schema object: whether its query has rights of its own. */
  static final String DEFINER = "meshgate.definer";

  /** On a contract: what its stored tables were made of. */
  static final String INPUTS = "meshgate.inputs";

  static final List<String> ON_CONTRACTS = List.of(INPUTS, POLICIES, POLICY_DATA);
  static final List<String> ON_TABLES = List.of(DEFINER, POLICY_DATA);

  private static final List<String> TRUTHS = List.of(DEFINER, POLICY_DATA);

  private static final String PREFIX = "meshgate.";

  private CustomProperties() {}

  /** The value of a property of a contract or of a part of one. */
  static Optional<YamlNode> value(YamlNode at, String property) {
    for (Mapping entry : entries(at)) {
      if (name(entry).filter(property::equals).isPresent()) {
        return entry.find("value");
      }
    }
    return Optional.empty();
  }

  /** Whether the tables are for policies only. */
  static boolean policyData(YamlNode at) {
    return isTrue(at, POLICY_DATA);
  }

  /** Whether a property says {@code true}. */
  static boolean isTrue(YamlNode at, String property) {
    return entries(at).stream()
        .filter(entry -> name(entry).filter(property::equals).isPresent())
        .anyMatch(entry -> fields(entry).bool("value").orElse(false));
  }

  /** The texts that a property lists. */
  static List<String> texts(YamlNode at, String property) {
    List<String> texts = new ArrayList<>();
    for (Mapping entry : entries(at)) {
      if (name(entry).filter(property::equals).isPresent()) {
        texts.addAll(fields(entry).texts("value"));
      }
    }
    return texts;
  }

  /**
   * Reports what a reader would take for enforced and is not.
   *
   * @param known the gateway's properties that may stand here
   */
  static void check(YamlNode at, List<String> known, List<Problem> problems) {
    for (Mapping entry : entries(at)) {
      Optional<String> name = name(entry).filter(text -> text.startsWith(PREFIX));
      if (name.isPresent() && !known.contains(name.get())) {
        problems.add(
            Problem.error(
                entry,
                "Unknown property '"
                    + name.get()
                    + "'; the gateway knows "
                    + (known.isEmpty() ? "none here" : String.join(", ", known) + " here")));
      } else if (name.filter(TRUTHS::contains).isPresent()
          && fields(entry).bool("value").isEmpty()) {
        problems.add(Problem.error(entry, name.get() + " is true or false"));
      } else if (name.filter(INPUTS::equals).isPresent()) {
        checkInputs(entry, problems);
      }
    }
  }

  private static void checkInputs(Mapping entry, List<Problem> problems) {
    List<Problem> malformed = new ArrayList<>();
    List<String> names = new Fields(entry, malformed).texts("value");
    if (names.isEmpty() || !malformed.isEmpty()) {
      problems.add(
          Problem.error(entry, INPUTS + " is a list of domain.product or domain.product.table"));
    }
  }

  private static List<Mapping> entries(YamlNode at) {
    List<Mapping> entries = new ArrayList<>();
    if (at instanceof Mapping mapping) {
      for (YamlNode item : fields(mapping).items("customProperties")) {
        if (item instanceof Mapping entry) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static Optional<String> name(Mapping entry) {
    return fields(entry).text("property");
  }

  private static Fields fields(Mapping mapping) {
    return new Fields(mapping, new ArrayList<>());
  }
}
