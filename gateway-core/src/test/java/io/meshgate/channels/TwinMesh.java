package io.meshgate.channels;

import io.meshgate.QueryEngine;
import io.meshgate.TestMesh;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.execute.QueryResult;
import io.meshgate.policy.AccessPolicies;
import io.meshgate.policy.PolicyLoader;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.spi.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One table twice at each of three kinds of source: in the domain {@code aaa} with hidden rows and
 * with other values behind the masks, in the domain {@code bbb} without either. To an analyst they
 * are the same.
 *
 * <p>The names have one length, so that even the positions in errors are the same. All classes of a
 * test run share it, since it starts two servers.
 */
final class TwinMesh implements AutoCloseable {

  static final List<String> SOURCES = List.of("pg", "maria", "duck");
  static final Principal ANALYST = Principal.of("ann", "analyst");
  static final Principal AUDITOR = Principal.of("otto", "auditor");
  private static final String HIDING = "aaa";
  private static final String PLAIN = "bbb";

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: twins
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: analysts, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: policies}
        - {id: auditors, to: {groups: [auditor]}, columns: {allow: ['*']}, rows: all}
      rowPolicies:
        - {id: seen, effect: permit, to: {groups: [analyst]}, when: "seen = 'y'"}
      columnMasks:
        - {id: card, match: {columns: [card]}, to: {groups: [analyst]}, using: last4}
        - {id: mail, match: {columns: [mail]}, to: {groups: [analyst]}, using: redact}
        - {id: pay, match: {columns: [pay]}, to: {groups: [analyst]}, using: {round: -2}}
        - {id: born, match: {columns: [born]}, to: {groups: [analyst]}, using: {truncate: year}}
        - {id: memo, match: {columns: [memo]}, to: {groups: [analyst]}, using: null}
        - id: tier
          match: {columns: [tier]}
          to: {groups: [analyst]}
          using: {expression: "CASE WHEN tier > 10 THEN 10 ELSE tier END"}
      """;

  /** Hands the mesh to tests as a parameter. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
      return parameter.getParameter().getType() == TwinMesh.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext extension) {
      return extension
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(TwinMesh.class);
    }
  }

  private final Path folder = Files.createTempDirectory("meshgate-twins");
  private final RootAllocator allocator = new RootAllocator();
  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb maria;
  private final TestMesh mesh = new TestMesh();
  private final QueryEngine engine;
  private final Map<String, String> expected = new ConcurrentHashMap<>();

  TwinMesh() throws Exception {
    postgres = EmbeddedPostgres.start(Files.createDirectory(folder.resolve("postgres")));
    maria = EmbeddedMariaDb.start(Files.createDirectory(folder.resolve("maria")));
    Path lake = Files.createDirectory(folder.resolve("lake"));
    load(postgres, "pg");
    load(maria, "maria");
    writeParquet(lake);
    mesh.source("pg", "postgres", options(postgres), folder);
    mesh.source("maria", "mysql", options(maria), folder);
    mesh.source("duck", "duckdb", Map.of("folder", lake.toString()), folder);
    for (String domain : List.of(HIDING, PLAIN)) {
      String remote = "items_" + domain;
      mesh.table(domain + ".pg", "items", "pg", TableName.of("public", remote));
      mesh.table(domain + ".maria", "items", "maria", TableName.of(maria.database(), remote));
      mesh.table(domain + ".duck", "items", "duck", TableName.of(remote + ".parquet"));
    }
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("twins.policy.yaml"), POLICY);
    PolicyLoader.Result loaded =
        PolicyLoader.load(List.of(policies), mesh.catalog(), Set.of(), AccessPolicies.none());
    if (!loaded.problems().isEmpty()) {
      throw new AssertionError("The policies are not good: " + loaded.problems());
    }
    engine = mesh.engine(loaded.policies(), allocator, folder.resolve("spill"));
  }

  private static Map<String, String> options(EmbeddedServer server) {
    return Map.of(
        "host", server.host(),
        "port", Integer.toString(server.port()),
        "database", server.database(),
        "user", server.user(),
        "password", server.password());
  }

  private static void load(EmbeddedServer server, String source) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password())) {
      load(connection, HIDING, source);
      load(connection, PLAIN, source);
    }
  }

  private static void writeParquet(Path lake) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String domain : List.of(HIDING, PLAIN)) {
        load(connection, domain, "duck");
        statement.execute("COPY items_%s TO '%s/items_%s.parquet'".formatted(domain, lake, domain));
      }
    }
  }

  private static void load(Connection connection, String domain, String source)
      throws SQLException {
    String table = "items_" + domain;
    List<List<@Nullable Object>> rows =
        domain.equals(HIDING) ? TwinRows.withHidden() : TwinRows.visible();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + table + " (" + TwinRows.columns(source) + ")");
      int width = rows.get(0).size();
      String places = String.join(", ", Collections.nCopies(width, "?"));
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
        for (List<@Nullable Object> row : rows) {
          for (int i = 0; i < width; i++) {
            insert.setObject(i + 1, row.get(i));
          }
          insert.execute();
        }
      }
      if (source.equals("pg")) {
        statement.execute("ANALYZE " + table);
      }
    }
  }

  /** What a principal observes of a query over the table with hidden rows. */
  String hiding(Principal principal, String sql, String source) {
    return observe(principal, sql, HIDING + "." + source).replace(HIDING, PLAIN);
  }

  /** What a principal observes of the same query over the table without. */
  String plain(Principal principal, String sql, String source) {
    return observe(principal, sql, PLAIN + "." + source);
  }

  /**
   * What an analyst observes of a query over the table without hidden rows, at whichever source: an
   * answer does not depend on it, and so is asked for once.
   */
  String expected(String sql) {
    return expected.computeIfAbsent(sql, query -> plain(ANALYST, query, "duck"));
  }

  /** The rows, types included, or the error; {@code {t}} in the query is the table. */
  private String observe(Principal principal, String sql, String product) {
    String query = sql.replace("{t}", product + ".items");
    try (QueryResult result = engine.execute(QuerySession.of(principal), query)) {
      return result.schema() + "\n" + ArrowRows.read(result.reader());
    } catch (QueryException e) {
      return e.code() + ": " + e.getMessage();
    } catch (IOException e) {
      if (e.getCause() instanceof QueryException failure) {
        return failure.code() + ": " + failure.getMessage();
      }
      throw new AssertionError("Reading the rows of " + query + " failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    engine.close();
    mesh.close();
    maria.close();
    postgres.close();
    allocator.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
