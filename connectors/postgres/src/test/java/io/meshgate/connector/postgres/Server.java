package io.meshgate.connector.postgres;

import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.RemoteScan.SqlScan;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.SourceConfig;
import io.meshgate.spi.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One PostgreSQL server for all test classes of a run, started with the first. */
final class Server implements BeforeAllCallback {

  static final String SOURCE = "erp";

  private static final Namespace NAMESPACE = Namespace.create(Server.class);

  private @Nullable EmbeddedPostgres started;

  @Override
  public void beforeAll(ExtensionContext context) {
    started =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
            .postgres;
  }

  private EmbeddedPostgres postgres() {
    return Objects.requireNonNull(started, "The server is registered as a static field");
  }

  /** A connector as the configuration would make it, with extra options. */
  Connector connect(Map<String, String> extra) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("host", postgres().host());
    options.put("port", Integer.toString(postgres().port()));
    options.put("database", postgres().database());
    options.put("user", postgres().user());
    options.put("password", postgres().password());
    options.putAll(extra);
    return new PostgresConnectorFactory()
        .create(new SourceConfig(SOURCE, "demo", options, Path.of(".")));
  }

  Connector connect() {
    return connect(Map.of());
  }

  /** Runs statements as the owner of the data. */
  void run(String... statements) {
    try (Connection connection = administrator();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The test's own SQL failed", e);
    }
  }

  /** The first column of the first row. */
  String ask(String sql) {
    try (Connection connection = administrator();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The test's own SQL failed", e);
    }
  }

  private Connection administrator() throws SQLException {
    return DriverManager.getConnection(
        postgres().jdbcUrl(), postgres().user(), postgres().password());
  }

  /** A query whose columns are called a, b, c ... */
  static SqlScan scan(String sql, ArrowType... types) {
    List<Field> fields =
        Stream.iterate(0, i -> i < types.length, i -> i + 1)
            .map(i -> Field.nullable(String.valueOf((char) ('a' + i)), types[i]))
            .toList();
    return new SqlScan(SOURCE, new Schema(fields), sql);
  }

  /** A query with one column of this name. */
  static SqlScan named(String sql, String name, ArrowType type) {
    return named(sql, name, ValueType.of(type));
  }

  static SqlScan named(String sql, String name, ValueType type) {
    return new SqlScan(SOURCE, new Schema(List.of(type.field(name))), sql);
  }

  static ScanContext context(BufferAllocator allocator, Cancellation cancellation) {
    return new ScanContext(allocator, "q-1", "anna", Optional.empty(), 1000, cancellation);
  }

  /** The running server; the root context closes it. */
  private static final class Running implements AutoCloseable {
    private final Path folder = newFolder();
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("server"));

    private static Path newFolder() {
      try {
        return Files.createTempDirectory("meshgate-postgres");
      } catch (IOException e) {
        throw new IllegalStateException("No folder for the test's server", e);
      }
    }

    @Override
    public void close() throws IOException {
      postgres.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
