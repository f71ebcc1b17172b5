package io.meshgate.server.flight.service;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table that a principal may see.
 *
 * @param catalog its catalog
 * @param schema its schema, for example {@code sales.orders}
 * @param name its name
 * @param type {@code TABLE}, {@code VIEW} or {@code SYSTEM TABLE}
 * @param remarks what it is, for people
 * @param arrowSchema the columns that the principal may see; a description of a column stands in
 *     its field's metadata under {@link io.meshgate.server.flight.metadata.ColumnMetadata#REMARKS}
 * @param primaryKey the columns of the primary key in order; empty if there is none or the
 *     principal may not see all of them
 * @param foreignKeys its references to tables that the principal may see, each with columns that
 *     the principal may see at both ends
 */
public record VisibleTable(
    String catalog,
    String schema,
    String name,
    String type,
    Optional<String> remarks,
    Schema arrowSchema,
    List<String> primaryKey,
    List<ForeignKey> foreignKeys) {

  /**
   * A reference to a table of the same catalog.
   *
   * @param name tells it from others of the same table
   * @param columns the columns that refer, in order
   * @param schema the schema of the table referred to
   * @param table the table referred to
   * @param referenced the columns referred to, one for each that refers
   */
  public record ForeignKey(
      String name, List<String> columns, String schema, String table, List<String> referenced) {
    public ForeignKey {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(schema, "schema");
      Objects.requireNonNull(table, "table");
      columns = ImmutableList.copyOf(columns);
      referenced = ImmutableList.copyOf(referenced);
      if (columns.isEmpty() || columns.size() != referenced.size()) {
        throw new IllegalArgumentException("A key has as many columns at both ends");
      }
    }
  }

  public VisibleTable {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(remarks, "remarks");
    Objects.requireNonNull(arrowSchema, "arrowSchema");
    primaryKey = ImmutableList.copyOf(primaryKey);
    foreignKeys = ImmutableList.copyOf(foreignKeys);
  }
}
