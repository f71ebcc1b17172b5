package io.meshgate.catalog.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.path.NodePath;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys that a part of a JSON Schema knows, in the schema's order, for messages. */
final class SchemaKeys {

  private static final int MAX_DEPTH = 12;

  private final JsonNode schema;

  SchemaKeys(JsonNode schema) {
    this.schema = schema;
  }

  /** The keys known to the schema that holds the keyword at this location. */
  Set<String> at(SchemaLocation keyword) {
    NodePath path = keyword.getFragment();
    JsonNode node = schema;
    for (int i = 0; i + 1 < path.getNameCount(); i++) {
      Object element = path.getElement(i);
      node =
          element instanceof Integer index ? node.path(index) : step(node, String.valueOf(element));
    }
    Set<String> keys = new LinkedHashSet<>();
    collect(node, keys, 0);
    return keys;
  }

  private static JsonNode step(JsonNode node, String name) {
    if (node.isArray()) {
      try {
        return node.path(Integer.parseInt(name));
      } catch (NumberFormatException e) {
        // No index: there is no such part, and so no keys.
        return node.path(-1);
      }
    }
    return node.path(name);
  }

  private void collect(JsonNode node, Set<String> keys, int depth) {
    if (depth > MAX_DEPTH || !node.isObject()) {
      return;
    }
    Iterator<String> names = node.path("properties").fieldNames();
    names.forEachRemaining(keys::add);
    for (String part : List.of("allOf", "oneOf", "anyOf")) {
      node.path(part).forEach(branch -> collect(branch, keys, depth + 1));
    }
    collect(node.path("then"), keys, depth + 1);
    String reference = node.path("$ref").asText();
    if (reference.startsWith("#/")) {
      collect(schema.at(JsonPointer.compile(reference.substring(1))), keys, depth + 1);
    }
  }
}
