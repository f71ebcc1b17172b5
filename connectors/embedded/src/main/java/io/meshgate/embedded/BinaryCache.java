package io.meshgate.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder in which unpacked servers are kept between runs.
 *
 * <p>It is {@code ~/.cache/meshgate}, or the folder that the system property {@code meshgate.cache}
 * names. A server is unpacked beside its final place and then renamed, under a file lock, so that
 * several processes may start at once and a killed one leaves nothing half done in place.
 */
final class BinaryCache {

  /** System property that names another cache folder. */
  static final String PROPERTY = "meshgate.cache";

  private static final Object LOCK = new Object();

  private BinaryCache() {}

  /** Writes a server's files into an empty folder. */
  @FunctionalInterface
  interface Unpacker {
    void unpackInto(Path folder) throws IOException;
  }

  /** The folder of the server {@code name}, unpacked now if it is not there yet. */
  static Path folder(String name, Unpacker unpacker) {
    requireSupportedPlatform();
    Path root = root();
    Path target = root.resolve(name);
    if (Files.isDirectory(target)) {
      return target;
    }
    synchronized (LOCK) {
      try {
        Files.createDirectories(root);
        unpack(root, target, unpacker);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot unpack " + name + " into " + root + "; -D" + PROPERTY + " names another folder",
            e);
      }
    }
    return target;
  }

  private static void unpack(Path root, Path target, Unpacker unpacker) throws IOException {
    try (FileChannel lock =
        FileChannel.open(
            root.resolve(target.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      // Closing the file releases the lock.
      lock.lock();
      if (Files.isDirectory(target)) {
        return;
      }
      Path partial = Files.createTempDirectory(root, target.getFileName() + ".partial");
      try {
        unpacker.unpackInto(partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(partial);
      }
    }
  }

  /** Copies a class path resource to a file. */
  static void copy(String resource, Path file) throws IOException {
    try (InputStream in = open(resource)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.copy(in, file);
    }
  }

  /** Opens a class path resource. */
  static InputStream open(String resource) throws IOException {
    InputStream in = BinaryCache.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(
          "The class path holds no " + resource + "; is the artifact with the binaries on it?");
    }
    return in;
  }

  /** Deletes a folder with all that is in it; does nothing if there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  private static Path root() {
    String configured = System.getProperty(PROPERTY);
    return configured != null
        ? Path.of(configured)
        : Path.of(System.getProperty("user.home"), ".cache", "meshgate");
  }

  private static void requireSupportedPlatform() {
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    if (!os.toLowerCase(Locale.ROOT).startsWith("linux") || !architecture.equals("amd64")) {
      throw new IllegalStateException(
          "Embedded servers run on Linux amd64 with glibc, not on " + os + " " + architecture);
    }
  }
}
