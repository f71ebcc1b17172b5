package io.meshgate.catalog.config;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import io.meshgate.document.YamlNode.Sequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references by what they refer to: <code>${env:NAME}</code> by an environment variable,
 * <code>${file:path}</code> by the text of a file without its last line break.
 *
 * <p>What a reference yields is never part of a message.
 */
class References {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern BOOLEAN = Pattern.compile("true|false");

  private final Path folder;
  private final Map<String, String> environment;
  private final List<Problem> problems;

  /**
   * @param folder against which paths are resolved
   * @param environment environment variables by name
   * @param problems where references that lead nowhere are reported
   */
  References(Path folder, Map<String, String> environment, List<Problem> problems) {
    this.folder = folder;
    this.environment = environment;
    this.problems = problems;
  }

  /** References that are left as they are: whoever reads the file has no use for secrets. */
  static References unread(Path folder, List<Problem> problems) {
    return new References(folder, Map.of(), problems) {
      @Override
      Scalar resolve(Scalar scalar) {
        return scalar;
      }
    };
  }

  /** Whether a scalar holds a reference. */
  static boolean in(Scalar scalar) {
    return REFERENCE.matcher(scalar.text()).find();
  }

  /** The same value with all references in it replaced. */
  YamlNode resolve(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return resolve(mapping);
    }
    if (node instanceof Sequence sequence) {
      List<YamlNode> items = new ArrayList<>();
      sequence.items().forEach(item -> items.add(resolve(item)));
      return new Sequence(sequence.file(), sequence.line(), sequence.path(), items);
    }
    return resolve((Scalar) node);
  }

  /** The same mapping with all references in its values replaced. */
  Mapping resolve(Mapping mapping) {
    ImmutableMap.Builder<String, YamlNode> entries = ImmutableMap.builder();
    mapping.entries().forEach((key, value) -> entries.put(key, resolve(value)));
    return new Mapping(
        mapping.file(), mapping.line(), mapping.path(), entries.buildOrThrow(), mapping.keyLines());
  }

  /** The same scalar with its references replaced; it is typed by the text that results. */
  Scalar resolve(Scalar scalar) {
    if (!in(scalar)) {
      return scalar;
    }
    Matcher matcher = REFERENCE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String value = value(scalar, matcher.group(), matcher.group(1)).orElse("");
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(text);
    return new Scalar(
        scalar.file(), scalar.line(), scalar.path(), text.toString(), type(text.toString()));
  }

  private Optional<String> value(Scalar at, String reference, String content) {
    int colon = content.indexOf(':');
    String kind = colon < 0 ? "" : content.substring(0, colon);
    String name = content.substring(colon + 1);
    if (name.isBlank() || !(kind.equals("env") || kind.equals("file"))) {
      problems.add(
          Problem.error(
              at,
              "Unknown reference "
                  + reference
                  + "; write ${env:NAME} for an environment variable or ${file:path} for a file"));
      return Optional.empty();
    }
    return kind.equals("env") ? variable(at, name) : file(at, name);
  }

  private Optional<String> variable(Scalar at, String name) {
    Optional<String> value = Optional.ofNullable(environment.get(name));
    if (value.isEmpty()) {
      problems.add(
          Problem.error(
              at,
              "The environment variable '"
                  + name
                  + "' is not set; set it before the gateway starts"));
    }
    return value;
  }

  private Optional<String> file(Scalar at, String name) {
    try {
      Path path = folder.resolve(name);
      String text = Files.readString(path, StandardCharsets.UTF_8);
      return Optional.of(text.replaceFirst("\\r?\\n\\z", ""));
    } catch (NoSuchFileException e) {
      problems.add(
          Problem.error(
              at,
              "The file '"
                  + name
                  + "' does not exist; paths are relative to the folder of this file"));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      problems.add(
          Problem.error(at, "The file '" + name + "' cannot be read as text by this process"));
    }
    return Optional.empty();
  }

  private static ScalarType type(String text) {
    if (INTEGER.matcher(text).matches()) {
      return ScalarType.INTEGER;
    }
    return BOOLEAN.matcher(text).matches() ? ScalarType.BOOLEAN : ScalarType.STRING;
  }
}
