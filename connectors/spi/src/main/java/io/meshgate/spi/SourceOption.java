package io.meshgate.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * One configuration key of a source type.
 *
 * @param name key as written in the configuration
 * @param kind whether it must be given and whether it is secret
 * @param defaultValue what holds when it is not given
 * @param description one line for help texts
 */
public record SourceOption(
    String name, Kind kind, Optional<String> defaultValue, String description) {

  /** How an option is treated. */
  public enum Kind {
    /** Must be given. */
    REQUIRED,
    /** May be left out. */
    OPTIONAL,
    /** May be left out; never printed, and a literal value in a file draws a warning. */
    SECRET
  }

  public SourceOption {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(description, "description");
  }

  /** An option that must be given. */
  public static SourceOption required(String name, String description) {
    return new SourceOption(name, Kind.REQUIRED, Optional.empty(), description);
  }

  /** An option that may be left out. */
  public static SourceOption optional(String name, String description) {
    return new SourceOption(name, Kind.OPTIONAL, Optional.empty(), description);
  }

  /** An option that may be left out, with the value that then holds. */
  public static SourceOption optional(String name, String defaultValue, String description) {
    return new SourceOption(name, Kind.OPTIONAL, Optional.of(defaultValue), description);
  }

  /** An option whose value is secret. */
  public static SourceOption secret(String name, String description) {
    return new SourceOption(name, Kind.SECRET, Optional.empty(), description);
  }
}
