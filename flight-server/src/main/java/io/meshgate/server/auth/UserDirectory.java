package io.meshgate.server.auth;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file, as it is now.
 *
 * <p>Every look-up sees a change of the file, so that removing a user or a group acts at once. A
 * file that has become unusable is reported in the log, and its last good version stays in force.
 * Safe for use by many threads.
 */
public final class UserDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(UserDirectory.class);

  private final Path file;
  private final PasswordHash decoy;
  private volatile Snapshot snapshot;

  private record Snapshot(ImmutableMap<String, User> users, @Nullable Version version) {}

  private record Version(FileTime modified, long size, @Nullable Object fileKey) {}

  /**
   * Reads the file for the first time.
   *
   * @throws DocumentException if it cannot be used
   */
  public UserDirectory(Path file) throws DocumentException {
    this.file = file;
    Version version = version(file);
    ImmutableMap<String, User> users = UsersFile.read(file);
    this.snapshot = new Snapshot(users, version);
    int cost =
        users.values().stream()
            .mapToInt(user -> user.password().cost())
            .max()
            .orElse(PasswordHash.DEFAULT_COST);
    this.decoy = PasswordHash.of(UUID.randomUUID().toString(), cost);
  }

  /** The user of that name. */
  Optional<User> find(String name) {
    return Optional.ofNullable(current().users.get(name));
  }

  /** A hash to verify against where there is no user, so that both take the same time. */
  PasswordHash decoy() {
    return decoy;
  }

  private Snapshot current() {
    Snapshot known = snapshot;
    Version version = version(file);
    return version == null || version.equals(known.version) ? known : reload(version);
  }

  private synchronized Snapshot reload(Version version) {
    Snapshot known = snapshot;
    if (version.equals(known.version)) {
      return known;
    }
    ImmutableMap<String, User> users = known.users;
    try {
      users = UsersFile.read(file);
      LOG.info("Reloaded {} users from {}", users.size(), file);
    } catch (DocumentException e) {
      LOG.error("The users file cannot be used; its last good version stays in force", e);
    }
    // The version is kept for a bad file too: it is reported once, not at every call.
    Snapshot reloaded = new Snapshot(users, version);
    snapshot = reloaded;
    return reloaded;
  }

  private static @Nullable Version version(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      // A file that is just being replaced; the next look-up sees the new one.
      LOG.debug("Cannot look at {}", file, e);
      return null;
    }
  }
}
