package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.Sequence;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;

/** Turns YAML into the JSON tree that a JSON Schema validates, with the core schema's types. */
final class JsonTrees {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTrees() {}

  static JsonNode of(YamlNode node) {
    if (node instanceof Mapping mapping) {
      ObjectNode object = NODES.objectNode();
      for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
        object.set(entry.getKey(), of(entry.getValue()));
      }
      return object;
    }
    if (node instanceof Sequence sequence) {
      ArrayNode array = NODES.arrayNode();
      sequence.items().forEach(item -> array.add(of(item)));
      return array;
    }
    return scalar((Scalar) node);
  }

  private static JsonNode scalar(Scalar scalar) {
    return switch (scalar.type()) {
      case STRING -> NODES.textNode(scalar.text());
      case BOOLEAN -> NODES.booleanNode(scalar.text().toLowerCase(Locale.ROOT).equals("true"));
      case NULL -> NODES.nullNode();
      case INTEGER -> integer(scalar.text());
      // A double, since a decimal of the text's exponent may be of any size.
      case FLOAT -> NODES.numberNode(floating(scalar.text()));
    };
  }

  private static JsonNode integer(String text) {
    try {
      if (text.startsWith("0x")) {
        return NODES.numberNode(new BigInteger(text.substring(2), 16));
      }
      if (text.startsWith("0o")) {
        return NODES.numberNode(new BigInteger(text.substring(2), 8));
      }
      return NODES.numberNode(Long.parseLong(text));
    } catch (NumberFormatException e) {
      // Wider than a long, or another spelling of a number.
      return NODES.numberNode(floating(text));
    }
  }

  private static double floating(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // .inf and .nan; no bound of the schema concerns them.
      return Double.NaN;
    }
  }
}
