package io.meshgate.document;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.YamlNode.ScalarType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one YAML 1.2 document into {@link YamlNode}s.
 *
 * <p>Anchors and merge keys are refused above a small bound, so that a small file stays small in
 * memory.
 */
public final class YamlReader {

  private static final int MAX_CODE_POINTS = 16 * 1024 * 1024;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 64;

  private final String file;

  private YamlReader(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws DocumentException if it cannot be read, is no YAML, or holds other than one document
   */
  public static YamlNode read(Path path) throws DocumentException {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.UTF_8);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new DocumentException(Problem.error(path.toString(), "The file does not exist"));
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new DocumentException(Problem.error(path.toString(), "The file is not UTF-8 text"));
    } catch (IOException e) {
      throw new DocumentException(
          Problem.error(path.toString(), "The file cannot be read: " + e.getMessage()));
    }
    return parse(path.toString(), text);
  }

  /**
   * Parses text.
   *
   * @param file how messages name the text
   * @throws DocumentException if it is no YAML or holds other than one document
   */
  public static YamlNode parse(String file, String text) throws DocumentException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();
    Optional<Node> root;
    try {
      root = new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new DocumentException(
          new Problem(Problem.Severity.ERROR, file, line, "", "Not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new DocumentException(Problem.error(file, "Not YAML: " + e.getMessage()));
    }
    if (root.isEmpty()) {
      throw new DocumentException(Problem.error(file, "The file is empty"));
    }
    return new YamlReader(file).convert(root.get(), "", 0);
  }

  private YamlNode convert(Node node, String path, int depth) throws DocumentException {
    if (depth > MAX_DEPTH) {
      throw problem(node, path, "Nested deeper than " + MAX_DEPTH + " levels");
    }
    if (node instanceof ScalarNode scalar) {
      return new YamlNode.Scalar(
          file, line(node), path, scalar.getValue(), scalarType(scalar.getTag()));
    }
    if (node instanceof SequenceNode sequence) {
      List<YamlNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, path + "[" + items.size() + "]", depth + 1));
      }
      return new YamlNode.Sequence(file, line(node), path, items);
    }
    if (node instanceof MappingNode mapping) {
      return convertMapping(mapping, path, depth);
    }
    throw problem(node, path, "Anchors and aliases of this kind are not supported");
  }

  private YamlNode convertMapping(MappingNode mapping, String path, int depth)
      throws DocumentException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        throw problem(tuple.getKeyNode(), path, "A key must be text");
      }
      String key = keyNode.getValue();
      String childPath = path.isEmpty() ? key : path + "." + key;
      if (entries.containsKey(key)) {
        throw problem(keyNode, childPath, "The key stands twice; first in line " + lines.get(key));
      }
      lines.put(key, line(keyNode));
      entries.put(key, convert(tuple.getValueNode(), childPath, depth + 1));
    }
    return new YamlNode.Mapping(
        file, line(mapping), path, ImmutableMap.copyOf(entries), ImmutableMap.copyOf(lines));
  }

  private DocumentException problem(Node node, String path, String message) {
    return new DocumentException(
        new Problem(Problem.Severity.ERROR, file, line(node), path, message));
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static ScalarType scalarType(Tag tag) {
    if (tag.equals(Tag.INT)) {
      return ScalarType.INTEGER;
    }
    if (tag.equals(Tag.FLOAT)) {
      return ScalarType.FLOAT;
    }
    if (tag.equals(Tag.BOOL)) {
      return ScalarType.BOOLEAN;
    }
    return tag.equals(Tag.NULL) ? ScalarType.NULL : ScalarType.STRING;
  }
}
