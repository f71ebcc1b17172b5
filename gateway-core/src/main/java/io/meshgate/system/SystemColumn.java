package io.meshgate.system;

import java.util.Objects;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A column of a system table; every one may hold NULL.
 *
 * @param name its name in SQL
 * @param type text, a whole number of 32 or 64 bits, a boolean, or an instant
 * @param description what it holds
 */
public record SystemColumn(String name, ArrowType type, String description) {

  public SystemColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
  }

  /** A column of text; its values are {@link String}s. */
  static SystemColumn text(String name, String description) {
    return new SystemColumn(name, ArrowType.Utf8.INSTANCE, description);
  }

  /** A column of whole numbers of 32 bits; its values are {@link Integer}s. */
  static SystemColumn integer(String name, String description) {
    return new SystemColumn(name, new ArrowType.Int(32, true), description);
  }

  /** A column of whole numbers of 64 bits; its values are {@link Long}s. */
  static SystemColumn bigint(String name, String description) {
    return new SystemColumn(name, new ArrowType.Int(64, true), description);
  }

  /** A column of truth values; its values are {@link Boolean}s. */
  static SystemColumn bool(String name, String description) {
    return new SystemColumn(name, ArrowType.Bool.INSTANCE, description);
  }

  /** A column of points in time; its values are {@link java.time.Instant}s. */
  static SystemColumn instant(String name, String description) {
    return new SystemColumn(
        name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"), description);
  }
}
