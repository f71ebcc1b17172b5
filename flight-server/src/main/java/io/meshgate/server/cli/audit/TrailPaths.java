package io.meshgate.server.cli.audit;

import io.meshgate.server.audit.key.VerificationKey;
import io.meshgate.server.audit.trail.TrailFiles;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files and keys that commands are given. */
final class TrailPaths {
  private TrailPaths() {}

  /** The files of a trail; a folder stands for its files. */
  static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(TrailFiles.in(path));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new CommandException(ExitCode.USAGE, "There is no file or folder " + path);
      }
    }
    if (files.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "There is no audit trail in " + paths + "; its files are trail-*.jsonl");
    }
    return files;
  }

  static List<VerificationKey> keys(List<Path> files) throws IOException {
    List<VerificationKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.add(VerificationKey.read(file));
    }
    return keys;
  }

  static CommandException unreadable(IOException e) {
    return new CommandException(ExitCode.USAGE, "Cannot be read: " + e.getMessage(), e);
  }
}
