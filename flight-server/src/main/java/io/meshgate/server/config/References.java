package io.meshgate.server.config;

import com.google.common.collect.ImmutableList;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references to secrets in configuration values: {@code ${env:NAME}} by a variable of the
 * environment, {@code ${file:path}} by the text of a file without the line end at its end.
 *
 * <p>What a reference stands for is not looked at again, and shows in no message.
 */
public final class References {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]*):([^}]*)}");

  private final Path folder;
  private final Function<String, Optional<String>> environment;
  private final List<Problem> problems;

  /**
   * @param folder the folder against which paths are resolved
   * @param environment the variables of the environment
   * @param problems where references that stand for nothing are reported
   */
  public References(
      Path folder, Function<String, Optional<String>> environment, List<Problem> problems) {
    this.folder = folder;
    this.environment = environment;
    this.problems = problems;
  }

  /** The same mapping with every reference in it replaced. */
  public Mapping resolve(Mapping mapping) {
    ImmutableMap.Builder<String, YamlNode> entries = ImmutableMap.builder();
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      entries.put(entry.getKey(), resolve(entry.getValue()));
    }
    return new Mapping(
        mapping.file(), mapping.line(), mapping.path(), entries.buildOrThrow(), mapping.keyLines());
  }

  private YamlNode resolve(YamlNode node) {
    if (node instanceof Mapping mapping) {
      return resolve(mapping);
    }
    if (node instanceof Sequence sequence) {
      ImmutableList<YamlNode> items =
          sequence.items().stream().map(this::resolve).collect(ImmutableList.toImmutableList());
      return new Sequence(sequence.file(), sequence.line(), sequence.path(), items);
    }
    return resolve((Scalar) node);
  }

  private Scalar resolve(Scalar scalar) {
    Matcher matcher = REFERENCE.matcher(scalar.text());
    if (!matcher.find()) {
      return scalar;
    }
    String text =
        matcher.replaceAll(
            match ->
                Matcher.quoteReplacement(
                    lookUp(scalar, match.group(1), match.group(2)).orElse("")));
    return new Scalar(scalar.file(), scalar.line(), scalar.path(), text, ScalarType.STRING);
  }

  private Optional<String> lookUp(Scalar at, String kind, String name) {
    return switch (kind) {
      case "env" -> {
        Optional<String> value = environment.apply(name);
        if (value.isEmpty()) {
          problems.add(Problem.error(at, "The environment has no variable '" + name + "'"));
        }
        yield value;
      }
      case "file" -> readFile(at, name);
      default -> {
        problems.add(
            Problem.error(at, "Unknown reference '${" + kind + ":'; known are ${env: and ${file:"));
        yield Optional.empty();
      }
    };
  }

  private Optional<String> readFile(Scalar at, String name) {
    Path file = folder.resolve(name);
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8).replaceAll("\\R\\z", ""));
    } catch (IOException e) {
      problems.add(
          Problem.error(
              at, "The file " + file + " cannot be read: " + e.getClass().getSimpleName()));
      return Optional.empty();
    }
  }
}
