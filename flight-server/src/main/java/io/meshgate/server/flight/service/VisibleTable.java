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
 */
public record VisibleTable(
    String catalog,
    String schema,
    String name,
    String type,
    Optional<String> remarks,
    Schema arrowSchema,
    List<String> primaryKey) {

  public VisibleTable {
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(remarks, "remarks");
    Objects.requireNonNull(arrowSchema, "arrowSchema");
    primaryKey = ImmutableList.copyOf(primaryKey);
  }
}
