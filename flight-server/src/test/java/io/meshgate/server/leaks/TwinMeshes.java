package io.meshgate.server.leaks;

import io.meshgate.connector.testing.query.TableLoader;
import io.meshgate.connector.testing.query.Tables.Table;
import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.e2e.Contract;
import io.meshgate.server.e2e.Stores;
import io.meshgate.server.e2e.TestMesh;
import java.nio.file.Files;
import java.nio.file.Path;
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
        - {name: ana, passwordHash: "%s", groups: [g], attributes: {level: %3$d, zone: %4$s}}
        - {name: bea, passwordHash: "%s", groups: [g, narrow], attributes: {level: %3$d, zone: %4$s}}
      """
          .formatted(
              UsersFixture.hash("ana-password"),
              UsersFixture.hash("bea-password"),
              Formulas.LEVEL,
              Formulas.ZONE);

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
      Map<Table, List<List<@Nullable Object>>> rows)
      throws Exception {
    Path folder = Files.createDirectories(root.resolve(twin));
    TestMesh.configure(folder, "twin", stores, "");
    Files.writeString(folder.resolve("users.yaml"), USERS);
    load(stores, folder, twin, rows);
    for (TableRules table : rules.all()) {
      String name = table.table().name();
      Files.writeString(folder.resolve("products/" + name + ".odcs.yaml"), contract(table, twin));
      Files.writeString(folder.resolve("policies/" + name + ".policy.yaml"), table.yaml());
    }
    writeMap(folder);
    writeViews(folder, rules);
    TestMesh mesh = TestMesh.start(folder);
    List<String> problems =
        mesh.process().problems().stream()
            .map(Object::toString)
            .filter(problem -> !problem.contains("The secret 'password' stands in the file"))
            .toList();
    if (!problems.isEmpty()) {
      mesh.close();
      throw new IllegalStateException("The mesh is not right: " + problems);
    }
    return mesh;
  }

  private static void load(
      Stores stores, Path folder, String twin, Map<Table, List<List<@Nullable Object>>> rows)
      throws SQLException {
    stores.postgres("DROP SCHEMA IF EXISTS " + twin + " CASCADE", "CREATE SCHEMA " + twin);
    try (Connection postgres = connect(stores.postgres());
        Connection maria = connect(stores.mariaDb());
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (Map.Entry<Table, List<List<@Nullable Object>>> entry : rows.entrySet()) {
        Table table = entry.getKey();
        switch (table.source()) {
          case "pg" ->
              TableLoader.load(postgres, twin + "." + table.name(), "pg", entry.getValue());
          case "maria" -> {
            stores.mariaDb("DROP TABLE IF EXISTS " + twin + "_" + table.name());
            TableLoader.load(maria, twin + "_" + table.name(), "maria", entry.getValue());
          }
          default -> {
            TableLoader.load(duck, table.name(), "duck", entry.getValue());
            Path file = folder.resolve("lake/" + twin + "_" + table.name() + ".parquet");
            statement.execute("COPY " + table.name() + " TO '" + file + "' (FORMAT parquet)");
          }
        }
      }
    }
    stores.postgres("ANALYZE");
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static String contract(TableRules rules, String twin) {
    Table table = rules.table();
    String[] columns = rules.columns().stream().map(Cells::name).toArray(String[]::new);
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

  // Each table as a view, and as a view of that.
  private static void writeViews(Path folder, Rules rules) throws Exception {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: v3.1.0\nkind: DataContract\nversion: 1.0.0\nstatus: active\n");
    yaml.append("id: views\ndomain: shop\nname: views\nschema:\n");
    for (TableRules table : rules.all()) {
      String name = table.table().name();
      yaml.append(view(name, table.product() + "." + name, table));
      yaml.append(view(name + "_again", "shop.views." + name, table));
    }
    Files.writeString(folder.resolve("products/views.odcs.yaml"), yaml.toString());
    Files.writeString(
        folder.resolve("policies/views.policy.yaml"),
        """
        apiVersion: meshgate.io/v1
        kind: AccessPolicySet
        version: 1
        id: views
        owner: domain:shop
        appliesTo: {products: [shop.views]}
        grants:
          - {id: read, to: {all: true}, columns: {allow: ['*']}, rows: all}
        """);
  }

  private static String view(String name, String of, TableRules rules) {
    StringBuilder columns = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int column : rules.visibleColumns()) {
      names.add("\\\"" + Cells.name(column) + "\\\"");
      columns.append("      - {name: ").append(Cells.name(column));
      columns.append(", physicalType: \"").append(type(column)).append("\"}\n");
    }
    return """
      - name: %s
        physicalType: view
        customProperties:
          - {property: sql, value: "SELECT %s FROM %s"}
        properties:
    """
            .formatted(name, String.join(", ", names), of)
        + columns;
  }

  private static String type(int column) {
    return switch (column) {
      case Cells.ID, Cells.K -> "integer";
      case Cells.N -> "bigint";
      case Cells.DEC2 -> "numeric(10,2)";
      case Cells.DEC4 -> "numeric(12,4)";
      case Cells.DBL -> "double precision";
      case Cells.TXT, Cells.CODE -> "varchar";
      case Cells.FLAG -> "boolean";
      case Cells.BORN -> "date";
      default -> "timestamp";
    };
  }

  @Override
  public void close() {
    try (first;
        second) {
      // Both fail if they leave a buffer.
    }
  }
}
