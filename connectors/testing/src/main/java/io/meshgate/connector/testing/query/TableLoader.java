package io.meshgate.connector.testing.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes tables of random queries into databases. */
public final class TableLoader {

  private TableLoader() {}

  /** Makes a table with these rows in a database of any of the three kinds. */
  public static void load(
      Connection connection, String name, String source, List<List<@Nullable Object>> rows)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    for (Column column : Tables.COLUMNS) {
      columns.add(column.name() + " " + type(column, source));
    }
    load(connection, name, columns, rows);
  }

  /**
   * Makes a table with these rows.
   *
   * @param columns their names and types, as the database writes them
   */
  public static void load(
      Connection connection, String name, List<String> columns, List<List<@Nullable Object>> rows)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + name + " (" + String.join(", ", columns) + ")");
    }
    String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + name + " VALUES (" + places + ")")) {
      for (List<@Nullable Object> row : rows) {
        for (int i = 0; i < row.size(); i++) {
          insert.setObject(i + 1, row.get(i));
        }
        insert.addBatch();
      }
      if (!rows.isEmpty()) {
        insert.executeBatch();
      }
    }
  }

  private static String type(Column column, String source) {
    boolean maria = source.equals("maria");
    return switch (column.name()) {
      case "n" -> "BIGINT";
      case "dec2" -> "DECIMAL(10, 2)";
      case "dec4" -> "DECIMAL(12, 4)";
      case "dbl" -> "DOUBLE PRECISION";
      case "code" -> "VARCHAR(20)";
      case "txt" -> maria ? "VARCHAR(50)" : "TEXT";
      case "moment" -> maria ? "DATETIME(6)" : "TIMESTAMP";
      default -> column.kind() == Kind.INTEGER ? "INTEGER" : column.kind().name();
    };
  }
}
