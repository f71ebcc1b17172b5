package io.meshgate.server.cli.policy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.config.MeshFile;
import io.meshgate.document.DocumentException;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.server.auth.UserDirectory;
import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.session.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whom a command looks with the eyes of. */
final class PrincipalOptions {

  @Option(
      names = "--as",
      required = true,
      paramLabel = "NAME",
      description = {
        "Who asks. A user of the users file comes with what it says of them, unless groups or",
        "attributes are given here."
      })
  private String name = "";

  @Option(names = "--group", paramLabel = "GROUP", description = "A group that they are in.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description =
          "An attribute: true, false, whole numbers and dates are such; 'quoted' is text.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Option(names = "--purpose", paramLabel = "PURPOSE", description = "The declared purpose.")
  private Optional<String> purpose = Optional.empty();

  /**
   * The principal.
   *
   * @throws CommandException if the users file cannot be used
   */
  Principal principal(MeshFile mesh) {
    if (name.isBlank()) {
      throw new CommandException(ExitCode.USAGE, "--as names somebody");
    }
    if (groups.isEmpty() && attributes.isEmpty()) {
      Optional<Identity> known = usersFile(mesh).flatMap(this::known);
      if (known.isPresent()) {
        Identity identity = known.get();
        return new Principal(
            name, ImmutableSet.copyOf(identity.groups()), identity.attributes(), purpose);
      }
    }
    ImmutableMap.Builder<String, Object> values = ImmutableMap.builder();
    attributes.forEach((attribute, text) -> values.put(attribute, value(text)));
    return new Principal(name, ImmutableSet.copyOf(groups), values.buildOrThrow(), purpose);
  }

  private static Optional<Path> usersFile(MeshFile mesh) {
    return mesh.authentication()
        .flatMap(section -> section.find("users"))
        .filter(Scalar.class::isInstance)
        .map(node -> mesh.folder().resolve(((Scalar) node).text()))
        .filter(Files::exists);
  }

  private Optional<Identity> known(Path users) {
    try {
      return new UserDirectory(users).identity(name);
    } catch (DocumentException e) {
      throw new CommandException(ExitCode.USAGE, Problems.text(e.problems()), e);
    }
  }

  private static Object value(String text) {
    if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    try {
      if (text.matches("-?\\d{1,19}")) {
        return Long.valueOf(text);
      }
      return text.matches("\\d{4}-\\d{2}-\\d{2}") ? LocalDate.parse(text) : text;
    } catch (NumberFormatException | DateTimeParseException e) {
      return text;
    }
  }

  /** A principal in words. */
  static String text(Principal principal) {
    List<String> parts = new ArrayList<>();
    parts.add(
        principal.groups().isEmpty()
            ? "in no group"
            : "groups " + String.join(", ", principal.groups()));
    principal.attributes().forEach((key, value) -> parts.add(key + " = " + value));
    principal.purpose().ifPresent(text -> parts.add("purpose " + text));
    return principal.subject() + " (" + String.join("; ", parts) + ")";
  }
}
