package io.meshgate.server.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JWSAlgorithm;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.server.auth.oidc.ClaimNames;
import io.meshgate.server.auth.oidc.KeyLocation;
import io.meshgate.server.auth.oidc.OidcProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the identity providers of a configuration; used once. */
final class OidcReader {

  private static final ImmutableSet<JWSAlgorithm> DEFAULT_ALGORITHMS =
      ImmutableSet.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
  private static final Duration DEFAULT_SKEW = Duration.ofSeconds(30);
  private static final Duration LONGEST_SKEW = Duration.ofMinutes(10);
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final Path folder;
  private final List<Problem> problems;

  /**
   * @param folder against which paths are resolved
   * @param problems where problems are added
   */
  OidcReader(Path folder, List<Problem> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  List<OidcProvider> read(List<YamlNode> items) {
    List<OidcProvider> providers = new ArrayList<>();
    for (YamlNode item : items) {
      Optional<OidcProvider> provider = Fields.of(item, problems).flatMap(this::provider);
      if (provider.isPresent()) {
        for (OidcProvider other : providers) {
          if (other.name().equalsIgnoreCase(provider.get().name())
              || other.issuer().equals(provider.get().issuer())) {
            problem(item, "The name and the issuer of a provider stand once");
          }
        }
        providers.add(provider.get());
      }
    }
    return providers;
  }

  private Optional<OidcProvider> provider(Fields fields) {
    int before = problems.size();
    String name = fields.requiredText("name").orElse("");
    boolean plain = fields.bool("allowHttp").orElse(false);
    Optional<URI> issuer =
        fields.requiredText("issuer").flatMap(text -> address(fields, "issuer", text, plain));
    List<String> audiences = fields.texts("audience");
    ImmutableSet<JWSAlgorithm> algorithms = algorithms(fields);
    Optional<KeyLocation> keys = issuer.flatMap(uri -> keys(fields, uri, plain));
    ClaimNames claims = claims(fields);
    Duration skew = skew(fields);
    fields.refuseOthers();
    if (!OidcProvider.NAME.matcher(name).matches()) {
      problem(at(fields, "name"), "A provider's name has letters, digits, '.', '_' and '-'");
    }
    if (audiences.isEmpty()) {
      fields.missing("audience");
    }
    return problems.size() > before || keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OidcProvider(
                name,
                fields.requiredText("issuer").orElse(""),
                ImmutableSet.copyOf(audiences),
                keys.get(),
                algorithms,
                claims,
                skew));
  }

  private Optional<KeyLocation> keys(Fields fields, URI issuer, boolean plain) {
    Optional<String> keys = fields.text("jwks");
    if (keys.isEmpty()) {
      String base = issuer.toString().replaceAll("/$", "");
      return Optional.of(new KeyLocation.Discovered(URI.create(base + DISCOVERY)));
    }
    if (keys.get().matches("[a-z]+://.*")) {
      return address(fields, "jwks", keys.get(), plain).map(KeyLocation.At::new);
    }
    Path file = folder.resolve(keys.get());
    if (!Files.isReadable(file)) {
      problem(at(fields, "jwks"), "Neither an address nor a file that can be read");
    }
    return Optional.of(new KeyLocation.In(file));
  }

  private Optional<URI> address(Fields fields, String key, String text, boolean plain) {
    try {
      URI uri = new URI(text);
      boolean schemeFits =
          "https".equals(uri.getScheme()) || (plain && "http".equals(uri.getScheme()));
      if (schemeFits && uri.getHost() != null && uri.getFragment() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // Told below with what works.
    }
    problem(
        at(fields, key),
        "Expected an address under https; 'allowHttp: true' also takes http, for development");
    return Optional.empty();
  }

  private ImmutableSet<JWSAlgorithm> algorithms(Fields fields) {
    ImmutableSet.Builder<JWSAlgorithm> algorithms = ImmutableSet.builder();
    for (String text : fields.texts("algorithms")) {
      JWSAlgorithm algorithm = new JWSAlgorithm(text);
      if (OidcProvider.ALGORITHMS.contains(algorithm)) {
        algorithms.add(algorithm);
      } else {
        problem(
            at(fields, "algorithms"),
            "Expected algorithms of "
                + OidcProvider.ALGORITHMS.stream()
                    .map(JWSAlgorithm::getName)
                    .collect(Collectors.joining(", ")));
      }
    }
    ImmutableSet<JWSAlgorithm> chosen = algorithms.build();
    return chosen.isEmpty() ? DEFAULT_ALGORITHMS : chosen;
  }

  private ClaimNames claims(Fields fields) {
    Map<String, ClaimNames.Attribute> attributes = new LinkedHashMap<>();
    fields
        .entries("attributes")
        .forEach(
            (name, node) ->
                Fields.of(node, problems)
                    .flatMap(this::attribute)
                    .ifPresent(attribute -> attributes.put(name, attribute)));
    return new ClaimNames(
        fields.text("subjectClaim").orElse("sub"),
        fields.text("groupsClaim"),
        fields.text("purposesClaim"),
        attributes);
  }

  private Optional<ClaimNames.Attribute> attribute(Fields fields) {
    Optional<String> claim = fields.requiredText("claim");
    String type = fields.text("type").orElse("string");
    fields.refuseOthers();
    Optional<ClaimNames.Type> known =
        Arrays.stream(ClaimNames.Type.values())
            .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(type))
            .findFirst();
    if (known.isEmpty()) {
      problem(
          at(fields, "type"),
          "Expected one of "
              + ImmutableList.copyOf(ClaimNames.Type.values()).toString().toLowerCase(Locale.ROOT));
    }
    return claim.isPresent() && known.isPresent()
        ? Optional.of(new ClaimNames.Attribute(claim.get(), known.get()))
        : Optional.empty();
  }

  private Duration skew(Fields fields) {
    try {
      Duration skew = fields.text("clockSkew").map(Duration::parse).orElse(DEFAULT_SKEW);
      if (!skew.isNegative() && skew.compareTo(LONGEST_SKEW) <= 0) {
        return skew;
      }
    } catch (DateTimeParseException e) {
      // Told below with an example of what works.
    }
    problem(at(fields, "clockSkew"), "Expected a duration of up to PT10M, for example PT30S");
    return DEFAULT_SKEW;
  }

  private void problem(YamlNode at, String message) {
    problems.add(Problem.error(at, message));
  }

  private static YamlNode at(Fields fields, String key) {
    return fields.mapping().find(key).orElse(fields.mapping());
  }
}
