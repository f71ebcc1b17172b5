package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files that a table name stands for, inside the allowed folders.
 *
 * @param format how the files are read
 * @param path an absolute path or glob, without {@code ..} and with resolved links
 */
record FileTable(Format format, String path) {

  /** How files are read. */
  enum Format {
    PARQUET,
    CSV,
    JSON
  }

  private static final Pattern GLOB = Pattern.compile("[*?\\[]");
  private static final Pattern SUFFIX =
      Pattern.compile("\\.(parquet|csv|tsv|json|ndjson|jsonl)(\\.gz)?$", Pattern.CASE_INSENSITIVE);

  /** Whether a name stands for files rather than for a table of the database. */
  static boolean isFile(TableName name) {
    String text = name.last();
    return name.parts().size() == 1
        && (text.indexOf('/') >= 0
            || text.indexOf('\\') >= 0
            || GLOB.matcher(text).find()
            || SUFFIX.matcher(text).find());
  }

  /**
   * The files of {@code name} in the first folder that has any; empty if none has.
   *
   * @throws ConnectorException if the name leads out of the folders or has no known ending
   */
  static Optional<FileTable> find(TableName name, List<Path> folders, String source) {
    String text = name.last();
    Format format = format(text, source);
    checkInside(text, source);
    for (Path folder : folders) {
      Optional<String> path = resolve(folder, text, folders, source);
      if (path.isPresent()) {
        return Optional.of(new FileTable(format, path.get()));
      }
    }
    return Optional.empty();
  }

  private static Format format(String name, String source) {
    var matcher = SUFFIX.matcher(name);
    if (!matcher.find()) {
      throw refused(
          source, "'" + name + "' must end in .parquet, .csv, .tsv, .json, .ndjson or .jsonl");
    }
    return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
      case "parquet" -> Format.PARQUET;
      case "csv", "tsv" -> Format.CSV;
      default -> Format.JSON;
    };
  }

  private static void checkInside(String name, String source) {
    boolean isAbsolute = name.startsWith("/") || name.startsWith("~") || name.contains("\\");
    if (isAbsolute || name.contains(":") || name.indexOf('\0') >= 0) {
      throw refused(source, "'" + name + "' must be a path relative to the source's folder");
    }
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw refused(source, "'" + name + "' must not contain '..'");
      }
    }
  }

  private static Optional<String> resolve(
      Path folder, String name, List<Path> folders, String source) {
    var glob = GLOB.matcher(name);
    int fixedEnd = glob.find() ? name.lastIndexOf('/', glob.start()) + 1 : name.length();
    Path fixed = folder.resolve(name.substring(0, fixedEnd));
    if (!Files.exists(fixed)) {
      return Optional.empty();
    }
    Path real;
    try {
      real = fixed.toRealPath();
    } catch (IOException e) {
      throw new ConnectorException(
          ConnectorException.Kind.UNAVAILABLE, "Source '" + source + "' cannot read a path", e);
    }
    if (folders.stream().noneMatch(real::startsWith)) {
      throw refused(source, "'" + name + "' leads out of the source's folders");
    }
    String rest = name.substring(fixedEnd);
    if (GLOB.matcher(real.toString()).find()) {
      throw refused(
          source, "'" + name + "' lies in a folder with the characters * ? [ in its name");
    }
    return Optional.of(rest.isEmpty() ? real.toString() : real + "/" + rest);
  }

  private static ConnectorException refused(String source, String reason) {
    return new ConnectorException(
        ConnectorException.Kind.ACCESS_DENIED, "Source '" + source + "': table name " + reason);
  }
}
