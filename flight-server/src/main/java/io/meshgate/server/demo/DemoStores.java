package io.meshgate.server.demo;

import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * The two database servers of the demo with their data: flights in PostgreSQL, aircraft and
 * airlines in MariaDB.
 *
 * <p>The gateway logs in to them under an account that may only read, with a password of its own.
 * Not for use by many threads.
 */
final class DemoStores implements AutoCloseable {
  /** The account under which the gateway reads. */
  static final String READER = "gateway";

  /** Database of the fleet's tables. */
  static final String FLEET_DATABASE = "fleet";

  private final EmbeddedPostgres operations;
  private final EmbeddedMariaDb fleet;

  private DemoStores(EmbeddedPostgres operations, EmbeddedMariaDb fleet) {
    this.operations = operations;
    this.fleet = fleet;
  }

  /** Starts both servers on {@code folder}, in which their data stays. */
  static DemoStores start(Path folder) {
    EmbeddedPostgres operations = EmbeddedPostgres.start(folder.resolve("postgres"));
    try {
      return new DemoStores(operations, EmbeddedMariaDb.start(folder.resolve("mariadb")));
    } catch (RuntimeException e) {
      operations.close();
      throw e;
    }
  }

  /** The server of the domain operations. */
  EmbeddedPostgres operations() {
    return operations;
  }

  /** The server of the domain fleet. */
  EmbeddedMariaDb fleet() {
    return fleet;
  }

  /** Replaces the tables of both servers by the rows of the files in {@code data}. */
  void load(Path data) throws SQLException, IOException {
    try (Connection files = DriverManager.getConnection("jdbc:duckdb:")) {
      loadFlights(files, data);
      loadFleet(files, data);
    }
  }

  /** Lets {@link #READER} read the tables under this password, and nothing else. */
  void admitReader(String password) throws SQLException {
    try (Connection connection = connect(operations);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "DO $$ BEGIN CREATE ROLE gateway LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
      // The password is hexadecimal, and neither statement takes parameters.
      statement.execute("ALTER ROLE gateway PASSWORD '" + password + "'");
      statement.execute("GRANT USAGE ON SCHEMA operations TO gateway");
      statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA operations TO gateway");
    }
    try (Connection connection = connect(fleet);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE OR REPLACE USER gateway@'%' IDENTIFIED BY '" + password + "'");
      statement.execute("GRANT SELECT, SHOW VIEW ON fleet.* TO gateway@'%'");
    }
  }

  private void loadFlights(Connection files, Path data) throws SQLException, IOException {
    Path csv = data.resolve("flights.csv");
    try (Statement statement = files.createStatement()) {
      statement.execute(
          "COPY (FROM "
              + parquet(data, "flights")
              + ") TO '"
              + quoted(csv)
              + "' (FORMAT csv, HEADER false)");
    }
    try (Connection connection = connect(operations);
        Statement statement = connection.createStatement();
        BufferedReader rows = Files.newBufferedReader(csv)) {
      connection.setAutoCommit(false);
      statement.execute("DROP SCHEMA IF EXISTS operations CASCADE");
      statement.execute("CREATE SCHEMA operations");
      statement.execute(DemoResources.text("stores/flights.sql"));
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY operations.flights FROM STDIN (FORMAT csv)", rows);
      statement.execute("CREATE INDEX ON operations.flights (carrier)");
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("VACUUM ANALYZE operations.flights");
    }
    Files.delete(csv);
  }

  private void loadFleet(Connection files, Path data) throws SQLException, IOException {
    try (Connection connection = connect(fleet);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE OR REPLACE DATABASE " + FLEET_DATABASE);
      for (String table : new String[] {"planes", "airlines"}) {
        statement.execute(DemoResources.text("stores/" + table + ".sql"));
        copyRows(files, parquet(data, table), connection, FLEET_DATABASE + "." + table);
        statement.execute("ANALYZE TABLE " + FLEET_DATABASE + "." + table);
      }
    }
  }

  private static void copyRows(Connection from, String source, Connection to, String table)
      throws SQLException {
    try (Statement select = from.createStatement();
        ResultSet rows = select.executeQuery("FROM " + source)) {
      int columns = rows.getMetaData().getColumnCount();
      String places = "?" + ", ?".repeat(columns - 1);
      to.setAutoCommit(false);
      try (PreparedStatement insert =
          to.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
        while (rows.next()) {
          for (int i = 1; i <= columns; i++) {
            insert.setObject(i, rows.getObject(i));
          }
          insert.addBatch();
        }
        insert.executeBatch();
      }
      to.commit();
      to.setAutoCommit(true);
    }
  }

  private static String parquet(Path data, String table) {
    return "'" + quoted(data.resolve(table + ".parquet")) + "'";
  }

  private static String quoted(Path path) {
    return path.toString().replace("'", "''");
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  @Override
  public void close() {
    try (operations) {
      fleet.close();
    }
  }
}
