package io.meshgate.catalog.config;

import io.meshgate.document.Fields;
import io.meshgate.document.NearestName;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.spi.ConnectorFactory;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SourceOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one source of {@code mesh.yaml} against the options of its type. */
final class SourceReader {

  private final Map<String, ConnectorFactory> factories;
  private final References references;
  private final List<Problem> problems;

  SourceReader(
      Map<String, ConnectorFactory> factories, References references, List<Problem> problems) {
    this.factories = factories;
    this.references = references;
    this.problems = problems;
  }

  Optional<SourceDefinition> read(String name, String gateway, Fields fields, Path folder) {
    Optional<String> type = fields.requiredText("type");
    if (type.isEmpty()) {
      return Optional.empty();
    }
    ConnectorFactory factory = factories.get(type.get());
    if (factory == null) {
      List<String> types = factories.keySet().stream().sorted().toList();
      problems.add(
          Problem.error(
              fields.node("type").orElse(fields.mapping()),
              "Unknown source type '"
                  + type.get()
                  + "'"
                  + NearestName.hint(type.get(), types)
                  + "; known types are "
                  + String.join(", ", types)));
      return Optional.empty();
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (SourceOption option : factory.options()) {
      value(fields, option).ifPresent(value -> options.put(option.name(), value));
    }
    fields.refuseOthers();
    SourceConfig config = new SourceConfig(name, gateway, options, folder);
    return Optional.of(new SourceDefinition(factory, config, fields.mapping()));
  }

  private Optional<String> value(Fields fields, SourceOption option) {
    Optional<YamlNode> node = fields.node(option.name());
    if (node.isEmpty()) {
      if (option.kind() == SourceOption.Kind.REQUIRED) {
        problems.add(
            Problem.error(
                fields.mapping(),
                "The key '" + option.name() + "' is missing: " + option.description()));
      }
      return Optional.empty();
    }
    if (!(node.get() instanceof Scalar scalar)) {
      problems.add(Problem.error(node.get(), "Expected text, found " + node.get().kind()));
      return Optional.empty();
    }
    if (option.kind() == SourceOption.Kind.SECRET && !References.in(scalar)) {
      problems.add(literalSecret(scalar, option.name()));
    }
    return Optional.of(references.resolve(scalar).text());
  }

  static Problem literalSecret(Scalar at, String key) {
    return Problem.warning(
        at, "The secret '" + key + "' stands in the file; use ${env:NAME} or ${file:path} instead");
  }
}
