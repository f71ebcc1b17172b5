package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads what DuckDB knows of one table or set of files, on a connection that it borrows. */
final class TableDescriber {

  private static final String BINARY_ORDER = "{} COLLATE \"binary\"";

  private final Connection connection;
  private final DuckDbSettings settings;
  private final List<Path> folders;

  TableDescriber(Connection connection, DuckDbSettings settings, List<Path> folders) {
    this.connection = connection;
    this.settings = settings;
    this.folders = folders;
  }

  Optional<RemoteTable> describe(TableName name) throws SQLException {
    if (!FileTable.isFile(name)) {
      return settings.database().isEmpty() ? Optional.empty() : table(name);
    }
    Optional<FileTable> files = FileTable.find(name, folders, settings.source());
    return files.isEmpty() ? Optional.empty() : files(name, files.get());
  }

  private Optional<RemoteTable> table(TableName name) throws SQLException {
    List<String> parts = name.parts();
    if (parts.size() > 2) {
      throw new ConnectorException(
          ConnectorException.Kind.SCHEMA_CHANGED,
          "Source '" + settings.source() + "' names tables as schema and table, not " + name);
    }
    String schema = parts.size() == 2 ? parts.get(0) : "main";
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT schema_name, table_name, estimated_size FROM duckdb_tables()"
                + " WHERE database_name = ? AND lower(schema_name) = lower(?)"
                + " AND lower(table_name) = lower(?)"
                + " UNION ALL SELECT schema_name, view_name, NULL FROM duckdb_views()"
                + " WHERE database_name = ? AND lower(schema_name) = lower(?)"
                + " AND lower(view_name) = lower(?)")) {
      for (int side = 0; side < 2; side++) {
        query.setString(3 * side + 1, DuckDbInstance.DATABASE);
        query.setString(3 * side + 2, schema);
        query.setString(3 * side + 3, name.last());
      }
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String from =
            Sql.name(DuckDbInstance.DATABASE)
                + "."
                + Sql.name(row.getString(1))
                + "."
                + Sql.name(row.getString(2));
        long size = row.getLong(3);
        OptionalLong count = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(size);
        return Optional.of(new RemoteTable(name, from, columns(from, textRead()), count));
      }
    }
  }

  /**
   * A column's collation shows only in the DDL; if there is one anywhere, all text is uncollated.
   */
  private String textRead() throws SQLException {
    boolean isCollated =
        number(
                    "SELECT count(*) FROM duckdb_tables() WHERE database_name = '"
                        + DuckDbInstance.DATABASE
                        + "' AND sql ILIKE '%collate%'")
                .orElse(0)
            > 0;
    return isCollated ? BINARY_ORDER : RemoteColumn.REFERENCE;
  }

  private Optional<RemoteTable> files(TableName name, FileTable files) throws SQLException {
    String detected = from(files, Map.of());
    List<RemoteColumn> columns;
    try {
      columns = columns(detected, RemoteColumn.REFERENCE);
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("No files found")) {
        return Optional.empty();
      }
      throw e;
    }
    Map<String, String> pinned = new LinkedHashMap<>();
    columns.forEach(column -> pinned.put(column.name(), column.sourceType()));
    RemoteTable.Typing typing =
        files.format() == FileTable.Format.PARQUET
            ? RemoteTable.Typing.DECLARED
            : RemoteTable.Typing.INFERRED;
    return Optional.of(
        new RemoteTable(name, from(files, pinned), columns, rowCount(files), typing));
  }

  private String from(FileTable files, Map<String, String> pinned) {
    String path = Sql.text(files.path());
    List<String> arguments = new ArrayList<>();
    arguments.add(path);
    switch (files.format()) {
      case PARQUET -> {
        return "read_parquet(" + path + ")";
      }
      case CSV -> settings.csv().forEach((name, value) -> arguments.add(name + " = " + value));
      case JSON -> {
        if (settings.csv().containsKey("sample_size")) {
          arguments.add("sample_size = " + settings.csv().get("sample_size"));
        }
      }
    }
    if (!pinned.isEmpty()) {
      arguments.add(
          pinned.entrySet().stream()
              .map(column -> Sql.text(column.getKey()) + ": " + Sql.text(column.getValue()))
              .collect(Collectors.joining(", ", "columns = {", "}")));
    }
    String function = files.format() == FileTable.Format.CSV ? "read_csv" : "read_json";
    return function + "(" + String.join(", ", arguments) + ")";
  }

  private OptionalLong rowCount(FileTable files) throws SQLException {
    return files.format() == FileTable.Format.PARQUET
        ? number("SELECT sum(num_rows) FROM parquet_file_metadata(" + Sql.text(files.path()) + ")")
        : OptionalLong.empty();
  }

  private OptionalLong number(String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  private List<RemoteColumn> columns(String from, String textRead) throws SQLException {
    List<RemoteColumn> columns = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement("DESCRIBE SELECT * FROM " + from);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        boolean isNullable = !"NO".equals(row.getString(3));
        columns.add(column(row.getString(1), row.getString(2), isNullable, textRead));
      }
    }
    return columns;
  }

  private static RemoteColumn column(
      String name, String type, boolean isNullable, String textRead) {
    DuckDbTypes.Mapping mapping = DuckDbTypes.of(type);
    boolean isText = type.equals("VARCHAR");
    String quoted = Sql.text(Sql.name(name).replace("{", "").replace("}", ""));
    return new RemoteColumn(
        name,
        type,
        mapping.type(),
        isNullable,
        (isText ? textRead : mapping.read())
            .replace("{name}", quoted.substring(1, quoted.length() - 1)),
        isText ? textRead : mapping.tolerantRead(),
        OptionalLong.empty());
  }
}
