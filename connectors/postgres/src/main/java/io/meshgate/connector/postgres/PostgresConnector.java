package io.meshgate.connector.postgres;

import io.meshgate.connector.jdbc.ColumnWriter;
import io.meshgate.connector.jdbc.ConnectionPool;
import io.meshgate.connector.jdbc.ResultSetReader;
import io.meshgate.connector.jdbc.ScanSession;
import io.meshgate.connector.jdbc.SqlStates;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.postgresql.PGConnection;

/** One PostgreSQL database. */
final class PostgresConnector implements Connector {

  private static final Duration DESCRIBE_TIMEOUT = Duration.ofSeconds(30);
  private static final int CURSOR_ROWS = 10_000;

  private final ConnectionPool pool;
  private final Transfer transfer;
  private final String database;
  private final String schema;
  private final Capabilities capabilities;

  PostgresConnector(SourceConfig config, ConnectionPool pool, Transfer transfer) {
    this.pool = pool;
    this.transfer = transfer;
    this.database = config.require("database");
    this.schema = config.option("schema").orElse("public");
    this.capabilities = PostgresCapabilities.of(pool.options().concurrentScans());
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    Optional<TableName> qualified = qualify(table);
    if (qualified.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = qualified.get().parts();
    try (Connection connection = pool.borrow()) {
      SessionSettings.apply(connection, Optional.of(Instant.now().plus(DESCRIBE_TIMEOUT)));
      Optional<RemoteTable> described =
          new TableDescriber(connection).describe(table, parts.get(0), parts.get(1));
      connection.rollback();
      return described;
    } catch (SQLException e) {
      throw SqlStates.failure(pool.source(), e);
    }
  }

  /** Schema and table; empty if the name cannot be one of this database. */
  private Optional<TableName> qualify(TableName table) {
    List<String> parts = table.parts();
    return switch (parts.size()) {
      case 1 -> Optional.of(TableName.of(schema, table.last()));
      case 2 -> Optional.of(table);
      case 3 ->
          parts.get(0).equals(database)
              ? Optional.of(TableName.of(parts.get(1), parts.get(2)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    if (!(scan instanceof SqlScan sqlScan)) {
      throw new ConnectorException(
          Kind.INTERNAL, "Source '%s' takes SQL, not table scans".formatted(pool.source()));
    }
    ScanSession session =
        ScanSession.begin(pool, sqlScan, context, PostgresConnector::cancelStatement);
    try {
      SessionSettings.apply(session.connection(), context.deadline());
    } catch (SQLException e) {
      ConnectorException failure = session.failure(e);
      session.close();
      throw failure;
    }
    return transfer == Transfer.COPY
        ? CopyReader.open(session)
        : ResultSetReader.open(session, CURSOR_ROWS, writers(sqlScan, pool.source()));
  }

  private static List<ColumnWriter> writers(SqlScan scan, String source) {
    return scan.columns().stream().map(field -> CursorWriters.of(field, source)).toList();
  }

  private static void cancelStatement(Connection connection) throws SQLException {
    connection.unwrap(PGConnection.class).cancelQuery();
  }

  @Override
  public void close() {
    pool.close();
  }
}
