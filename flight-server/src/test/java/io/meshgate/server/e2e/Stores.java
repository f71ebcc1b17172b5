package io.meshgate.server.e2e;

import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A PostgreSQL and a MariaDB server, shared by all classes of a test run since they take seconds to
 * start. Each class keeps to tables of its own and leaves the servers running.
 */
public final class Stores implements AutoCloseable {

  /** Hands the servers to tests as a parameter. */
  public static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
      return parameter.getParameter().getType() == Stores.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
      return extension
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(Stores.class);
    }
  }

  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb mariaDb;

  Stores() throws IOException {
    folder = Files.createTempDirectory("meshgate-e2e");
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    mariaDb = EmbeddedMariaDb.start(folder.resolve("mariadb"));
  }

  /** The PostgreSQL server. */
  public EmbeddedPostgres postgres() {
    return postgres;
  }

  /** The MariaDB server. */
  public EmbeddedMariaDb mariaDb() {
    return mariaDb;
  }

  /** Runs statements in PostgreSQL. */
  public void postgres(String... statements) throws SQLException {
    execute(postgres, statements);
  }

  /** Runs statements in MariaDB. */
  public void mariaDb(String... statements) throws SQLException {
    execute(mariaDb, statements);
  }

  /** Runs statements in a DuckDB in memory, for files. */
  public static void duckDb(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Runs statements in a server. */
  static void execute(EmbeddedServer server, String... statements) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  /** The statements that gateways of a name run in PostgreSQL now, by the server's own list. */
  List<String> runningInPostgres(String gateway) throws SQLException {
    return texts(
        postgres,
        "SELECT query FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
            + " AND query LIKE '%gateway="
            + gateway
            + " %'");
  }

  /** The statements that gateways of a name run in MariaDB now, by the server's own list. */
  List<String> runningInMariaDb(String gateway) throws SQLException {
    return texts(
        mariaDb,
        "SELECT info FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
            + " AND info LIKE '%gateway="
            + gateway
            + " %'");
  }

  /** The first column of an answer of a server. */
  public static List<String> texts(EmbeddedServer server, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  @Override
  public void close() throws IOException {
    try (postgres;
        mariaDb) {
      // Both are stopped before their folders go.
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
