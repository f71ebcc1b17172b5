package io.meshgate.connector.testing.query;

import java.util.List;

/**
 * A table that random queries read.
 *
 * @param sql its name in the gateway's SQL
 * @param reference its name in DuckDB alone
 * @param columns those that queries name
 * @param keyed whether its column {@code id} is among them and unique
 */
public record QueriedTable(String sql, String reference, List<Column> columns, boolean keyed) {

  /** Copies the columns. */
  public QueriedTable {
    columns = List.copyOf(columns);
  }
}
