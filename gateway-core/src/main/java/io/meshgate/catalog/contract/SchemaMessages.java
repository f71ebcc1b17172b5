package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.networknt.schema.Error;
import io.meshgate.document.NearestName;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Words for what is wrong with a document's shape: what was found and what would work. */
final class SchemaMessages {

  private static final int MANY = 12;

  private static final String REFERENCE =
      "Expected table.column, /schema/<id>/properties/<id>, or a list of these, found ";

  private static final ImmutableMap<String, String> TYPES =
      ImmutableMap.<String, String>builder()
          .put("string", "text")
          .put("integer", "a whole number")
          .put("number", "a number")
          .put("boolean", "true or false")
          .put("array", "a list")
          .put("object", "a mapping")
          .put("null", "nothing")
          .buildOrThrow();

  private SchemaMessages() {}

  static String of(Error error, YamlNode at) {
    JsonNode expected = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "required" -> "The key '" + missingKey(error) + "' is missing";
      case "type" -> type(expected, at);
      case "enum" -> choice(texts(expected), at);
      case "const" -> choice(List.of(expected.asText()), at);
      case "pattern" -> pattern(expected.asText(), at);
      case "format" -> "Expected " + article(expected.asText()) + ", found " + found(at);
      case "minItems" -> "Expected at least " + expected.asText() + " items";
      case "maxItems" -> "Expected at most " + expected.asText() + " items";
      case "minimum" -> "Expected at least " + expected.asText() + ", found " + found(at);
      case "maximum" -> "Expected at most " + expected.asText() + ", found " + found(at);
      case "not" -> "A relationship of a property has no 'from': the property itself is meant";
      case "oneOf", "anyOf" -> noBranch(expected, at);
      default -> "Not as the standard has it: " + error.getMessage();
    };
  }

  static String unknownKey(String key, Set<String> known) {
    if (known.contains(key)) {
      return "The key '" + key + "' does not go with the other values here";
    }
    String keys = known.size() > MANY || known.isEmpty() ? "" : "; known keys are ";
    return "Unknown key '"
        + key
        + "'"
        + NearestName.hint(key, known)
        + (keys.isEmpty() ? "" : keys + String.join(", ", known));
  }

  private static String missingKey(Error error) {
    if (error.getProperty() != null) {
      return error.getProperty();
    }
    Object[] arguments = error.getArguments();
    return arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : "";
  }

  private static String type(JsonNode expected, YamlNode at) {
    List<String> names = new ArrayList<>();
    if (expected.isArray()) {
      expected.forEach(name -> names.add(TYPES.getOrDefault(name.asText(), name.asText())));
    } else {
      names.add(TYPES.getOrDefault(expected.asText(), expected.asText()));
    }
    boolean quotesWouldDo =
        names.contains("text")
            && at instanceof Scalar scalar
            && scalar.type() != ScalarType.STRING
            && scalar.type() != ScalarType.NULL;
    return "Expected "
        + String.join(" or ", names)
        + ", found "
        + at.kind()
        + (quotesWouldDo ? "; put it in quotes" : "");
  }

  private static String choice(List<String> choices, YamlNode at) {
    String hint = at instanceof Scalar scalar ? NearestName.hint(scalar.text(), choices) : "";
    return "Expected "
        + (choices.size() == 1 ? "" : "one of ")
        + String.join(", ", choices)
        + ", found "
        + found(at)
        + hint;
  }

  private static String pattern(String pattern, YamlNode at) {
    if (pattern.equals("^[A-Za-z0-9_-]+$")) {
      return "Expected letters, digits, '_' and '-' only, found " + found(at);
    }
    if (pattern.startsWith("^[A-Za-z_]") || pattern.contains("yaml#")) {
      return REFERENCE + found(at);
    }
    return "Expected text of the form " + pattern + ", found " + found(at);
  }

  private static String noBranch(JsonNode branches, YamlNode at) {
    List<String> required = new ArrayList<>();
    branches.forEach(branch -> branch.path("required").forEach(key -> required.add(key.asText())));
    if (required.contains("mustBe")) {
      return "Exactly one of " + String.join(", ", required) + " must be there";
    }
    if (branches.toString().contains("Reference")) {
      return REFERENCE + found(at);
    }
    if (branches.toString().contains("Single-column relationship")) {
      return "'from' and 'to' must both be text, or both be lists of the same length";
    }
    return "Expected " + alternatives(branches) + ", found " + at.kind();
  }

  private static String alternatives(JsonNode branches) {
    List<String> names = new ArrayList<>();
    for (JsonNode branch : branches) {
      String name = branch.path("type").asText("");
      names.add(TYPES.getOrDefault(name, name.isEmpty() ? "a mapping" : name));
    }
    return String.join(" or ", names.stream().distinct().toList());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : array) {
      // The standard's schema still lists its version 2, which is refused before.
      if (!node.asText().startsWith("v2.")) {
        texts.add(node.asText());
      }
    }
    return texts;
  }

  private static String article(String format) {
    return switch (format) {
      case "uri" -> "a URI";
      case "date" -> "a date of the form yyyy-MM-dd";
      case "date-time" -> "a date and time of the form 2026-01-31T12:00:00Z";
      default -> format;
    };
  }

  private static String found(YamlNode at) {
    return at instanceof Scalar scalar ? "'" + scalar.text() + "'" : at.kind();
  }
}
