package io.meshgate.catalog;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;

/**
 * A reference of one table to another, as a contract describes it. Nobody enforces it: plans must
 * not rely on it.
 *
 * @param columns the columns that refer, in order
 * @param schema the schema of the table referred to
 * @param table the table referred to
 * @param referenced the columns referred to, one for each that refers
 */
public record ForeignKey(
    List<String> columns, String schema, String table, List<String> referenced) {

  public ForeignKey {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
    columns = ImmutableList.copyOf(columns);
    referenced = ImmutableList.copyOf(referenced);
    if (columns.isEmpty() || columns.size() != referenced.size()) {
      throw new IllegalArgumentException("A key has as many columns at both ends");
    }
  }
}
