package io.meshgate.server.config;

import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.server.auth.TokenKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the server listens and how callers log in.
 *
 * @param host address or name to listen on
 * @param port port to listen on; 0 takes a free one
 * @param transport how connections are protected
 * @param tokenKeys the keys of bearer tokens and tickets
 * @param tokenLifetime how long a bearer token is in force
 * @param authentication by what callers are known
 */
public record ServerConfig(
    String host,
    int port,
    Transport transport,
    TokenKeys tokenKeys,
    Duration tokenLifetime,
    AuthenticationConfig authentication) {

  /** The port of Flight SQL servers unless configured otherwise. */
  public static final int DEFAULT_PORT = 31337;

  private static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(1);
  private static final Duration SHORTEST_TOKEN_LIFETIME = Duration.ofMinutes(1);

  public ServerConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(tokenKeys, "tokenKeys");
    Objects.requireNonNull(tokenLifetime, "tokenLifetime");
    Objects.requireNonNull(authentication, "authentication");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("A port is between 0 and 65535: " + port);
    }
  }

  /** A server on localhost with random token keys. */
  public static ServerConfig of(int port, Transport transport, AuthenticationConfig users) {
    return new ServerConfig(
        "localhost", port, transport, TokenKeys.random(), DEFAULT_TOKEN_LIFETIME, users);
  }

  /** This configuration on another port. */
  public ServerConfig withPort(int otherPort) {
    return new ServerConfig(host, otherPort, transport, tokenKeys, tokenLifetime, authentication);
  }

  /** This configuration with another protection of connections. */
  public ServerConfig withTransport(Transport other) {
    return new ServerConfig(host, port, other, tokenKeys, tokenLifetime, authentication);
  }

  /** This configuration with other keys of bearer tokens and tickets. */
  public ServerConfig withTokenKeys(TokenKeys other) {
    return new ServerConfig(host, port, transport, other, tokenLifetime, authentication);
  }

  /** This configuration with another life of bearer tokens. */
  public ServerConfig withTokenLifetime(Duration other) {
    return new ServerConfig(host, port, transport, tokenKeys, other, authentication);
  }

  /** Whether callers of a server with the other configuration would notice no difference. */
  public boolean servesLike(ServerConfig other) {
    return host.equals(other.host)
        && port == other.port
        && transport.equals(other.transport)
        && tokenLifetime.equals(other.tokenLifetime)
        && authentication.equals(other.authentication);
  }

  /**
   * Reads the sections {@code server} and {@code authentication} of a configuration file, whose
   * references to secrets are resolved already.
   *
   * <p>Without a {@code tls} section the server makes itself a development certificate and keeps it
   * in {@code .meshgate/tls} beside the file.
   *
   * @param server the section {@code server}
   * @param authentication the section {@code authentication}
   * @param folder the folder of the file, against which paths are resolved
   * @param problems where problems are added; empty is returned only if one was
   */
  public static Optional<ServerConfig> read(
      Optional<Mapping> server, Mapping authentication, Path folder, List<Problem> problems) {
    int before = problems.size();
    AuthenticationConfig users =
        AuthenticationConfig.read(new Fields(authentication, problems), folder, problems);
    ServerConfig config =
        of(
            DEFAULT_PORT,
            new Transport.DevelopmentTls(folder.resolve(".meshgate").resolve("tls")),
            users);
    if (server.isPresent()) {
      config = readServer(new Fields(server.get(), problems), config, folder, problems);
    }
    return problems.size() == before ? Optional.of(config) : Optional.empty();
  }

  private static ServerConfig readServer(
      Fields fields, ServerConfig defaults, Path folder, List<Problem> problems) {
    String host = fields.text("host").orElse(defaults.host);
    int port = fields.integer("port", 0, 65_535).map(Long::intValue).orElse(defaults.port);
    Transport transport =
        fields
            .fields("tls")
            .flatMap(new TransportReader(folder, problems)::read)
            .orElse(defaults.transport);
    TokenKeys keys = readTokenKeys(fields, problems).orElse(defaults.tokenKeys);
    Duration lifetime = readLifetime(fields, problems).orElse(defaults.tokenLifetime);
    fields.refuseOthers();
    return new ServerConfig(host, port, transport, keys, lifetime, defaults.authentication);
  }

  private static Optional<TokenKeys> readTokenKeys(Fields fields, List<Problem> problems) {
    Optional<String> key = fields.text("tokenKey");
    List<String> keys = new ArrayList<>(fields.texts("tokenKeys"));
    String at = keys.isEmpty() ? "tokenKey" : "tokenKeys";
    if (key.isPresent() && !keys.isEmpty()) {
      problems.add(
          Problem.error(
              fields.mapping(), "Write 'tokenKey', or 'tokenKeys' with the newest first"));
    }
    keys.addAll(key.stream().toList());
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          TokenKeys.of(keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new)));
    } catch (IllegalArgumentException e) {
      problems.add(
          Problem.error(
              fields.mapping().find(at).orElse(fields.mapping()), String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static Optional<Duration> readLifetime(Fields fields, List<Problem> problems) {
    Optional<String> text = fields.text("tokenLifetime");
    try {
      Optional<Duration> lifetime = text.map(Duration::parse);
      if (lifetime.isEmpty() || lifetime.get().compareTo(SHORTEST_TOKEN_LIFETIME) >= 0) {
        return lifetime;
      }
    } catch (DateTimeParseException e) {
      // Reported below with an example of what works.
    }
    problems.add(
        Problem.error(
            fields.mapping().find("tokenLifetime").orElse(fields.mapping()),
            "Expected a duration of a minute or more, for example PT1H"));
    return Optional.empty();
  }
}
