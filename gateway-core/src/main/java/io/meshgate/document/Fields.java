package io.meshgate.document;

import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.document.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the keys of one mapping, strictly: what is missing, of the wrong kind, or never asked for
 * becomes a {@link Problem}.
 *
 * <p>A reader asks for every key that it knows and calls {@link #refuseOthers()} at the end.
 * Problems are collected, so that a user sees all of them at once; values that could not be read
 * come back empty. Used by one thread.
 */
public final class Fields {

  private final Mapping mapping;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @param mapping the mapping to read
   * @param problems where problems are added
   */
  public Fields(Mapping mapping, List<Problem> problems) {
    this.mapping = mapping;
    this.problems = problems;
  }

  /** Reads the keys of {@code node}, which must be a mapping; else a problem, and no fields. */
  public static Optional<Fields> of(YamlNode node, List<Problem> problems) {
    if (node instanceof Mapping mapping) {
      return Optional.of(new Fields(mapping, problems));
    }
    problems.add(Problem.error(node, "Expected a mapping, found " + node.kind()));
    return Optional.empty();
  }

  /** The mapping itself. */
  public Mapping mapping() {
    return mapping;
  }

  /** The value of a key, whatever it is; a value of nothing counts as absent. */
  public Optional<YamlNode> node(String key) {
    known.add(key);
    return mapping
        .find(key)
        .filter(node -> !(node instanceof Scalar scalar && scalar.type() == ScalarType.NULL));
  }

  /** The text of a scalar, of whatever type: {@code 1.10} stays {@code 1.10}. */
  public Optional<String> text(String key) {
    return scalar(key, "text").map(Scalar::text);
  }

  /** The text of a scalar that must be there and not be blank. */
  public Optional<String> requiredText(String key) {
    Optional<String> text = text(key).filter(value -> !value.isBlank());
    if (text.isEmpty()) {
      missing(key);
    }
    return text;
  }

  /** A truth value. */
  public Optional<Boolean> bool(String key) {
    Optional<Scalar> scalar = scalar(key, ScalarType.BOOLEAN, "true or false");
    return scalar.map(value -> Boolean.parseBoolean(value.text()));
  }

  /** A whole number within bounds, both included. */
  public Optional<Long> integer(String key, long minimum, long maximum) {
    Optional<Scalar> scalar = scalar(key, ScalarType.INTEGER, "a whole number");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    try {
      long value = Long.decode(scalar.get().text());
      if (value >= minimum && value <= maximum) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Larger than any bound: reported below with the bounds.
    }
    problems.add(
        Problem.error(scalar.get(), "Expected a whole number from " + minimum + " to " + maximum));
    return Optional.empty();
  }

  /** The texts of a list of scalars; a single scalar counts as a list of one; absent is empty. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items(key)) {
      if (item instanceof Scalar scalar) {
        texts.add(scalar.text());
      } else {
        problems.add(Problem.error(item, "Expected text, found " + item.kind()));
      }
    }
    return texts;
  }

  /** The items of a list; a scalar counts as a list of one; absent is empty. */
  public List<YamlNode> items(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof Sequence sequence) {
      return sequence.items();
    }
    if (node.get() instanceof Scalar scalar) {
      return List.of(scalar);
    }
    problems.add(Problem.error(node.get(), "Expected a list, found " + node.get().kind()));
    return List.of();
  }

  /** A mapping below this one. */
  public Optional<Fields> fields(String key) {
    return node(key).flatMap(node -> of(node, problems));
  }

  /** The values of a mapping with free keys, in the order of the file; absent is empty. */
  public Map<String, YamlNode> entries(String key) {
    return fields(key)
        .<Map<String, YamlNode>>map(fields -> new LinkedHashMap<>(fields.mapping.entries()))
        .orElseGet(LinkedHashMap::new);
  }

  /** Reports that a key must be there. */
  public void missing(String key) {
    problems.add(Problem.error(mapping, "The key '" + key + "' is missing"));
  }

  /** Reports every key that was never asked for, with the nearest known one. */
  public void refuseOthers() {
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        Integer line = mapping.keyLines().get(key);
        problems.add(
            new Problem(
                Problem.Severity.ERROR,
                mapping.file(),
                line == null ? mapping.line() : line,
                entry.getValue().path(),
                "Unknown key '"
                    + key
                    + "'"
                    + NearestName.hint(key, known)
                    + "; known keys are "
                    + String.join(", ", known)));
      }
    }
  }

  private Optional<Scalar> scalar(String key, ScalarType type, String expected) {
    Optional<Scalar> scalar = scalar(key, expected);
    if (scalar.isPresent() && scalar.get().type() != type) {
      problems.add(
          // Not the value itself: it may have come from a reference to a secret.
          Problem.error(scalar.get(), "Expected " + expected + ", found " + scalar.get().kind()));
      return Optional.empty();
    }
    return scalar;
  }

  private Optional<Scalar> scalar(String key, String expected) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent() && !(node.get() instanceof Scalar)) {
      problems.add(
          Problem.error(node.get(), "Expected " + expected + ", found " + node.get().kind()));
      return Optional.empty();
    }
    return node.map(Scalar.class::cast);
  }
}
