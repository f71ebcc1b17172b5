package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What version 3.2 of the standard is going to add: taken out before validation, with a warning.
 */
final class NextVersion {

  private static final Set<String> ELEMENT_KEYS =
      Set.of("enum", "deprecated", "vendor", "semanticType", "context", "synonyms");
  private static final Set<String> ROOT_KEYS =
      Set.of("deprecated", "vendor", "context", "synonyms");
  private static final String CUSTOM = "customProperties";
  private static final String PROPERTIES = "properties";

  private final List<Problem> problems;

  NextVersion(List<Problem> problems) {
    this.problems = problems;
  }

  /** Takes the additions out of {@code tree}, the JSON form of {@code root}. */
  void strip(Mapping root, ObjectNode tree) {
    root.find("apiVersion")
        .filter(node -> node instanceof Scalar version && version.text().startsWith("v3.2"))
        .ifPresent(
            node -> {
              tree.put("apiVersion", "v3.1.0");
              warn(node, "Version 3.2 is not final; the contract is read as v3.1.0");
            });
    remove(root, tree, ROOT_KEYS);
    stripCustom(root, tree);
    each(root, tree, "schema");
  }

  private void each(Mapping parent, ObjectNode tree, String key) {
    Optional<YamlNode> list = parent.find(key);
    if (list.isPresent() && list.get() instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        element(sequence.items().get(i), tree.path(key).path(i));
      }
    }
  }

  private void element(YamlNode node, JsonNode tree) {
    if (!(node instanceof Mapping mapping) || !(tree instanceof ObjectNode object)) {
      return;
    }
    remove(mapping, object, ELEMENT_KEYS);
    stripCustom(mapping, object);
    mapping
        .find("logicalType")
        .filter(type -> type instanceof Scalar scalar && scalar.text().equals("map"))
        .ifPresent(
            type -> {
              object.put("logicalType", "object");
              warn(type, "The logical type 'map' belongs to version 3.2 and is read as 'object'");
            });
    each(mapping, object, PROPERTIES);
    mapping.find("items").ifPresent(items -> element(items, object.path("items")));
  }

  private void stripCustom(Mapping mapping, ObjectNode tree) {
    Optional<YamlNode> list = mapping.find(CUSTOM);
    if (list.isPresent() && list.get() instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        if (sequence.items().get(i) instanceof Mapping item
            && tree.path(CUSTOM).path(i) instanceof ObjectNode object) {
          remove(item, object, Set.of("vendor"));
        }
      }
    }
  }

  private void remove(Mapping mapping, ObjectNode tree, Set<String> keys) {
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (keys.contains(key)) {
                tree.remove(key);
                warn(value, "The key '" + key + "' belongs to version 3.2 and is not used");
              }
            });
  }

  private void warn(YamlNode at, String message) {
    problems.add(Problem.warning(at, message));
  }
}
