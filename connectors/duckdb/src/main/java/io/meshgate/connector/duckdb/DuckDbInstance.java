package io.meshgate.connector.duckdb;

import io.meshgate.spi.ConnectorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DuckDB in memory that can read the allowed folders and the attached file and nothing else: no
 * network, no extensions, no other files, no change of configuration.
 */
final class DuckDbInstance implements AutoCloseable {

  /** The name under which the database file is attached. */
  static final String DATABASE = "db";

  private static final Logger log = LoggerFactory.getLogger(DuckDbInstance.class);

  private final DuckDBConnection base;
  private final Path temporary;

  private DuckDbInstance(DuckDBConnection base, Path temporary) {
    this.base = base;
    this.temporary = temporary;
  }

  static DuckDbInstance start(DuckDbSettings settings, List<Path> folders) throws SQLException {
    Path temporary = temporaryFolder();
    DuckDBConnection base = null;
    try {
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      base = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      try (Statement statement = base.createStatement()) {
        for (String sql : configuration(settings, folders, temporary)) {
          statement.execute(sql);
        }
      }
      return new DuckDbInstance(base, temporary);
    } catch (SQLException e) {
      if (base != null) {
        base.close();
      }
      delete(temporary);
      throw e;
    }
  }

  // The deliminator loses rows of EXISTS with an equality and two inequalities; filters from a join
  // reach below the limit of a sorted join, which then lets other rows in.
  private static final String WITHOUT_WRONG_ROWS =
      "SET disabled_optimizers = 'deliminator,join_filter_pushdown'";

  /** The order matters: nothing can be set or attached after the last two. */
  private static List<String> configuration(
      DuckDbSettings settings, List<Path> folders, Path temporary) {
    List<String> sql = new ArrayList<>();
    settings
        .database()
        .ifPresent(
            file ->
                sql.add(
                    "ATTACH " + Sql.text(file.toString()) + " AS " + DATABASE + " (READ_ONLY)"));
    sql.add("SET GLOBAL TimeZone = 'UTC'");
    sql.add(WITHOUT_WRONG_ROWS);
    sql.add("SET temp_directory = " + Sql.text(temporary.toString()));
    settings.threads().ifPresent(threads -> sql.add("SET threads = " + threads));
    settings.memory().ifPresent(memory -> sql.add("SET memory_limit = " + Sql.text(memory)));
    sql.add(
        folders.stream()
            .map(folder -> Sql.text(folder + "/"))
            .collect(Collectors.joining(", ", "SET allowed_directories = [", "]")));
    sql.add("SET autoinstall_known_extensions = false");
    sql.add("SET autoload_known_extensions = false");
    sql.add("SET allow_community_extensions = false");
    sql.add("SET enable_external_access = false");
    sql.add("SET lock_configuration = true");
    return sql;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("meshgate-duckdb-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder for DuckDB", e);
    }
  }

  /** A connection of its own, which the caller closes. */
  Connection connect() throws SQLException {
    return base.duplicate();
  }

  @Override
  public void close() {
    try {
      base.close();
    } catch (SQLException e) {
      throw new ConnectorException(
          ConnectorException.Kind.INTERNAL, "DuckDB could not be closed", e);
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("The temporary folder {} stays behind", folder, e);
    }
  }
}
