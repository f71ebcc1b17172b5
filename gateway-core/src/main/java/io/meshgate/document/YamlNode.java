package io.meshgate.document;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A value in a YAML document, with its place.
 *
 * <p>Scalars keep the text of the file; a plain scalar also knows its type under the YAML 1.2 core
 * schema, so that {@code 2022-10-03} stays text and {@code 1.0} keeps its zero.
 */
public sealed interface YamlNode {

  /** The file as the user named it. */
  String file();

  /** One-based line where the value starts. */
  int line();

  /** Path in the document, for example {@code schema[0].name}; empty for the root. */
  String path();

  /** What the value is, for messages: {@code text}, {@code a number}, {@code a list}. */
  String kind();

  /** A scalar. */
  record Scalar(String file, int line, String path, String text, ScalarType type)
      implements YamlNode {
    public Scalar {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(type, "type");
    }

    @Override
    public String kind() {
      return type.label;
    }
  }

  /** Types of scalars under the YAML 1.2 core schema. */
  enum ScalarType {
    STRING("text"),
    INTEGER("a whole number"),
    FLOAT("a number"),
    BOOLEAN("true or false"),
    NULL("nothing");

    private final String label;

    ScalarType(String label) {
      this.label = label;
    }
  }

  /** A list. */
  record Sequence(String file, int line, String path, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = ImmutableList.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * A mapping from text to values, in the order of the file.
   *
   * @param keyLines the line of each key
   */
  record Mapping(
      String file,
      int line,
      String path,
      ImmutableMap<String, YamlNode> entries,
      ImmutableMap<String, Integer> keyLines)
      implements YamlNode {

    /** A mapping of nothing that stands in no file: every key is absent. */
    public static final Mapping EMPTY =
        new Mapping("", 0, "", ImmutableMap.of(), ImmutableMap.of());

    /** The value of a key. */
    public Optional<YamlNode> find(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }
}
