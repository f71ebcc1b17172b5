package io.meshgate.connector.testing.query;

import io.meshgate.connector.testing.query.Tables.Table;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB by itself over its own copy of the tables: what the right answer is. Safe for use by many
 * threads.
 */
public final class ReferenceDatabase implements AutoCloseable {

  private static final AtomicLong DATABASES = new AtomicLong();

  private final String url = "jdbc:duckdb::memory:reference" + DATABASES.incrementAndGet();
  private final Connection connection;

  /** A database with these tables. Its driver is on the class path of the tests. */
  public ReferenceDatabase(Map<Table, List<List<@Nullable Object>>> rows) throws SQLException {
    this();
    for (Map.Entry<Table, List<List<@Nullable Object>>> entry : rows.entrySet()) {
      TableLoader.load(connection, entry.getKey().reference(), "duck", entry.getValue());
    }
  }

  /** A database without tables. */
  public ReferenceDatabase() throws SQLException {
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      // They give wrong rows: of EXISTS with two inequalities, and of joins of sorted limits.
      statement.execute("SET disabled_optimizers = 'deliminator,join_filter_pushdown'");
    }
  }

  /**
   * Adds a table; nobody asks meanwhile.
   *
   * @param columns their names and types, as DuckDB writes them
   */
  public void add(String name, List<String> columns, List<List<@Nullable Object>> rows)
      throws SQLException {
    TableLoader.load(connection, name, columns, rows);
  }

  /** The rows of a query, as the driver gives them. */
  public List<List<@Nullable Object>> rows(String sql) throws SQLException {
    try (Connection own = DriverManager.getConnection(url);
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
