package io.meshgate.server.cli.client;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;

/**
 * A table that the user may see.
 *
 * @param catalog its catalog
 * @param schema its schema, for example {@code sales.orders}
 * @param name its name
 * @param type {@code TABLE}, {@code VIEW} or {@code SYSTEM TABLE}
 * @param columns its columns in order
 */
public record TableDescription(
    String catalog, String schema, String name, String type, List<Column> columns) {

  public TableDescription {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    columns = ImmutableList.copyOf(columns);
  }

  /**
   * A column of it.
   *
   * @param name its name
   * @param type its SQL type
   * @param nullable whether it may hold NULL
   * @param description what it is, for people; empty if nobody said
   */
  public record Column(String name, String type, boolean nullable, String description) {
    public Column {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(description, "description");
    }
  }
}
