package io.meshgate.connector.mysql;

import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.spi.Connector;
import io.meshgate.spi.SourceConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.mariadb.jdbc.MariaDbDataSource;

/** A MariaDB server of one test class, in a temporary folder, with its default collation. */
final class MariaDbFixture implements AutoCloseable {

  private final Path folder;
  private final EmbeddedMariaDb server;

  MariaDbFixture() {
    try {
      folder = Files.createTempDirectory("meshgate-mariadb");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = EmbeddedMariaDb.start(folder);
  }

  EmbeddedMariaDb server() {
    return server;
  }

  Connector connector(Map<String, String> extraOptions) {
    return new MySqlConnectorFactory().create(config(extraOptions));
  }

  SourceConfig config(Map<String, String> extraOptions) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("host", server.host());
    options.put("port", Integer.toString(server.port()));
    options.put("database", server.database());
    options.put("user", server.user());
    options.put("password", server.password());
    options.putAll(extraOptions);
    return new SourceConfig("shop", "test", options, folder);
  }

  Connection connect() throws SQLException {
    MariaDbDataSource source = new MariaDbDataSource(server.jdbcUrl());
    source.setUser(server.user());
    source.setPassword(server.password());
    return source.getConnection();
  }

  /** Runs statements in the gateway's SQL mode. */
  void execute(List<String> statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET sql_mode = '" + SessionSettings.SQL_MODE + "'");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  void execute(String... statements) throws SQLException {
    execute(List.of(statements));
  }

  /** The statements that other sessions of the gateway's account run now. */
  List<String> running() throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT COALESCE(INFO, '') FROM information_schema.PROCESSLIST"
                    + " WHERE COMMAND <> 'Sleep' AND ID <> CONNECTION_ID() AND USER = 'meshgate'")) {
      while (rows.next()) {
        statements.add(rows.getString(1));
      }
    }
    return statements;
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
