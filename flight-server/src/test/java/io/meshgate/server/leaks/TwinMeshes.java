package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.TableLoader;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.e2e.Contract;
import io.meshgate.server.e2e.Stores;
import io.meshgate.server.e2e.TestMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two gateways with the same products, rules and users over real stores that hold the two fillings.
 * Names in the stores differ too, so that they would show.
 */
final class TwinMeshes implements AutoCloseable {

  private static final String USERS =
      """
      users:
        - {name: ana, passwordHash: "%s", groups: [g], attributes: {level: %3$d, zone: %4$s}, purposes: [reporting, audit]}
        - {name: bea, passwordHash: "%s", groups: [g, narrow], attributes: {level: %3$d, zone: %4$s}, purposes: [reporting, audit]}
      """
          .formatted(
              UsersFixture.hash("ana-password"),
              UsersFixture.hash("bea-password"),
              Formulas.LEVEL,
              Formulas.ZONE);

  private static final List<String> EXPECTED =
      List.of(
          "The secret 'password' stands in the file",
          "is denied to everybody: it reads with rights of its own");

  private final TestMesh first;
  private final TestMesh second;

  private TwinMeshes(TestMesh first, TestMesh second) {
    this.first = first;
    this.second = second;
  }

  /** Fills the stores and starts both gateways in folders of their own. */
  static TwinMeshes start(Stores stores, Path folder, Rules rules, TwinRows rows) throws Exception {
    TestMesh first = start(stores, folder, "tan", rules, rows.first());
    return new TwinMeshes(first, start(stores, folder, "ton", rules, rows.second()));
  }

  TestMesh first() {
    return first;
  }

  TestMesh second() {
    return second;
  }

  private static TestMesh start(
      Stores stores,
      Path root,
      String twin,
      Rules rules,
      Map<RandomTable, List<List<@Nullable Object>>> rows)
      throws Exception {
    Path folder = Files.createDirectories(root.resolve(twin));
    TestMesh.configure(folder, "twin", stores, "");
    Files.writeString(
        folder.resolve("mesh.yaml"), "operations: {port: 0}\n", StandardOpenOption.APPEND);
    Files.writeString(folder.resolve("users.yaml"), USERS);
    load(stores, folder, twin, rows);
    for (TableRules table : rules.all()) {
      String name = table.table().name();
      PolicyTexts texts = new PolicyTexts(table);
      product(folder, name, contract(table, twin) + texts.contract(), texts.domain());
      Files.writeString(
          folder.resolve("policies/gov-" + name + ".policy.yaml"), texts.governance());
    }
    writeMap(folder);
    writeViews(folder, rules);
    TestMesh mesh = TestMesh.startWithoutTls(folder);
    List<String> problems =
        mesh.process().problems().stream()
            .map(Object::toString)
            .filter(problem -> EXPECTED.stream().noneMatch(problem::contains))
            .toList();
    if (!problems.isEmpty()) {
      mesh.close();
      throw new IllegalStateException("The mesh is not right: " + problems);
    }
    return mesh;
  }

  private static void load(
      Stores stores, Path folder, String twin, Map<RandomTable, List<List<@Nullable Object>>> rows)
      throws SQLException {
    stores.postgres("DROP SCHEMA IF EXISTS " + twin + " CASCADE", "CREATE SCHEMA " + twin);
    try (Connection postgres = connect(stores.postgres());
        Connection maria = connect(stores.mariaDb());
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (Map.Entry<RandomTable, List<List<@Nullable Object>>> entry : rows.entrySet()) {
        RandomTable table = entry.getKey();
        String name = twin + "_" + table.name();
        switch (table.source()) {
          case "pg" -> load(postgres, twin + "." + table.name(), entry);
          case "maria" -> {
            stores.mariaDb("DROP TABLE IF EXISTS " + name);
            load(maria, name, entry);
          }
          default -> {
            load(duck, name, entry);
            Path file = folder.resolve("lake/" + name + ".parquet");
            statement.execute("COPY " + name + " TO '" + file + "' (FORMAT parquet)");
          }
        }
      }
    }
    stores.postgres("ANALYZE");
  }

  private static void load(
      Connection connection, String name, Map.Entry<RandomTable, List<List<@Nullable Object>>> rows)
      throws SQLException {
    connection.setAutoCommit(false);
    TableLoader.load(connection, name, rows.getKey().definitions(), rows.getValue());
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void product(Path folder, String name, String contract, String policy)
      throws IOException {
    Files.writeString(folder.resolve("products/" + name + ".odcs.yaml"), contract);
    Files.writeString(folder.resolve("policies/" + name + ".policy.yaml"), policy);
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static String contract(TableRules rules, String twin) {
    RandomTable table = rules.table();
    String[] columns =
        rules.columns().stream()
            .map(column -> table.fields().get(column).name())
            .toArray(String[]::new);
    return switch (table.source()) {
      case "pg" ->
          Contract.postgres(
              "shop", table.name(), twin, Contract.table(table.name(), table.name(), columns));
      case "maria" ->
          Contract.mariaDb(
              "shop",
              table.name(),
              Contract.table(table.name(), twin + "_" + table.name(), columns));
      default ->
          Contract.lake(
              "shop",
              table.name(),
              Contract.table(table.name(), twin + "_" + table.name() + ".parquet", columns));
    };
  }

  // The mapping table of the policies.
  private static void writeMap(Path folder) throws Exception {
    List<String> lines = new ArrayList<>(List.of("code,zone"));
    Formulas.EU.forEach(code -> lines.add(code + ",EU"));
    Formulas.US.forEach(code -> lines.add(code + ",US"));
    Files.write(folder.resolve("lake/maps.csv"), lines);
    Files.writeString(
        folder.resolve("products/maps.odcs.yaml"),
        Contract.lake("shop", "maps", Contract.table("maps", "maps.csv", "code", "zone"))
            + "customProperties:\n  - {property: meshgate.policyData, value: true}\n");
  }

  // Each table as a view, as a view of that, as one with rules, and as one with rights of its own.
  private static void writeViews(Path folder, Rules rules) throws IOException {
    StringBuilder views = new StringBuilder();
    for (TableRules table : rules.all()) {
      if (!table.isLimited()) {
        String name = table.table().name();
        String stored = table.table().product() + "." + name;
        views.append(DerivedText.view(table, name, stored));
        views.append(DerivedText.view(table, name + "_again", "shop.views." + name));
        RuledView ruled = rules.viewOf(table.table());
        product(
            folder,
            ruled.reference(),
            DerivedText.contract(ruled.reference(), DerivedText.view(table, "ruled", stored)),
            ruled.yaml());
      }
      // Rules name it also where it is not granted; then it is denied.
      DerivedText.writeOwned(folder, table);
    }
    product(
        folder,
        "views",
        DerivedText.contract("views", views.toString()),
        DerivedText.open("views"));
  }

  @Override
  public void close() {
    try (first;
        second) {
      // Both fail if they leave a buffer.
    }
  }
}
