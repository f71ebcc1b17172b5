package io.meshgate.server.audit.trail;

import io.meshgate.server.file.SecretFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second gateway from writing to the same trail. The system frees it after a crash. */
final class TrailLock implements AutoCloseable {

  private final FileChannel channel;

  private TrailLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the trail of a folder, which is made if it is missing.
   *
   * @throws IOException if another gateway has it, or the folder cannot be used
   */
  static TrailLock take(Path folder) throws IOException {
    SecretFolder.make(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new TrailLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // A gateway in this process has it: told below.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(
        "Another gateway writes the audit trail in "
            + folder
            + "; name another folder in 'audit' of the configuration");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
