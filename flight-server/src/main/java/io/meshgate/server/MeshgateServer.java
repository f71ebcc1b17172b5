package io.meshgate.server;

import io.meshgate.document.DocumentException;
import io.meshgate.server.auth.Authenticator;
import io.meshgate.server.auth.CredentialSources;
import io.meshgate.server.auth.LoginListener;
import io.meshgate.server.auth.UserDirectory;
import io.meshgate.server.auth.oidc.OidcProviders;
import io.meshgate.server.auth.token.AccessTokens;
import io.meshgate.server.config.AuthenticationConfig;
import io.meshgate.server.config.ClientCertificates;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import io.meshgate.server.flight.FlightDoor;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.tls.CertificateUsers;
import io.meshgate.server.tls.ServerTls;
import io.meshgate.session.QueryLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. Safe for use by many threads; whoever starts it closes it. */
public final class MeshgateServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MeshgateServer.class);

  private final FlightDoor door;
  private final Optional<ServerTls> tls;
  private final URI uri;
  private final Optional<Path> trust;

  private MeshgateServer(FlightDoor door, Optional<ServerTls> tls, URI uri, Optional<Path> trust) {
    this.door = door;
    this.tls = tls;
    this.uri = uri;
    this.trust = trust;
  }

  /**
   * Starts a gateway and returns when it takes calls.
   *
   * @param config where it listens and how callers log in
   * @param service answers the queries
   * @param limits what each query may use; asked once a query
   * @param logins is told of credentials that are refused
   * @param allocator where batches are held; the results of {@code service} must be allocated below
   *     the same root. It stays the caller's
   * @throws DocumentException if the users file cannot be used
   * @throws IOException if the certificate cannot be used or the port cannot be had
   */
  public static MeshgateServer start(
      ServerConfig config,
      QueryService service,
      Supplier<QueryLimits> limits,
      LoginListener logins,
      BufferAllocator allocator)
      throws DocumentException, IOException {
    Authenticator authenticator =
        new Authenticator(sources(config), config.tokenKeys(), config.tokenLifetime());
    Optional<ServerTls> tls = tls(config);
    FlightDoor.Settings settings =
        new FlightDoor.Settings(
            new InetSocketAddress(config.host(), config.port()),
            tls.map(ServerTls::context),
            authenticator,
            logins,
            config.tokenKeys(),
            limits);
    FlightDoor door;
    try {
      door = new FlightDoor(settings, service, allocator);
    } catch (IOException | RuntimeException e) {
      tls.ifPresent(ServerTls::close);
      throw e;
    }
    String scheme = tls.isPresent() ? "grpc+tls" : "grpc+tcp";
    URI uri = URI.create(scheme + "://" + bracketed(config.host()) + ":" + door.port());
    LOG.info("Flight SQL is open at {}", uri);
    return new MeshgateServer(door, tls, uri, trust(config));
  }

  private static Optional<ServerTls> tls(ServerConfig config) throws IOException {
    if (config.transport() instanceof Transport.DevelopmentTls development) {
      DevelopmentCertificate made = DevelopmentCertificate.in(development.folder(), config.host());
      LOG.warn(
          "Connections are protected by a development certificate; clients must be given {}."
              + " Configure server.tls before others depend on this gateway",
          made.certificate());
      return Optional.of(
          ServerTls.follow(new ServerTls.Files(made.certificate(), made.key(), Optional.empty())));
    }
    if (config.transport() instanceof Transport.Tls files) {
      return Optional.of(
          ServerTls.follow(new ServerTls.Files(files.certificate(), files.key(), files.clients())));
    }
    LOG.warn("Connections are not protected: passwords and rows can be read on the way");
    return Optional.empty();
  }

  private static Optional<Path> trust(ServerConfig config) {
    return config.transport() instanceof Transport.DevelopmentTls development
        ? Optional.of(DevelopmentCertificate.file(development.folder()))
        : Optional.empty();
  }

  private static CredentialSources sources(ServerConfig config) throws DocumentException {
    AuthenticationConfig known = config.authentication();
    Optional<ClientCertificates> clients =
        config.transport() instanceof Transport.Tls tls ? tls.clients() : Optional.empty();
    return new CredentialSources(
        new UserDirectory(known.users()),
        new AccessTokens(known.tokens()),
        new OidcProviders(known.providers()),
        clients
            .map(CertificateUsers::new)
            .<Function<X509Certificate, Optional<String>>>map(users -> users::user)
            .orElse(certificate -> Optional.empty()));
  }

  /** The port of Flight SQL. */
  public int port() {
    return door.port();
  }

  /** The address of Flight SQL, for example {@code grpc+tls://localhost:31337}. */
  public URI uri() {
    return uri;
  }

  /** The PEM file that clients must be given to trust, if the server made its own certificate. */
  public Optional<Path> developmentCertificate() {
    return trust;
  }

  /**
   * Takes no more calls, cancels the queries that run, waits for a bounded time and frees
   * everything. Does nothing the second time.
   */
  @Override
  public void close() {
    tls.ifPresent(ServerTls::close);
    door.close();
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
