package io.meshgate.server.tls;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.netty.GrpcSslContexts;
import io.meshgate.document.FileWatch;
import io.meshgate.server.config.ClientCertificates;
import io.meshgate.server.config.ClientCertificates.Demand;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of a server, which follows the files of its certificate: a second or two after they stop
 * changing, new connections get what is in them. Files that cannot be used are reported in the log,
 * and what was in force stays so. Safe for use by many threads; whoever opens it closes it.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final long POLL_SECONDS = 1;

  private final Files files;
  private final FileWatch watch;
  private final LiveSslContext context;
  private final ScheduledExecutorService poller =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("tls-poll").setDaemon(true).build());

  /**
   * The files of a certificate.
   *
   * @param certificate PEM file with the certificate chain
   * @param key PEM file with the private key (PKCS #8)
   * @param clients the certificates that clients may show
   */
  public record Files(Path certificate, Path key, Optional<ClientCertificates> clients) {
    public Files {
      Objects.requireNonNull(certificate, "certificate");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(clients, "clients");
    }

    private java.util.List<String> stamps() {
      return Stream.concat(
              Stream.of(certificate, key), clients.map(ClientCertificates::authorities).stream())
          .map(FileWatch::stamp)
          .toList();
    }
  }

  private ServerTls(Files files) throws IOException {
    this.files = files;
    this.watch = new FileWatch(files::stamps);
    watch.seen();
    this.context = new LiveSslContext(read());
  }

  /**
   * Reads the files and follows them from then on.
   *
   * @throws IOException if they cannot be used
   */
  public static ServerTls follow(Files files) throws IOException {
    ServerTls tls = new ServerTls(files);
    // The task catches what it throws; its future is cancelled with the executor.
    var unused =
        tls.poller.scheduleWithFixedDelay(tls::poll, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    return tls;
  }

  /** What new connections are protected by, always the newest. */
  public SslContext context() {
    return context;
  }

  /** Looks at the files once; a task that throws would never be run again. */
  void poll() {
    try {
      if (watch.changedAndSettled()) {
        context.replace(read());
        LOG.info("New connections get the certificate that is now in {}", files.certificate());
      }
    } catch (IOException | RuntimeException e) {
      LOG.error(
          "The new certificate in {} cannot be used; the one before stays in force",
          files.certificate(),
          e);
    }
  }

  private SslContext read() throws IOException {
    KeyPairCheck.check(files.certificate(), files.key());
    try {
      SslContextBuilder builder =
          GrpcSslContexts.forServer(files.certificate().toFile(), files.key().toFile());
      files
          .clients()
          .ifPresent(
              clients ->
                  builder
                      .trustManager(clients.authorities().toFile())
                      .clientAuth(
                          clients.demand() == Demand.REQUIRED
                              ? ClientAuth.REQUIRE
                              : ClientAuth.OPTIONAL));
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "The certificate "
              + files.certificate()
              + " and the key "
              + files.key()
              + " cannot be used; both must be PEM files, the key in PKCS #8 form"
              + files
                  .clients()
                  .map(clients -> ", and so must be the authorities " + clients.authorities())
                  .orElse(""),
          e);
    }
  }

  /** Stops following the files. */
  @Override
  public void close() {
    poller.shutdownNow();
  }
}
