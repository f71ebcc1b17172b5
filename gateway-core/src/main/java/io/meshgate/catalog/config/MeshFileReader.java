package io.meshgate.catalog.config;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Fields;
import io.meshgate.document.NearestName;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlReader;
import io.meshgate.spi.ConnectorFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one {@code mesh.yaml}; used once. */
final class MeshFileReader {

  private static final String API_VERSION = "meshgate.io/v1";
  private static final String KIND = "Mesh";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private final Path path;
  private final Map<String, ConnectorFactory> factories;
  private final List<Problem> problems = new ArrayList<>();
  private final References references;

  MeshFileReader(
      Path path, Map<String, ConnectorFactory> factories, Map<String, String> environment) {
    this.path = path;
    this.factories = factories;
    this.references = new References(MeshFile.folder(path), environment, problems);
  }

  /** Reads without what references refer to. */
  MeshFileReader(Path path, Map<String, ConnectorFactory> factories) {
    this.path = path;
    this.factories = factories;
    this.references = References.unread(MeshFile.folder(path), problems);
  }

  MeshFile read() throws DocumentException {
    YamlNode root = YamlReader.read(path);
    Optional<MeshFile> file = Fields.of(root, problems).map(this::read);
    boolean usable = problems.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR);
    if (!usable || file.isEmpty()) {
      throw new DocumentException(problems);
    }
    return file.get();
  }

  private MeshFile read(Fields root) {
    constant(root, "apiVersion", API_VERSION);
    constant(root, "kind", KIND);
    String name = name(root);
    String catalog = named(root, "catalog", IDENTIFIER, "letters, digits and '_'").orElse("mesh");
    ImmutableMap<String, SourceDefinition> sources = sources(root, name);
    ImmutableMap<String, Binding> bindings = bindings(root, sources.keySet().asList());
    List<Path> products = folders(root, "products");
    List<Path> policies = folders(root, "policies");
    ImmutableMap<String, String> keys = keys(root);
    var limits = root.fields("limits").map(f -> new LimitsReader(f, problems).read());
    Optional<Mapping> decisions = section(root, "decisions");
    Optional<Mapping> server = section(root, "server");
    Optional<Mapping> authentication = section(root, "authentication");
    Optional<Mapping> operations = section(root, "operations");
    Optional<Mapping> audit = section(root, "audit");
    root.refuseOthers();
    return new MeshFile(
        path,
        name,
        catalog,
        sources,
        bindings,
        products,
        policies,
        keys,
        limits.orElse(io.meshgate.session.QueryLimits.DEFAULT),
        decisions,
        server,
        authentication,
        operations,
        audit,
        problems);
  }

  private String name(Fields root) {
    if (root.node("name").isEmpty()) {
      root.missing("name");
    }
    return named(root, "name", NAME, "letters, digits, '.', '_' and '-'").orElse("");
  }

  private void constant(Fields fields, String key, String expected) {
    Optional<String> found = fields.requiredText(key);
    if (found.isPresent() && !found.get().equals(expected)) {
      problems.add(
          Problem.error(at(fields, key), "Expected " + expected + ", found '" + found.get() + "'"));
    }
  }

  private Optional<String> named(Fields fields, String key, Pattern pattern, String allowed) {
    Optional<String> name = fields.text(key);
    if (name.isPresent() && !pattern.matcher(name.get()).matches()) {
      problems.add(Problem.error(at(fields, key), "A name here consists of " + allowed));
    }
    return name;
  }

  private ImmutableMap<String, SourceDefinition> sources(Fields root, String gateway) {
    ImmutableMap.Builder<String, SourceDefinition> sources = ImmutableMap.builder();
    Map<String, String> seen = new HashMap<>();
    for (Map.Entry<String, YamlNode> entry : root.entries("sources").entrySet()) {
      String name = entry.getKey();
      YamlNode node = entry.getValue();
      if (!NAME.matcher(name).matches()) {
        problems.add(
            Problem.error(node, "A source's name consists of letters, digits, '.', '_' and '-'"));
      }
      distinct(seen, name, node, "sources");
      Optional<Fields> fields = Fields.of(node, problems);
      if (fields.isPresent()) {
        SourceReader reader = new SourceReader(factories, references, problems);
        reader
            .read(name, gateway, fields.get(), MeshFile.folder(path))
            .ifPresent(source -> sources.put(name, source));
      }
    }
    return sources.buildOrThrow();
  }

  private void distinct(Map<String, String> seen, String name, YamlNode at, String what) {
    String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
    if (other != null) {
      problems.add(
          Problem.error(
              at, "The %s '%s' and '%s' differ only in case".formatted(what, other, name)));
    }
  }

  private ImmutableMap<String, Binding> bindings(Fields root, List<String> sources) {
    ImmutableMap.Builder<String, Binding> bindings = ImmutableMap.builder();
    Map<String, String> seen = new HashMap<>();
    for (Map.Entry<String, YamlNode> entry : root.entries("bindings").entrySet()) {
      YamlNode node = entry.getValue();
      distinct(seen, entry.getKey(), node, "bindings");
      Optional<Binding> binding = binding(node);
      if (binding.isPresent()) {
        checkSource(node, binding.get().source(), sources);
        bindings.put(entry.getKey(), binding.get());
      }
    }
    return bindings.buildOrThrow();
  }

  private Optional<Binding> binding(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return Optional.of(Binding.to(scalar.text()));
    }
    Optional<Fields> fields = Fields.of(node, problems);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Fields binding = fields.get();
    Binding read =
        new Binding(
            binding.requiredText("source").orElse(""),
            binding.text("schema"),
            binding.text("domain"),
            binding.text("product"));
    binding.refuseOthers();
    return read.source().isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private void checkSource(YamlNode at, String source, List<String> sources) {
    if (!sources.contains(source)) {
      problems.add(
          Problem.error(
              at,
              "There is no source '"
                  + source
                  + "'"
                  + NearestName.hint(source, sources)
                  + "; sources are "
                  + String.join(", ", sources)));
    }
  }

  /** Folders that the file names must be there; the default one may be missing. */
  private List<Path> folders(Fields root, String key) {
    List<Path> folders = new ArrayList<>();
    Path base = MeshFile.folder(path);
    for (YamlNode item : root.items(key)) {
      if (!(item instanceof Scalar scalar)) {
        problems.add(Problem.error(item, "Expected a folder, found " + item.kind()));
        continue;
      }
      try {
        Path folder = base.resolve(scalar.text());
        folders.add(folder);
        if (!Files.isDirectory(folder)) {
          problems.add(
              Problem.error(
                  item,
                  "There is no folder '"
                      + scalar.text()
                      + "' beside this file; create it or correct the path"));
        }
      } catch (InvalidPathException e) {
        problems.add(Problem.error(item, "'" + scalar.text() + "' is no path"));
      }
    }
    if (root.node(key).isEmpty() && Files.isDirectory(base.resolve(key))) {
      folders.add(base.resolve(key));
    }
    return folders;
  }

  private ImmutableMap<String, String> keys(Fields root) {
    ImmutableMap.Builder<String, String> keys = ImmutableMap.builder();
    for (Map.Entry<String, YamlNode> entry : root.entries("keys").entrySet()) {
      if (entry.getValue() instanceof Scalar scalar) {
        if (!References.in(scalar)) {
          problems.add(SourceReader.literalSecret(scalar, entry.getKey()));
        }
        keys.put(entry.getKey(), references.resolve(scalar).text());
      } else {
        problems.add(
            Problem.error(
                entry.getValue(), "Expected a key's text, found " + entry.getValue().kind()));
      }
    }
    return keys.buildOrThrow();
  }

  private Optional<Mapping> section(Fields root, String key) {
    return root.fields(key).map(fields -> references.resolve(fields.mapping()));
  }

  private static YamlNode at(Fields fields, String key) {
    return fields.node(key).orElse(fields.mapping());
  }
}
