package io.meshgate.system;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.VisibleCatalog;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.jspecify.annotations.Nullable;

/**
 * A table that the gateway itself fills, anew for each query.
 *
 * @param schema its schema, for example {@code information_schema}
 * @param name its name
 * @param description what it holds
 * @param columns its columns
 * @param source makes its rows
 */
public record SystemTable(
    String schema, String name, String description, List<SystemColumn> columns, Rows source) {

  public SystemTable {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(source, "source");
    columns = ImmutableList.copyOf(columns);
  }

  /** Makes rows. Safe for use by many threads. */
  @FunctionalInterface
  public interface Rows {
    /**
     * The rows that one principal may see, each with a value or null for every column.
     *
     * @param catalog what the principal sees, and who it is
     */
    Stream<List<@Nullable Object>> of(VisibleCatalog catalog);
  }

  /** The table's name with its schema. */
  public String displayName() {
    return schema + "." + name;
  }

  /** The columns as they travel. */
  public Schema arrowSchema() {
    return new Schema(
        columns.stream().map(column -> Field.nullable(column.name(), column.type())).toList());
  }

  /** The columns as the planner knows them. */
  public RelDataType rowType() {
    RelDataTypeFactory.Builder builder = SqlTypes.FACTORY.builder();
    columns.forEach(column -> builder.add(column.name(), SqlTypes.toSql(column.type(), true)));
    return builder.build();
  }
}
