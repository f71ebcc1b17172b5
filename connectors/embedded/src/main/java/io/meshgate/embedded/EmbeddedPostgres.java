package io.meshgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A PostgreSQL server from the zonky binaries.
 *
 * <p>Durability is off: a crash of the machine may lose data, a crash of the server does not.
 */
public final class EmbeddedPostgres implements EmbeddedServer {

  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final String VERSION = "17.11.0";
  private static final String USER = "meshgate";

  private final Lifecycle lifecycle;
  private final String password;

  private EmbeddedPostgres(Lifecycle lifecycle, String password) {
    this.lifecycle = lifecycle;
    this.password = password;
  }

  /** The order in which the databases of a new server sort text by default. */
  public enum TextOrder {
    /**
     * American English by ICU: what organizations usually run, and the harder case for pushdown.
     */
    ENGLISH("icu", "--icu-locale=en-US"),
    /** By code point. */
    CODE_POINT("builtin", "--builtin-locale=C.UTF-8");

    private final String provider;
    private final String locale;

    TextOrder(String provider, String locale) {
      this.provider = provider;
      this.locale = locale;
    }
  }

  /** Starts a server on {@code folder} that sorts text by {@link TextOrder#ENGLISH}. */
  public static EmbeddedPostgres start(Path folder) {
    return start(folder, TextOrder.ENGLISH);
  }

  /**
   * Starts a server whose data, password and logs are in {@code folder}.
   *
   * @param folder created if missing; if it was initialized before, its data is used again
   * @param textOrder for a new folder; one with data keeps what it has
   * @throws IllegalStateException if the server does not start; the message holds its log's end
   */
  public static EmbeddedPostgres start(Path folder, TextOrder textOrder) {
    long begin = System.nanoTime();
    Path home = BinaryCache.folder("postgresql-" + VERSION, EmbeddedPostgres::unpack);
    Launcher launcher = Launcher.unprivileged("INT");
    ServerFolder files = ServerFolder.open(folder);
    try {
      String password =
          files.password((data, secret) -> initialize(home, launcher, files, secret, textOrder));
      Lifecycle lifecycle =
          new Lifecycle(
              files,
              port -> startOn(port, home, launcher, files),
              s -> stop(s, home, files),
              begin);
      return new EmbeddedPostgres(lifecycle, password);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  @Override
  public String host() {
    return Lifecycle.HOST;
  }

  @Override
  public int port() {
    return lifecycle.port();
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String database() {
    return "postgres";
  }

  @Override
  public String jdbcUrl() {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database();
  }

  @Override
  public Duration startTime() {
    return lifecycle.startTime();
  }

  @Override
  public Path log() {
    return lifecycle.log();
  }

  @Override
  public void kill() {
    lifecycle.kill();
  }

  @Override
  public void restart() {
    lifecycle.restart();
  }

  @Override
  public void close() {
    lifecycle.close();
  }

  private static void initialize(
      Path home, Launcher launcher, ServerFolder files, String password, TextOrder order)
      throws IOException {
    Path passwordFile = files.scratch("password.txt");
    ServerFolder.createPrivate(passwordFile);
    try {
      Files.writeString(passwordFile, password);
      launcher.handOver(passwordFile);
      launcher.handOver(files.data());
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin/initdb").toString());
      command.addAll(List.of("--pgdata", files.data().toString(), "--username", USER));
      command.addAll(List.of("--pwfile", passwordFile.toString(), "--auth", "scram-sha-256"));
      command.addAll(List.of("--encoding", "UTF8", "--locale", "C", "--no-sync"));
      command.addAll(List.of("--locale-provider", order.provider, order.locale));
      ServerProcess.run(
          "PostgreSQL's initdb",
          launcher.command(command),
          Path.of("/dev/null"),
          files.initializeLog());
    } finally {
      Files.deleteIfExists(passwordFile);
    }
  }

  private static ServerProcess startOn(int port, Path home, Launcher launcher, ServerFolder files) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", files.data().toString(), "-p", Integer.toString(port)));
    for (String setting :
        List.of(
            "listen_addresses=" + Lifecycle.HOST,
            "unix_socket_directories=",
            "max_connections=100",
            "shared_buffers=128MB",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off")) {
      command.addAll(List.of("-c", setting));
    }
    Path status = files.data().resolve("postmaster.pid");
    return ServerProcess.start(
        "PostgreSQL", launcher.command(command), files.log(), process -> isReady(status, process));
  }

  /** Line 1 of the status file is the process and line 8 its state; a crash leaves an old file. */
  private static boolean isReady(Path status, long process) throws IOException {
    if (!Files.exists(status)) {
      return false;
    }
    List<String> lines = Files.readAllLines(status);
    return lines.size() >= 8
        && lines.get(0).strip().equals(Long.toString(process))
        && lines.get(7).strip().equals("ready");
  }

  private static void stop(ServerProcess server, Path home, ServerFolder files) {
    // The terminate signal would wait until every client has gone.
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/pg_ctl").toString());
    command.addAll(List.of("kill", "INT", Long.toString(server.pid())));
    server.stop(
        () ->
            ServerProcess.run(
                "PostgreSQL's pg_ctl",
                Launcher.unprivileged("KILL").command(command),
                Path.of("/dev/null"),
                files.scratch("stop.log")));
  }

  private static void unpack(Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(BinaryCache.open(BINARIES)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, folder);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, TarArchiveInputStream tar, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("Entry outside of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
