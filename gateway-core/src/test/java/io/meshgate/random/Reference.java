package io.meshgate.random;

import io.meshgate.random.Tables.Table;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** DuckDB by itself over its own copy of the tables: what the right answer is. */
final class Reference implements AutoCloseable {

  private final Connection connection;

  Reference(Map<Table, List<List<@Nullable Object>>> rows) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      // They give wrong rows: of EXISTS with two inequalities, and of joins of sorted limits.
      statement.execute("SET disabled_optimizers = 'deliminator,join_filter_pushdown'");
    }
    for (Map.Entry<Table, List<List<@Nullable Object>>> entry : rows.entrySet()) {
      Stores.load(connection, entry.getKey().reference(), "duck", entry.getValue());
    }
  }

  List<List<@Nullable Object>> rows(String sql) throws SQLException {
    try (Connection own = connection.unwrap(DuckDBConnection.class).duplicate();
        Statement statement = own.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
