package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.meshgate.document.FileWatch;
import io.meshgate.document.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The contract files in a set of folders at one moment.
 *
 * @param contents the files' bytes, by the names that messages use, in the order of names
 * @param unreadable files and folders that are there but could not be read
 * @param problems what could not be read, and why
 */
record ProductFiles(
    ImmutableSortedMap<String, byte[]> contents, List<String> unreadable, List<Problem> problems) {

  static final String SUFFIX = ".odcs.yaml";
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  ProductFiles {
    Objects.requireNonNull(contents, "contents");
    unreadable = ImmutableList.copyOf(unreadable);
    problems = ImmutableList.copyOf(problems);
  }

  /**
   * Reads all contracts in and below {@code folders}.
   *
   * @param base the folder that messages leave out
   */
  static ProductFiles read(Path base, List<Path> folders) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Path path : paths(folders, base, problems)) {
      String name = display(base, path);
      try {
        if (Files.size(path) > MAX_BYTES) {
          problems.add(Problem.error(name, "The file is larger than 16 MiB"));
        } else {
          contents.put(name, Files.readAllBytes(path));
        }
      } catch (IOException e) {
        problems.add(Problem.error(name, "The file cannot be read by this process"));
      }
    }
    List<String> unreadable = problems.stream().map(Problem::file).toList();
    return new ProductFiles(ImmutableSortedMap.copyOfSorted(contents), unreadable, problems);
  }

  /** Whether a file, or a folder above it, is there but could not be read. */
  boolean unreadable(String file) {
    return unreadable.stream().anyMatch(name -> file.equals(name) || file.startsWith(name + "/"));
  }

  /** What tells one state of the files from another, without reading them. */
  static List<String> fingerprint(Path base, List<Path> folders) {
    List<String> stamps = new ArrayList<>();
    for (Path path : paths(folders, base, new ArrayList<>())) {
      stamps.add(FileWatch.stamp(path));
    }
    return stamps;
  }

  private static List<Path> paths(List<Path> folders, Path base, List<Problem> problems) {
    List<Path> paths = new ArrayList<>();
    for (Path folder : folders) {
      try {
        Files.walkFileTree(folder, new Finder(paths, folder));
      } catch (IOException e) {
        problems.add(Problem.error(display(base, folder), "The folder cannot be read"));
      }
    }
    return paths.stream()
        .map(path -> path.toAbsolutePath().normalize())
        .distinct()
        .sorted()
        .toList();
  }

  private static String display(Path base, Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path from = base.toAbsolutePath().normalize();
    return absolute.startsWith(from) ? from.relativize(absolute).toString() : absolute.toString();
  }

  /** Hidden folders are skipped: mounted configuration keeps its older versions in them. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final List<Path> found;
    private final Path root;

    Finder(List<Path> found, Path root) {
      this.found = found;
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean hidden = !folder.equals(root) && name(folder).startsWith(".");
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (name(file).endsWith(SUFFIX) && !name(file).startsWith(".") && Files.isRegularFile(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(root)) {
        throw e;
      }
      // Removed while the folder was being read.
      return FileVisitResult.CONTINUE;
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }
}
