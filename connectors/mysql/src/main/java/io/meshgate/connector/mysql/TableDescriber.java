package io.meshgate.connector.mysql;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Describes tables and views from information_schema. */
final class TableDescriber {

  private static final String TABLE =
      "SELECT TABLE_ROWS FROM information_schema.TABLES"
          + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

  private static final String COLUMNS =
      "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE"
          + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
          + " ORDER BY ORDINAL_POSITION";

  /** The first column of an index; its cardinality is the server's estimate of distinct values. */
  private static final String DISTINCT =
      "SELECT COLUMN_NAME, MAX(CARDINALITY) FROM information_schema.STATISTICS"
          + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND SEQ_IN_INDEX = 1 GROUP BY COLUMN_NAME";

  private final Connection connection;
  private final MySqlTypes types;

  TableDescriber(Connection connection, MySqlTypes types) {
    this.connection = connection;
    this.types = types;
  }

  /** The table {@code table} of {@code database}, known to the gateway as {@code name}. */
  Optional<RemoteTable> describe(TableName name, String database, String table)
      throws SQLException {
    try (PreparedStatement statement = prepare(TABLE, database, table);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      long rows = row.getLong(1);
      OptionalLong rowCount = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(rows);
      String from = quote(database) + "." + quote(table);
      return Optional.of(new RemoteTable(name, from, columns(database, table), rowCount));
    }
  }

  private List<RemoteColumn> columns(String database, String table) throws SQLException {
    Map<String, Long> distinct = distinctCounts(database, table);
    List<RemoteColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = prepare(COLUMNS, database, table);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        columns.add(column(row, distinct));
      }
    }
    return columns;
  }

  private RemoteColumn column(ResultSet row, Map<String, Long> distinct) throws SQLException {
    String name = row.getString(1);
    String text = row.getString(3);
    SourceColumn source =
        SourceColumn.of(row.getString(2), text, Optional.ofNullable(row.getString(4)));
    MySqlTypes.Reading reading = types.reading(source);
    Long count = distinct.get(name);
    return new RemoteColumn(
        name,
        text,
        reading.type(),
        !row.getString(5).equals("NO"),
        reading.read(),
        reading.tolerantRead(),
        count == null ? OptionalLong.empty() : OptionalLong.of(count));
  }

  private Map<String, Long> distinctCounts(String database, String table) throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (PreparedStatement statement = prepare(DISTINCT, database, table);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        long count = row.getLong(2);
        if (!row.wasNull()) {
          counts.put(row.getString(1), count);
        }
      }
    }
    return counts;
  }

  private PreparedStatement prepare(String sql, String database, String table) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, database);
    statement.setString(2, table);
    return statement;
  }

  private static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
