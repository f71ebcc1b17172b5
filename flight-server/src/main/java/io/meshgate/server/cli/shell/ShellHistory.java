package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jline.reader.impl.history.DefaultHistory;

/**
 * The lines that were typed, without those that may hold a secret: what reads like a password or a
 * token, or holds the one of the log-in.
 */
final class ShellHistory extends DefaultHistory {
  private static final Pattern SECRET =
      Pattern.compile(
          "passw(or)?d|pwd|passphrase|secret|token|credential|api_?key|private_?key|bearer ",
          Pattern.CASE_INSENSITIVE);
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWN_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final ImmutableList<String> secrets;

  /**
   * @param secrets texts that must not be in a line
   */
  ShellHistory(List<String> secrets) {
    this.secrets =
        secrets.stream().filter(text -> !text.isBlank()).collect(ImmutableList.toImmutableList());
  }

  @Override
  public void add(Instant time, String line) {
    if (!SECRET.matcher(line).find() && secrets.stream().noneMatch(line::contains)) {
      super.add(time, line);
    }
  }

  /**
   * Makes sure that a history file is there and only its owner can read it.
   *
   * @return what is wrong with it; empty if it can be used
   */
  static Optional<String> prepare(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null && !Files.exists(folder)) {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, OWN_FOLDER);
      }
      try {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWN));
      } catch (FileAlreadyExistsException e) {
        // One of an earlier time, perhaps copied without its rights.
        Files.setPosixFilePermissions(file, OWN);
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of("The history file " + file + " cannot be used: " + e);
    }
  }
}
