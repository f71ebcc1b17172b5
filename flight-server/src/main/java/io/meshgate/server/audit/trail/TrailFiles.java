package io.meshgate.server.audit.trail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a trail: each is named by the number of its first record. */
public final class TrailFiles {

  private static final Pattern NAME = Pattern.compile("trail-(\\d{12,18})\\.jsonl");

  private TrailFiles() {}

  /** The files in a folder, in the order in which they were written; none if there is no folder. */
  public static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(String.valueOf(file.getFileName())).matches())
          .sorted(java.util.Comparator.comparingLong(TrailFiles::first))
          .toList();
    }
  }

  /** The file whose first record has a number. */
  static Path of(Path folder, long first) {
    return folder.resolve(String.format("trail-%012d.jsonl", first));
  }

  /** The number of the first record of a file, by its name. */
  static long first(Path file) {
    var matcher = NAME.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
