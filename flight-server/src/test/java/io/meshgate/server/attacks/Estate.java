package io.meshgate.server.attacks;

import io.meshgate.embedded.EmbeddedMariaDb;
import io.meshgate.embedded.EmbeddedPostgres;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.auth.UsersFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two servers that log every statement, and on them the data, contracts and policies of two meshes.
 *
 * <p>Each of the three domains {@code north} (PostgreSQL), {@code south} (MariaDB) and {@code east}
 * (Parquet) publishes one physical table under three policies: {@code desk} with a plain row
 * filter, {@code cases} with one that reads a mapping table, {@code sealed} where no predicate goes
 * down.
 */
final class Estate implements AutoCloseable {

  /** Domains by the name of their source. */
  static final Map<String, String> DOMAINS =
      Map.of("pg", "north", "maria", "south", "lake", "east");

  private static final Pattern PASSWORD = Pattern.compile("\\$\\{hash:(\\w+)}");
  private static final List<String> STORES = List.of("pg", "maria", "lake");
  private static final List<String> PRODUCTS = List.of("desk", "cases", "sealed", "books", "polls");

  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final EmbeddedMariaDb mariaDb;

  private Estate(Path folder) {
    this.folder = folder;
    this.postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    this.mariaDb = EmbeddedMariaDb.start(folder.resolve("mariadb"));
  }

  /** Starts the servers and fills them for both meshes. */
  static Estate start(Path folder) throws IOException, SQLException {
    Estate estate = new Estate(folder);
    for (Side side : Side.values()) {
      Path mesh = estate.mesh(side);
      for (String child : List.of("lake", "products", "policies")) {
        Files.createDirectories(mesh.resolve(child));
      }
      estate.fill(side);
      estate.publish(side);
    }
    run(
        estate.postgres.jdbcUrl(),
        estate.postgres,
        List.of("ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()"));
    run(
        estate.mariaDb.jdbcUrl(),
        estate.mariaDb,
        List.of(
            "SET GLOBAL general_log_file = '" + estate.mariaDbLog() + "'",
            "SET GLOBAL general_log = 1"));
    return estate;
  }

  /** The folder of a mesh, with {@code mesh.yaml}. */
  Path mesh(Side side) {
    return folder.resolve(side.schema());
  }

  /** What PostgreSQL was asked since the data are there. */
  String askedOfPostgres() throws IOException {
    return Files.readString(folder.resolve("postgres/server.log"), StandardCharsets.UTF_8);
  }

  /** What MariaDB was asked since the data are there. */
  String askedOfMariaDb() throws IOException {
    return Files.readString(mariaDbLog(), StandardCharsets.UTF_8);
  }

  private Path mariaDbLog() {
    return folder.resolve("mariadb/statements.log").toAbsolutePath();
  }

  private void fill(Side side) throws IOException, SQLException {
    String tables = Template.resource("estate/tables.sql");
    for (String store : STORES) {
      Map<String, String> values =
          Map.of("schema", side.schema(), "lake", mesh(side).resolve("lake") + "/", "store", store);
      List<String> script = Template.statements(Template.part(tables, side, store, values));
      switch (store) {
        case "pg" -> run(postgres.jdbcUrl(), postgres, script);
        case "maria" -> run(mariaDb.jdbcUrl(), mariaDb, script);
        default -> duckDb(script);
      }
    }
  }

  private static void duckDb(List<String> script) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      run(connection, script);
    }
  }

  private static void run(String url, EmbeddedServer server, List<String> script)
      throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(url, server.user(), server.password())) {
      run(connection, script);
    }
  }

  private static void run(Connection connection, List<String> script) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : script) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          throw new SQLException(sql.lines().findFirst().orElse(""), e);
        }
      }
    }
  }

  private void publish(Side side) throws IOException {
    for (String store : STORES) {
      for (String product : PRODUCTS) {
        publish(side, store, product);
      }
    }
    for (String single : List.of("map.odcs.yaml", "views.odcs.yaml", "sheets.odcs.yaml")) {
      write(side, "products/" + single, single);
    }
    for (String policy : List.of("staff", "rows", "limits", "mapped", "sealed", "views")) {
      write(side, "policies/" + policy + ".policy.yaml", policy + ".policy.yaml");
    }
    if (side == Side.POISONED) {
      write(side, "products/dark.odcs.yaml", "dark.odcs.yaml");
      write(side, "policies/locked.policy.yaml", "locked.policy.yaml");
    }
    Files.writeString(mesh(side).resolve("key"), "the key of masks under attack");
    write(side, "users.yaml", "users.yaml");
    write(side, "mesh.yaml", "mesh.yaml");
  }

  private void publish(Side side, String store, String product) throws IOException {
    Map<String, String> values =
        Map.of(
            "domain",
            DOMAINS.getOrDefault(store, store),
            "product",
            product,
            "schema",
            side.schema(),
            "end",
            store.equals("lake") ? ".parquet" : "");
    String text = Template.resource("estate/head.odcs.yaml");
    if (product.equals("books") || product.equals("polls")) {
      text += Template.resource("estate/" + product + ".odcs.yaml");
    } else {
      String people = Template.resource("estate/people.odcs.yaml");
      text += people.replace("${table}", "people") + people.replace("${table}", "strange");
    }
    if (product.equals("desk")) {
      text += Template.resource("estate/payroll.odcs.yaml");
    }
    Files.writeString(
        mesh(side).resolve("products/" + store + "-" + product + ".odcs.yaml"),
        Template.part(text, side, store, values));
  }

  private void write(Side side, String file, String resource) throws IOException {
    Map<String, String> values =
        Map.of(
            "schema", side.schema(),
            "pg", source("postgres", postgres, postgres.database()),
            "maria", source("mysql", mariaDb, side.schema()));
    String text = Template.part(Template.resource("estate/" + resource), side, "pg", values);
    text =
        PASSWORD
            .matcher(text)
            .replaceAll(m -> Matcher.quoteReplacement(UsersFixture.hash(m.group(1) + "-password")));
    Files.writeString(mesh(side).resolve(file), text);
  }

  private String source(String type, EmbeddedServer server, String database) throws IOException {
    Path secret = Files.writeString(folder.resolve(type + ".password"), server.password());
    return "{type: %s, host: %s, port: %d, database: %s, user: %s, password: '${file:%s}'}"
        .formatted(type, server.host(), server.port(), database, server.user(), secret);
  }

  @Override
  public void close() {
    try (postgres;
        mariaDb) {
      // Both are stopped before their folders go.
    }
  }
}
