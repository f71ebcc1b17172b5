package io.meshgate.server.leaks;

import io.meshgate.server.e2e.Stores;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the database servers are asked while this is open, by their own logs. */
final class SourceLogs implements AutoCloseable {

  private final Stores stores;

  SourceLogs(Stores stores) throws SQLException {
    this.stores = stores;
    stores.mariaDb(
        "SET GLOBAL log_output = 'TABLE'",
        "TRUNCATE TABLE mysql.general_log",
        "SET GLOBAL general_log = ON");
  }

  /** The hidden values that a server was sent. */
  List<String> canaries() throws SQLException {
    List<String> spots = new ArrayList<>();
    for (String statement :
        Stores.texts(stores.mariaDb(), "SELECT argument FROM mysql.general_log")) {
      spots.addAll(Observation.canaries("MariaDB was asked " + statement, statement));
    }
    for (String statement : Stores.texts(stores.postgres(), "SELECT query FROM pg_stat_activity")) {
      spots.addAll(Observation.canaries("PostgreSQL was asked " + statement, statement));
    }
    return spots;
  }

  @Override
  public void close() throws SQLException {
    stores.mariaDb("SET GLOBAL general_log = OFF");
  }
}
