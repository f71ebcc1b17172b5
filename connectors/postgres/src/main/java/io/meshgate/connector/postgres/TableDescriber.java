package io.meshgate.connector.postgres;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Describes tables from the system catalog, over one connection. */
final class TableDescriber {

  /**
   * The relation and the planner's row count over its children. Tables never analyzed count the
   * live rows that the server has seen; one relation without a count leaves the whole unknown.
   */
  private static final String RELATION =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ?::text AND c.relname = ?::text
          AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
        UNION
        SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON tree.oid = i.inhparent
      ), counts AS (
        SELECT c.oid, c.relkind,
          CASE
            WHEN c.relkind = 'p' THEN 0
            WHEN c.relkind = 'v' THEN NULL
            WHEN c.reltuples > 0 THEN c.reltuples::float8
            WHEN c.relkind = 'f' THEN NULL
            WHEN pg_catalog.pg_relation_size(c.oid) = 0 THEN 0
            ELSE nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)::float8
          END AS row_count
        FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
      )
      SELECT (SELECT c.oid FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ?::text AND c.relname = ?::text),
        CASE WHEN count(*) = count(row_count) THEN sum(row_count)::bigint END
      FROM counts HAVING count(*) > 0
      """;

  /**
   * Columns with the built-in type below their domains. A constraint on a foreign table is not
   * checked by anyone, and one that is not validated does not bind old rows.
   */
  private static final String COLUMNS =
      """
      WITH RECURSIVE typed AS (
        SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = CAST(? AS oid) AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT typed.attnum, t.typbasetype, t.typtypmod
        FROM typed JOIN pg_catalog.pg_type t ON t.oid = typed.type AND t.typtype = 'd'
      )
      SELECT a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN t.typname END,
        typed.modifier,
        a.attnotnull AND c.relkind <> 'f' AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_constraint k
          WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated
            AND a.attnum = ANY (k.conkey)),
        a.attcollation NOT IN (0, '"default"'::regcollation, '"C"'::regcollation),
        (SELECT s.n_distinct FROM pg_catalog.pg_stats s
         WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
         ORDER BY s.inherited DESC LIMIT 1)
      FROM typed
      JOIN pg_catalog.pg_type t ON t.oid = typed.type AND t.typtype <> 'd'
      JOIN pg_catalog.pg_attribute a ON a.attrelid = CAST(? AS oid) AND a.attnum = typed.attnum
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      ORDER BY a.attnum
      """;

  private final Connection connection;

  TableDescriber(Connection connection) {
    this.connection = connection;
  }

  /** The table of exactly this schema and name, under the name that was asked for. */
  Optional<RemoteTable> describe(TableName asked, String schema, String table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RELATION)) {
      statement.setString(1, schema);
      statement.setString(2, table);
      statement.setString(3, schema);
      statement.setString(4, table);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long relation = row.getLong(1);
        long count = row.getLong(2);
        OptionalLong rows = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(count);
        String from = quote(schema) + "." + quote(table);
        return Optional.of(new RemoteTable(asked, from, columns(relation, rows), rows));
      }
    }
  }

  private List<RemoteColumn> columns(long relation, OptionalLong rows) throws SQLException {
    List<RemoteColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setLong(1, relation);
      statement.setLong(2, relation);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(column(row, rows));
        }
      }
    }
    return columns;
  }

  private static RemoteColumn column(ResultSet row, OptionalLong rows) throws SQLException {
    PostgresTypes.Mapping mapping =
        PostgresTypes.map(Optional.ofNullable(row.getString(3)), row.getInt(4), row.getBoolean(6));
    return new RemoteColumn(
        row.getString(1),
        row.getString(2),
        new RemoteColumn.Supported(mapping.type()),
        !row.getBoolean(5),
        mapping.read(),
        distinct(row.getDouble(7), rows));
  }

  /** A negative estimate is a share of the rows; zero, which NULL reads as, is none. */
  private static OptionalLong distinct(double estimate, OptionalLong rows) {
    if (estimate > 0) {
      return OptionalLong.of(Math.round(estimate));
    }
    if (estimate < 0 && rows.isPresent()) {
      return OptionalLong.of(Math.round(-estimate * rows.getAsLong()));
    }
    return OptionalLong.empty();
  }

  private static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
