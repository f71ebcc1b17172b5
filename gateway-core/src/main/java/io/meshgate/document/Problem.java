package io.meshgate.document;

import java.util.Objects;

/**
 * One thing that is wrong with a file.
 *
 * @param severity whether the file can be used all the same
 * @param file the file as the user named it
 * @param line one-based line; 0 if the whole file is meant
 * @param path path in the document, for example {@code schema[0].properties[2].name}; empty for its
 *     root
 * @param message what is wrong and what would work
 */
public record Problem(Severity severity, String file, int line, String path, String message) {

  /** Whether a file can be used all the same. */
  public enum Severity {
    /** The file is not used. */
    ERROR,
    /** The file is used. */
    WARNING
  }

  public Problem {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
  }

  /** An error at a place in a document. */
  public static Problem error(YamlNode at, String message) {
    return new Problem(Severity.ERROR, at.file(), at.line(), at.path(), message);
  }

  /** A warning at a place in a document. */
  public static Problem warning(YamlNode at, String message) {
    return new Problem(Severity.WARNING, at.file(), at.line(), at.path(), message);
  }

  /** An error about a whole file. */
  public static Problem error(String file, String message) {
    return new Problem(Severity.ERROR, file, 0, "", message);
  }

  /** One line: {@code file:line: path: message}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ");
    if (severity == Severity.WARNING) {
      text.append("warning: ");
    }
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    return text.append(message).toString();
  }
}
