package io.meshgate.tpch.suite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain DuckDB over the Parquet files, which says what is right and how long one engine with all
 * data takes. Safe for use by many threads, one statement at a time.
 */
public final class Reference implements AutoCloseable {

  private final Connection connection;

  private Reference(Connection connection) {
    this.connection = connection;
  }

  /** Opens an empty database with one view for each table whose file is in {@code lake}. */
  static Reference open(Path lake) throws SQLException {
    Reference reference = new Reference(DriverManager.getConnection("jdbc:duckdb:"));
    reference.execute("SET threads = 2");
    // They give wrong rows: of EXISTS with two inequalities, and of joins of sorted limits.
    reference.execute("SET disabled_optimizers = 'deliminator,join_filter_pushdown'");
    for (BenchmarkTable table : BenchmarkTable.values()) {
      reference.execute(
          "CREATE VIEW %s AS SELECT * FROM '%s'"
              .formatted(table.sqlName(), lake.resolve(table.sqlName() + ".parquet")));
    }
    return reference;
  }

  /** Runs a statement without a result. */
  public synchronized void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query. */
  public synchronized List<List<@Nullable Object>> ask(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      ResultSetMetaData columns = result.getMetaData();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
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
