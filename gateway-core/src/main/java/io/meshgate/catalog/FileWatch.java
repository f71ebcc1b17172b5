package io.meshgate.catalog;

import java.nio.file.Path;
import java.util.List;

/**
 * Notices that contract files have changed and that nobody is still writing them: their state
 * differs from the one last loaded, and is the same at two looks in a row. Used under one lock.
 */
final class FileWatch {

  private final Path base;
  private final List<Path> folders;
  private List<String> loaded = List.of();
  private List<String> lastLook = List.of();

  FileWatch(Path base, List<Path> folders) {
    this.base = base;
    this.folders = folders;
  }

  /** Takes the present state for loaded; called before the files are read. */
  void seen() {
    loaded = ProductFiles.fingerprint(base, folders);
    lastLook = loaded;
  }

  /** Looks, and takes the state for loaded if it is time to load it. */
  boolean changedAndSettled() {
    List<String> now = ProductFiles.fingerprint(base, folders);
    boolean settled = now.equals(lastLook);
    lastLook = now;
    if (settled && !now.equals(loaded)) {
      loaded = now;
      return true;
    }
    return false;
  }
}
