package io.meshgate.connector.mysql;

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

/** One MySQL or MariaDB server. */
final class MySqlConnector implements Connector {

  private static final Duration DESCRIBE_TIMEOUT = Duration.ofSeconds(30);

  /** Any number above zero makes the driver stream; it buffers about that many rows. */
  private static final int FETCH_ROWS = 10_000;

  private final ConnectionPool pool;
  private final MySqlTypes.TinyInt tinyInt;
  private final String database;
  private final Capabilities capabilities;

  MySqlConnector(SourceConfig config, ConnectionPool pool, MySqlTypes.TinyInt tinyInt) {
    this.pool = pool;
    this.tinyInt = tinyInt;
    this.database = config.require("database");
    this.capabilities = MySqlCapabilities.of(pool.options().concurrentScans());
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    List<String> parts = table.parts();
    if (parts.size() > 2) {
      return Optional.empty();
    }
    String schema = parts.size() == 2 ? parts.get(0) : database;
    try (Connection connection = pool.borrow()) {
      SessionSettings.apply(connection, Optional.of(Instant.now().plus(DESCRIBE_TIMEOUT)));
      MySqlTypes types = new MySqlTypes(Flavor.of(connection), tinyInt);
      Optional<RemoteTable> described =
          new TableDescriber(connection, types).describe(table, schema, table.last());
      connection.rollback();
      return described;
    } catch (SQLException e) {
      throw SqlStates.failure(pool.source(), e);
    }
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    if (!(scan instanceof SqlScan sqlScan)) {
      throw new ConnectorException(
          Kind.INTERNAL, "Source '%s' takes SQL, not table scans".formatted(pool.source()));
    }
    ScanSession session =
        ScanSession.begin(pool, sqlScan, context, MySqlConnector::cancelStatement);
    try {
      SessionSettings.apply(session.connection(), context.deadline());
    } catch (SQLException e) {
      ConnectorException failure = session.failure(e);
      session.close();
      throw failure;
    }
    return ResultSetReader.open(
        session,
        FETCH_ROWS,
        sqlScan.columns().stream().map(field -> MySqlWriters.of(field, pool.source())).toList());
  }

  /** Ends the statement through a connection of its own. */
  private static void cancelStatement(Connection connection) throws SQLException {
    connection.unwrap(org.mariadb.jdbc.Connection.class).cancelCurrentQuery();
  }

  @Override
  public void close() {
    pool.close();
  }
}
