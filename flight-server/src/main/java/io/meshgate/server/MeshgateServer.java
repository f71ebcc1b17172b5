package io.meshgate.server;

import io.grpc.netty.GrpcSslContexts;
import io.meshgate.document.DocumentException;
import io.meshgate.server.auth.Authenticator;
import io.meshgate.server.auth.UserDirectory;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import io.meshgate.server.flight.FlightDoor;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.session.QueryLimits;
import io.netty.handler.ssl.SslContext;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway. Safe for use by many threads; whoever starts it closes it. */
public final class MeshgateServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MeshgateServer.class);

  private final FlightDoor door;
  private final URI uri;
  private final Optional<Path> trust;

  private MeshgateServer(FlightDoor door, URI uri, Optional<Path> trust) {
    this.door = door;
    this.uri = uri;
    this.trust = trust;
  }

  /**
   * Starts a gateway and returns when it takes calls.
   *
   * @param config where it listens and how callers log in
   * @param service answers the queries
   * @param limits what each query may use; asked once a query
   * @param allocator where batches are held; the results of {@code service} must be allocated below
   *     the same root. It stays the caller's
   * @throws DocumentException if the users file cannot be used
   * @throws IOException if the certificate cannot be used or the port cannot be had
   */
  public static MeshgateServer start(
      ServerConfig config,
      QueryService service,
      Supplier<QueryLimits> limits,
      BufferAllocator allocator)
      throws DocumentException, IOException {
    Authenticator authenticator =
        new Authenticator(
            new UserDirectory(config.users()), config.tokenKeys(), config.tokenLifetime());
    Optional<Path> trust = Optional.empty();
    Optional<SslContext> tls = Optional.empty();
    if (config.transport() instanceof Transport.DevelopmentTls development) {
      DevelopmentCertificate files = DevelopmentCertificate.in(development.folder(), config.host());
      LOG.warn(
          "Connections are protected by a development certificate; clients must be given {}."
              + " Configure server.tls before others depend on this gateway",
          files.certificate());
      tls = Optional.of(context(files.certificate(), files.key()));
      trust = Optional.of(files.certificate());
    } else if (config.transport() instanceof Transport.Tls files) {
      tls = Optional.of(context(files.certificate(), files.key()));
    } else {
      LOG.warn("Connections are not protected: passwords and rows can be read on the way");
    }
    FlightDoor.Settings settings =
        new FlightDoor.Settings(
            new InetSocketAddress(config.host(), config.port()),
            tls,
            authenticator,
            config.tokenKeys(),
            limits);
    FlightDoor door = new FlightDoor(settings, service, allocator);
    String scheme = tls.isPresent() ? "grpc+tls" : "grpc+tcp";
    URI uri = URI.create(scheme + "://" + bracketed(config.host()) + ":" + door.port());
    LOG.info("Flight SQL is open at {}", uri);
    return new MeshgateServer(door, uri, trust);
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
    door.close();
  }

  private static SslContext context(Path certificate, Path key) throws IOException {
    File certificateFile = certificate.toFile();
    try {
      return GrpcSslContexts.forServer(certificateFile, key.toFile()).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "The certificate "
              + certificate
              + " and the key "
              + key
              + " cannot be used; both must be PEM files, the key in PKCS #8 form",
          e);
    }
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
