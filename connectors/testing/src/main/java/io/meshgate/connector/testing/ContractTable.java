package io.meshgate.connector.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the agreed tables, described without any store's SQL; {@link ArrowRows} says how values
 * look.
 *
 * @param name lower case letters and underscores
 * @param columns the columns in order
 * @param rows the rows, in no agreed order
 */
public record ContractTable(
    String name, List<ContractColumn> columns, List<List<@Nullable Object>> rows) {

  public ContractTable {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    List<List<@Nullable Object>> copy = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException("A row of " + name + " has " + row.size() + " values");
      }
      copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(copy);
  }

  /** The position of a column. */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no column " + column);
  }
}
