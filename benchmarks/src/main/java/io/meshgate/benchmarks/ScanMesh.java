package io.meshgate.benchmarks;

import io.meshgate.server.auth.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a gateway over one product: TPC-H's lineitem in Parquet, open to its one user. */
final class ScanMesh {

  static final String USER = "bench";
  static final String PASSWORD = "bench-password";
  static final String TABLE = "bench.data.lineitem";

  private static final String MESH =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: bench
      server: {host: localhost, port: 0}
      authentication: {users: "%1$s/users.yaml"}
      sources:
        lake: {type: duckdb, folder: "%1$s/lake"}
      products: ["%1$s/products"]
      policies: ["%1$s/policies"]
      """;
  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: open
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: everyone, to: {all: true}, columns: {allow: ['*']}, rows: all}
      """;
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      version: 1.0.0
      status: active
      id: lineitem
      domain: bench
      name: data
      servers:
        - {server: lake, type: local, path: "{table}", format: parquet}
      schema:
        - name: lineitem
          physicalName: lineitem.parquet
          properties:
      """;

  private final Path folder;

  private ScanMesh(Path folder) {
    this.folder = folder;
  }

  /** Writes everything into an empty folder. */
  static ScanMesh write(Path folder, double scale) throws IOException, SQLException {
    Path text = LineItems.write(folder, scale);
    for (String child : new String[] {"lake", "products", "policies"}) {
      Files.createDirectories(folder.resolve(child));
    }
    Files.writeString(folder.resolve("policies/open.policy.yaml"), POLICY);
    Files.writeString(
        folder.resolve("users.yaml"),
        "users: [{name: %s, passwordHash: \"%s\"}]"
            .formatted(USER, PasswordHash.of(PASSWORD).text()));
    StringBuilder contract = new StringBuilder(CONTRACT);
    Matcher names = Pattern.compile("\\bl_\\w+").matcher(LineItems.COLUMNS);
    while (names.find()) {
      contract.append("      - {name: ").append(names.group()).append("}\n");
    }
    Files.writeString(folder.resolve("products/lineitem.odcs.yaml"), contract);
    ScanMesh mesh = new ScanMesh(folder);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE lineitem (" + LineItems.COLUMNS + ")");
      statement.execute(
          "COPY lineitem FROM '" + text + "' (DELIMITER '|', HEADER false, QUOTE '')");
      statement.execute("COPY lineitem TO '" + mesh.file() + "' (FORMAT parquet)");
    }
    return mesh;
  }

  /** The rows. */
  Path file() {
    return folder.resolve("lake/lineitem.parquet");
  }

  /**
   * A configuration in a folder of its own: a gateway keeps files beside its configuration, so two
   * never share one.
   *
   * @param name of the folder
   */
  Path config(String name) throws IOException {
    Path config = Files.createDirectories(folder.resolve(name)).resolve("mesh.yaml");
    return Files.writeString(config, MESH.formatted(folder));
  }
}
