package io.meshgate.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Notices that files have changed and that nobody is still writing them: their state differs from
 * the one last loaded, and is the same at two looks in a row. Safe for use by many threads.
 */
public final class FileWatch {

  private final Supplier<List<String>> state;
  private List<String> loaded = List.of();
  private List<String> lastLook = List.of();

  /**
   * @param state the present state of the files: a {@link #stamp} each
   */
  public FileWatch(Supplier<List<String>> state) {
    this.state = Objects.requireNonNull(state, "state");
  }

  /** What tells one state of a file from another, without reading it. */
  public static String stamp(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return path
          + "|"
          + attributes.lastModifiedTime()
          + "|"
          + attributes.size()
          + "|"
          + attributes.fileKey();
    } catch (IOException e) {
      // Gone or unreadable: a state of its own.
      return path + "|unreadable";
    }
  }

  /** Takes the present state for loaded; called before the files are read. */
  public synchronized void seen() {
    loaded = state.get();
    lastLook = loaded;
  }

  /** Looks, and takes the state for loaded if it is time to load it. */
  public synchronized boolean changedAndSettled() {
    List<String> now = state.get();
    boolean settled = now.equals(lastLook);
    lastLook = now;
    if (settled && !now.equals(loaded)) {
      loaded = now;
      return true;
    }
    return false;
  }
}
