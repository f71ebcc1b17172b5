package io.meshgate.server.leaks;

import io.meshgate.server.e2e.Stores;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the database servers are asked, by their own logs. Gateways have to be started while it is
 * open.
 */
final class SourceLogs implements AutoCloseable {

  private final Stores stores;
  private final LogFile postgres;

  SourceLogs(Stores stores) throws SQLException {
    this.stores = stores;
    this.postgres = new LogFile(stores.postgres().log());
    // New connections log, also those of pools.
    stores.postgres("ALTER ROLE CURRENT_USER SET log_statement = 'all'");
    stores.mariaDb("SET GLOBAL log_output = 'TABLE'");
  }

  /** Forgets what was asked so far: the stores are filled. */
  void begin() throws SQLException, IOException {
    stores.mariaDb("TRUNCATE TABLE mysql.general_log", "SET GLOBAL general_log = ON");
    postgres.skip();
  }

  /** The hidden values that a server was sent since. */
  List<String> canaries() throws SQLException, IOException {
    stores.mariaDb("SET GLOBAL general_log = OFF");
    List<String> spots = new ArrayList<>();
    for (String statement :
        Stores.texts(stores.mariaDb(), "SELECT argument FROM mysql.general_log")) {
      spots.addAll(Observation.canaries("MariaDB was asked " + statement, statement));
    }
    String log = postgres.more();
    if (!log.contains("gateway=twin")) {
      throw new IllegalStateException("PostgreSQL does not log what it is asked");
    }
    log.lines()
        .forEach(line -> spots.addAll(Observation.canaries("PostgreSQL logged " + line, line)));
    return spots;
  }

  @Override
  public void close() throws SQLException {
    stores.postgres("ALTER ROLE CURRENT_USER RESET log_statement");
    stores.mariaDb("SET GLOBAL general_log = OFF");
  }

  /** A file that grows. */
  static final class LogFile {

    private final Path file;
    private long read;

    LogFile(Path file) {
      this.file = file;
    }

    /** Passes over what is there. */
    void skip() throws IOException {
      read = Files.size(file);
    }

    /** What has come since. */
    String more() throws IOException {
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        channel.position(read);
        byte[] bytes = Channels.newInputStream(channel).readAllBytes();
        read += bytes.length;
        return new String(bytes, StandardCharsets.UTF_8);
      }
    }
  }
}
