package io.meshgate.server.auth;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlReader;
import io.meshgate.server.auth.identity.Identity;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a users file: who may log in, with which password, groups, attributes and purposes. */
final class UsersFile {

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, User> users = new LinkedHashMap<>();

  private UsersFile() {}

  /**
   * The users of a file by name.
   *
   * @throws DocumentException if anything in it is wrong, with everything that is
   */
  static ImmutableMap<String, User> read(Path path) throws DocumentException {
    UsersFile file = new UsersFile();
    file.readRoot(YamlReader.read(path));
    if (!file.problems.isEmpty()) {
      throw new DocumentException(file.problems);
    }
    return ImmutableMap.copyOf(file.users);
  }

  /**
   * A principal who is written where they are needed: {@code {user: eve, groups: […], attributes:
   * {…}, purposes: […]}}.
   *
   * @throws DocumentException with everything that is wrong
   */
  static Identity described(String text) throws DocumentException {
    UsersFile file = new UsersFile();
    Optional<Fields> found = Fields.of(YamlReader.parse("run-as", text), file.problems);
    Optional<Identity> identity =
        found.flatMap(
            fields -> {
              Optional<String> user = fields.requiredText("user");
              List<String> groups = fields.texts("groups");
              Map<String, Object> attributes = file.attributes(fields.entries("attributes"));
              List<String> purposes = fields.texts("purposes");
              fields.refuseOthers();
              return user.map(name -> new Identity(name, groups, attributes, purposes));
            });
    if (!file.problems.isEmpty()) {
      throw new DocumentException(file.problems);
    }
    return identity.orElseThrow();
  }

  private void readRoot(YamlNode root) {
    Optional<Fields> fields = Fields.of(root, problems);
    if (fields.isEmpty()) {
      return;
    }
    if (fields.get().mapping().find("users").isEmpty()) {
      fields.get().missing("users");
    }
    for (YamlNode item : fields.get().items("users")) {
      Fields.of(item, problems).ifPresent(this::readUser);
    }
    fields.get().refuseOthers();
  }

  private void readUser(Fields fields) {
    Optional<String> name = fields.requiredText("name");
    Optional<PasswordHash> password = password(fields);
    List<String> groups = fields.texts("groups");
    Map<String, Object> attributes = attributes(fields.entries("attributes"));
    List<String> purposes = fields.texts("purposes");
    fields.refuseOthers();
    if (name.isEmpty()) {
      return;
    }
    if (name.get().indexOf(':') >= 0) {
      problems.add(
          Problem.error(fields.mapping(), "A user's name cannot hold ':', which ends it at login"));
    }
    User user = new User(new Identity(name.get(), groups, attributes, purposes), password);
    if (users.put(user.name(), user) != null) {
      problems.add(Problem.error(fields.mapping(), "The user '" + user.name() + "' stands twice"));
    }
  }

  private Optional<PasswordHash> password(Fields fields) {
    Optional<String> text = fields.text("passwordHash");
    try {
      return text.map(PasswordHash::new);
    } catch (IllegalArgumentException e) {
      problems.add(
          Problem.error(
              fields.mapping().find("passwordHash").orElse(fields.mapping()),
              String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private Map<String, Object> attributes(Map<String, YamlNode> entries) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    entries.forEach(
        (name, node) -> {
          if (node instanceof Scalar scalar) {
            value(scalar).ifPresent(value -> attributes.put(name, value));
          } else {
            problems.add(
                Problem.error(
                    node, "Expected text, a number, a date, true or false, found " + node.kind()));
          }
        });
    return attributes;
  }

  private Optional<Object> value(Scalar scalar) {
    String text = scalar.text();
    try {
      return switch (scalar.type()) {
        case BOOLEAN -> Optional.of(Boolean.parseBoolean(text));
        case INTEGER -> Optional.of(Long.decode(text));
        case STRING -> Optional.of(DATE.matcher(text).matches() ? LocalDate.parse(text) : text);
        case FLOAT, NULL -> {
          problems.add(
              Problem.error(scalar, "Expected text, a whole number, a date, true or false"));
          yield Optional.empty();
        }
      };
    } catch (NumberFormatException e) {
      problems.add(Problem.error(scalar, "The number does not fit 64 bits"));
    } catch (DateTimeParseException e) {
      problems.add(Problem.error(scalar, "No such day"));
    }
    return Optional.empty();
  }
}
