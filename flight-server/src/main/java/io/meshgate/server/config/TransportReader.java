package io.meshgate.server.config;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.server.config.ClientCertificates.Demand;
import io.meshgate.server.config.ClientCertificates.Name;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the section {@code server.tls}; used once. */
final class TransportReader {

  private final Path folder;
  private final List<Problem> problems;

  /**
   * @param folder against which paths are resolved
   * @param problems where problems are added
   */
  TransportReader(Path folder, List<Problem> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  Optional<Transport> read(Fields fields) {
    Optional<String> certificate = fields.requiredText("certificate");
    Optional<String> key = fields.requiredText("key");
    Optional<ClientCertificates> clients =
        fields.fields("clientCertificates").flatMap(this::clients);
    fields.refuseOthers();
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(
            new Transport.Tls(
                folder.resolve(certificate.get()), folder.resolve(key.get()), clients))
        : Optional.empty();
  }

  private Optional<ClientCertificates> clients(Fields fields) {
    Optional<String> authorities = fields.requiredText("authorities");
    boolean required = fields.bool("required").orElse(false);
    Name name = name(fields);
    Optional<Map<String, String>> users =
        fields.node("users").isPresent() ? Optional.of(users(fields)) : Optional.empty();
    fields.refuseOthers();
    return authorities.map(
        file ->
            new ClientCertificates(
                folder.resolve(file), required ? Demand.REQUIRED : Demand.OPTIONAL, name, users));
  }

  private Name name(Fields fields) {
    Optional<String> label = fields.text("name");
    Optional<Name> name =
        Arrays.stream(Name.values())
            .filter(candidate -> candidate.label().equals(label.orElse("commonName")))
            .findFirst();
    if (name.isEmpty()) {
      problems.add(
          Problem.error(
              fields.mapping().find("name").orElse(fields.mapping()),
              "Expected one of "
                  + Arrays.stream(Name.values())
                      .map(Name::label)
                      .collect(Collectors.joining(", "))));
    }
    return name.orElse(Name.COMMON_NAME);
  }

  private Map<String, String> users(Fields fields) {
    Map<String, String> users = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : fields.entries("users").entrySet()) {
      if (entry.getValue() instanceof Scalar scalar) {
        users.put(entry.getKey(), scalar.text());
      } else {
        problems.add(
            Problem.error(
                entry.getValue(), "Expected a user's name, found " + entry.getValue().kind()));
      }
    }
    return users;
  }
}
