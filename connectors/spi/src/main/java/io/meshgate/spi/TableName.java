package io.meshgate.spi;

import java.util.List;

/**
 * The name of a table, view or file set at a source, outermost part first.
 *
 * @param parts for a database the schema (if the source has one) and the table; for files one path
 *     or glob. Never empty, no part blank; parts are names, not SQL: nothing is quoted or escaped
 */
public record TableName(List<String> parts) {

  public TableName {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("A table name needs parts that are not blank: " + parts);
    }
  }

  /** A name of the given parts, outermost first. */
  public static TableName of(String... parts) {
    return new TableName(List.of(parts));
  }

  /** The innermost part. */
  public String last() {
    return parts.get(parts.size() - 1);
  }

  @Override
  public String toString() {
    return String.join(".", parts);
  }
}
