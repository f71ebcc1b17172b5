package io.meshgate.connector.duckdb;

import io.meshgate.connector.testing.ContractColumn;
import io.meshgate.connector.testing.ContractTable;
import io.meshgate.connector.testing.SqlScript;
import io.meshgate.spi.Connector;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.SqlSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Writes what the tests read, with a DuckDB that is not the connector's. */
final class DuckDbFiles {

  private DuckDbFiles() {}

  static Path newFolder() {
    try {
      return Files.createTempDirectory("duckdb-test-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder", e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }

  /** Runs statements on a database file, or in memory for an empty name. */
  static void run(String database, List<String> statements) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Preparing the files failed", e);
    }
  }

  static Connector connect(Path folder, Map<String, String> options) {
    return new DuckDbConnectorFactory().create(new SourceConfig("lake", "test", options, folder));
  }

  static List<String> statements(ContractTable table) {
    SqlSyntax syntax = DuckDbCapabilities.CAPABILITIES.sql().orElseThrow();
    return new SqlScript(syntax, DuckDbFiles::type).statements(table, table.name());
  }

  private static String type(ContractColumn column) {
    return switch (column.kind()) {
      case BOOLEAN -> "BOOLEAN";
      case INTEGER ->
          switch (((ArrowType.Int) column.type()).getBitWidth()) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INTEGER";
            default -> "BIGINT";
          };
      case DECIMAL -> {
        ArrowType.Decimal decimal = (ArrowType.Decimal) column.type();
        yield "DECIMAL(" + decimal.getPrecision() + ", " + decimal.getScale() + ")";
      }
      case REAL -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case TEXT -> "VARCHAR";
      case BINARY -> "BLOB";
      case DATE -> "DATE";
      case TIME -> "TIME";
      case TIMESTAMP -> "TIMESTAMP";
      case TIMESTAMP_TZ -> "TIMESTAMPTZ";
      case OTHER -> throw new IllegalArgumentException(column.name());
    };
  }
}
