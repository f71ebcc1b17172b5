package io.meshgate.server.file;

import io.meshgate.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, as it is now.
 *
 * <p>Every look sees a change of the file, so that what is taken out of it ends at once. A file
 * that has become unusable is reported in the log, and its last good version stays in force. Safe
 * for use by many threads.
 *
 * @param <T> what is read; immutable
 */
public final class LiveFile<T> {

  private static final Logger LOG = LoggerFactory.getLogger(LiveFile.class);

  private final Path file;
  private final Reader<T> reader;
  private final Optional<T> ifAbsent;
  private volatile Snapshot<T> snapshot;

  private record Snapshot<T>(T value, Version version) {}

  private record Version(Optional<FileTime> modified, long size, @Nullable Object fileKey) {
    static final Version ABSENT = new Version(Optional.empty(), 0, null);
  }

  /**
   * Reads a file.
   *
   * @param <T> what is read
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * What the file says.
     *
     * @throws DocumentException if it cannot be used
     */
    T read(Path file) throws DocumentException;
  }

  private LiveFile(Path file, Reader<T> reader, Optional<T> ifAbsent) throws DocumentException {
    this.file = Objects.requireNonNull(file, "file");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.ifAbsent = ifAbsent;
    Version version = version().orElse(Version.ABSENT);
    this.snapshot = new Snapshot<>(read(version), version);
  }

  /**
   * A file that must be there; if it goes away, its last version stays in force.
   *
   * @throws DocumentException if it cannot be used
   */
  public static <T> LiveFile<T> of(Path file, Reader<T> reader) throws DocumentException {
    return new LiveFile<>(file, reader, Optional.empty());
  }

  /**
   * A file that need not be there.
   *
   * @param ifAbsent what holds while it is not
   * @throws DocumentException if it is there and cannot be used
   */
  public static <T> LiveFile<T> ofOptional(Path file, Reader<T> reader, T ifAbsent)
      throws DocumentException {
    return new LiveFile<>(file, reader, Optional.of(ifAbsent));
  }

  /** What the file says. */
  public T value() {
    Snapshot<T> known = snapshot;
    Optional<Version> version = version();
    return version.isEmpty() || version.get().equals(known.version)
        ? known.value
        : reload(version.get());
  }

  private synchronized T reload(Version version) {
    Snapshot<T> known = snapshot;
    if (version.equals(known.version)) {
      return known.value;
    }
    T value = known.value;
    try {
      value = read(version);
      LOG.info("Read {} again", file);
    } catch (DocumentException e) {
      LOG.error("{} cannot be used; its last good version stays in force", file, e);
    }
    // The version is kept for a bad file too: it is reported once, not at every look.
    snapshot = new Snapshot<>(value, version);
    return value;
  }

  private T read(Version version) throws DocumentException {
    return version.equals(Version.ABSENT) && ifAbsent.isPresent()
        ? ifAbsent.get()
        : reader.read(file);
  }

  /** Nothing if that cannot be told now, as while the file is being replaced. */
  private Optional<Version> version() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Version(
              Optional.of(attributes.lastModifiedTime()), attributes.size(), attributes.fileKey()));
    } catch (NoSuchFileException e) {
      return ifAbsent.isPresent() ? Optional.of(Version.ABSENT) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("Cannot look at {}", file, e);
      return Optional.empty();
    }
  }
}
