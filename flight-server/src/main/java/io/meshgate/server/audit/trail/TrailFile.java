package io.meshgate.server.audit.trail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file of the trail that is open for writing. Not safe for use by many threads. */
interface TrailFile extends AutoCloseable {

  /** Opens files. */
  @FunctionalInterface
  interface Opener {
    /** Opens a file for writing at its end, and makes it if it is not there. */
    TrailFile open(Path file) throws IOException;
  }

  /** How many bytes it has on disk, as its name leads there. */
  long length() throws IOException;

  /** Writes all bytes at the end. */
  void append(byte[] bytes) throws IOException;

  /** Cuts it to a length. */
  void truncate(long length) throws IOException;

  /** Returns when what was written survives a loss of power. */
  void force() throws IOException;

  @Override
  void close() throws IOException;

  /** Opens a file of the file system, which only its owner may read. */
  static TrailFile open(Path file) throws IOException {
    boolean isNew = Files.notExists(file);
    FileAttribute<?>[] ownerOnly =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ownerOnly);
    try {
      if (isNew) {
        forceFolder(file);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Channel(file, channel);
  }

  // Otherwise a loss of power may take the file away although its content was forced.
  private static void forceFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * A file behind a channel.
   *
   * @param path its name
   * @param channel open for appending
   */
  record Channel(Path path, FileChannel channel) implements TrailFile {
    @Override
    public long length() throws IOException {
      return Files.size(path);
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
