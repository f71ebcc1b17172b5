package io.meshgate.catalog.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the validator's errors into problems that name the cause.
 *
 * <p>One mistake makes many errors: a failed choice fails in each of its branches, and whatever a
 * failed branch would have accepted counts as unevaluated. Only the cause is kept.
 */
final class SchemaErrors {

  private static final Set<String> CHOICES = Set.of("oneOf", "anyOf");
  private static final String UNEVALUATED = "unevaluatedProperties";

  private final YamlNode root;
  private final SchemaKeys keys;

  SchemaErrors(YamlNode root, JsonNode schema) {
    this.root = root;
    this.keys = new SchemaKeys(schema);
  }

  List<Problem> explain(List<Error> errors) {
    Set<Problem> problems = new LinkedHashSet<>();
    for (Error error : withoutFollowUps(collapseChoices(errors))) {
      problems.add(problem(error));
    }
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /** Keeps, of each choice, the one branch that was meant, or else the choice itself. */
  private static List<Error> collapseChoices(List<Error> errors) {
    Map<String, List<Error>> byChoice = new LinkedHashMap<>();
    List<Error> kept = new ArrayList<>();
    for (Error error : errors) {
      Optional<String> choice = outermostChoice(error);
      if (choice.isEmpty()) {
        kept.add(error);
      } else {
        byChoice.computeIfAbsent(choice.get(), ignored -> new ArrayList<>()).add(error);
      }
    }
    byChoice.values().forEach(group -> kept.addAll(collapse(group)));
    return kept;
  }

  private static Optional<String> outermostChoice(Error error) {
    NodePath path = error.getEvaluationPath();
    for (int i = 0; i < path.getNameCount(); i++) {
      if (CHOICES.contains(String.valueOf(path.getElement(i)))) {
        return Optional.of(prefix(path, i + 1) + "@" + choiceInstance(error, path, i));
      }
    }
    return Optional.empty();
  }

  /** Two items of a list fail the same choice at different places; the place tells them apart. */
  private static String choiceInstance(Error error, NodePath path, int choiceIndex) {
    NodePath instance = error.getInstanceLocation();
    int deeper = 0;
    for (int i = choiceIndex + 1; i < path.getNameCount(); i++) {
      String element = String.valueOf(path.getElement(i));
      if (element.equals("properties") || element.equals("items")) {
        deeper++;
      }
    }
    return prefix(instance, Math.max(0, instance.getNameCount() - deeper));
  }

  private static List<Error> collapse(List<Error> group) {
    Optional<Error> choice =
        group.stream()
            .filter(error -> CHOICES.contains(error.getKeyword()))
            .min(Comparator.comparingInt(error -> error.getEvaluationPath().getNameCount()));
    Optional<Error> first =
        choice.or(
            () ->
                group.stream()
                    .min(
                        Comparator.comparingInt(
                            error -> error.getInstanceLocation().getNameCount())));
    if (first.isEmpty()) {
      return List.of();
    }
    int depth = first.get().getInstanceLocation().getNameCount();
    Map<String, List<Error>> branches = new LinkedHashMap<>();
    for (Error error : group) {
      if (!error.equals(first.get())) {
        branches.computeIfAbsent(branch(error), ignored -> new ArrayList<>()).add(error);
      }
    }
    List<List<Error>> meant =
        branches.values().stream()
            .filter(
                branch ->
                    branch.stream()
                        .noneMatch(
                            error ->
                                error.getKeyword().equals("type")
                                    && error.getInstanceLocation().getNameCount() == depth))
            .toList();
    return branches.size() > 1 && meant.size() == 1 ? meant.get(0) : List.of(first.get());
  }

  private static String branch(Error error) {
    NodePath path = error.getEvaluationPath();
    for (int i = 0; i + 1 < path.getNameCount(); i++) {
      if (CHOICES.contains(String.valueOf(path.getElement(i)))) {
        return prefix(path, i + 2);
      }
    }
    return prefix(path, path.getNameCount());
  }

  /** Drops known keys that are unevaluated only because something at or below them failed. */
  private List<Error> withoutFollowUps(List<Error> errors) {
    List<Error> causes =
        errors.stream().filter(error -> !error.getKeyword().equals(UNEVALUATED)).toList();
    List<Error> strangers =
        errors.stream()
            .filter(error -> error.getKeyword().equals(UNEVALUATED))
            .filter(error -> !knownAt(error).contains(unknownKey(error)))
            .toList();
    List<Error> kept = new ArrayList<>(causes);
    kept.addAll(strangers);
    for (Error error : errors) {
      boolean explained =
          kept.stream()
              .anyMatch(
                  cause -> startsWith(cause.getInstanceLocation(), error.getInstanceLocation()));
      if (!explained) {
        kept.add(error);
      }
    }
    return kept;
  }

  private Problem problem(Error error) {
    YamlNode at = locate(error.getInstanceLocation());
    String keyword = error.getKeyword();
    if (keyword.equals(UNEVALUATED) || keyword.equals("additionalProperties")) {
      String key = unknownKey(error);
      if (at instanceof Mapping mapping && mapping.find(key).isPresent()) {
        Integer line = mapping.keyLines().get(key);
        return new Problem(
            Problem.Severity.ERROR,
            at.file(),
            line == null ? at.line() : line,
            mapping.find(key).get().path(),
            SchemaMessages.unknownKey(key, knownAt(error)));
      }
    }
    return Problem.error(at, SchemaMessages.of(error, at));
  }

  private Set<String> knownAt(Error error) {
    return keys.at(error.getSchemaLocation());
  }

  private static String unknownKey(Error error) {
    String property = error.getProperty();
    if (property != null) {
      return property;
    }
    Object[] arguments = error.getArguments();
    return arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : "";
  }

  private YamlNode locate(NodePath path) {
    YamlNode node = root;
    for (int i = 0; i < path.getNameCount(); i++) {
      Optional<YamlNode> child = child(node, path.getElement(i));
      if (child.isEmpty()) {
        return node;
      }
      node = child.get();
    }
    return node;
  }

  private static Optional<YamlNode> child(YamlNode node, Object element) {
    if (node instanceof Mapping mapping) {
      return mapping.find(String.valueOf(element));
    }
    if (node instanceof Sequence sequence
        && element instanceof Integer index
        && index < sequence.items().size()) {
      return Optional.of(sequence.items().get(index));
    }
    return Optional.empty();
  }

  private static boolean startsWith(NodePath path, NodePath prefix) {
    return path.getNameCount() >= prefix.getNameCount()
        && prefix(path, prefix.getNameCount()).equals(prefix(prefix, prefix.getNameCount()));
  }

  private static String prefix(NodePath path, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append('/').append(path.getElement(i));
    }
    return text.toString();
  }
}
