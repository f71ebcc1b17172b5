package io.meshgate.server.auth;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.server.auth.identity.Identity;
import io.meshgate.server.file.LiveFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The users of a file, as it is now.
 *
 * <p>Every look-up sees a change of the file, so that removing a user or a group acts at once. A
 * file that has become unusable is reported in the log, and its last good version stays in force.
 * Safe for use by many threads.
 */
public final class UserDirectory {

  private final LiveFile<ImmutableMap<String, User>> file;
  private final PasswordHash decoy;

  /**
   * Reads the file for the first time.
   *
   * @throws DocumentException if it cannot be used
   */
  public UserDirectory(Path file) throws DocumentException {
    this.file = LiveFile.of(file, UsersFile::read);
    int cost =
        this.file.value().values().stream()
            .flatMap(user -> user.password().stream())
            .mapToInt(PasswordHash::cost)
            .max()
            .orElse(PasswordHash.DEFAULT_COST);
    this.decoy = PasswordHash.of(UUID.randomUUID().toString(), cost);
  }

  /** Whether there is a user of that name. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** Who the user of that name is. */
  public Optional<Identity> identity(String name) {
    return find(name).map(User::identity);
  }

  /** The user of that name. */
  Optional<User> find(String name) {
    return Optional.ofNullable(file.value().get(name));
  }

  /** A hash to verify against where there is no user, so that both take the same time. */
  PasswordHash decoy() {
    return decoy;
  }
}
