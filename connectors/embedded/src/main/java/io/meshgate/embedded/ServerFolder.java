package io.meshgate.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One server's folder: its data, its password and its logs, held by one server at a time.
 *
 * <p>Initialization is complete once the password file exists, which is written last; data without
 * it is the rest of an attempt that was killed, and is deleted.
 */
final class ServerFolder implements AutoCloseable {

  private static final String PASSWORD = "password";

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private ServerFolder(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Fills an empty data folder, with the given password for the only account. */
  @FunctionalInterface
  interface Initializer {
    void initialize(Path data, String password) throws IOException;
  }

  static ServerFolder open(Path folder) {
    try {
      Path root = Files.createDirectories(folder).toRealPath();
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new IllegalStateException("Another server holds " + root);
      }
      return new ServerFolder(root, channel, lock);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use " + folder + " as a server's folder", e);
    }
  }

  Path data() {
    return root.resolve("data");
  }

  Path log() {
    return root.resolve("server.log");
  }

  Path initializeLog() {
    return root.resolve("initialize.log");
  }

  Path scratch(String name) {
    return root.resolve(name);
  }

  /** The password of the account, after initializing the folder if that was not done before. */
  String password(Initializer initializer) {
    Path file = root.resolve(PASSWORD + ".properties");
    try {
      Properties properties = new Properties();
      if (Files.exists(file)) {
        try (Reader reader = Files.newBufferedReader(file)) {
          properties.load(reader);
        }
        return properties.getProperty(PASSWORD);
      }
      BinaryCache.delete(data());
      Files.createDirectory(data());
      String password = randomPassword();
      initializer.initialize(data(), password);
      properties.setProperty(PASSWORD, password);
      createPrivate(file);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      return password;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot initialize " + root, e);
    }
  }

  /** Creates an empty file that only its owner reads. */
  static void createPrivate(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** A port of the loopback address on which nobody listens now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback address", e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot release " + root, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this JVM, which the channel reports in another way than by another process.
      return null;
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
