package io.meshgate.server.cli.shell;

import io.meshgate.document.DocumentException;
import io.meshgate.server.GatewayProcess;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.cli.client.ConnectionOptions;
import io.meshgate.server.config.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A gateway over a folder of Parquet files, without encryption.
 *
 * <p>{@code shop.orders.lines} has five rows, {@code shop.orders.Odd-Names} a column that needs
 * quotes, {@code shop.numbers.ints} the numbers from 1 to 100,000. {@code uma}, an analyst, sees
 * all of them, {@code otto} only {@code shop.orders}. Passwords are the names and {@code
 * -password}.
 */
final class ShellGateway implements AutoCloseable {

  private static final String MESH =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: shop
      server: {host: localhost, port: %d}
      authentication: {users: users.yaml}
      sources:
        lake: {type: duckdb, folder: lake}
      products: [products]
      policies: [policies]
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      version: 1.0.0
      status: active
      id: shop-%1$s
      domain: shop
      name: %1$s
      servers:
        - {server: lake, type: local, path: "{table}", format: parquet}
      schema:
      """;

  private static final String ORDERS =
      """
        - name: lines
          physicalName: lines.parquet
          properties:
            - {name: id, required: true, primaryKey: true, primaryKeyPosition: 1, description: Number of the line}
            - {name: item, description: What was sold}
            - {name: price}
            - {name: note}
        - name: Odd-Names
          physicalName: odd.parquet
          properties:
            - {name: "select"}
            - {name: Größe cm}
      """;

  private static final String NUMBERS =
      """
        - name: ints
          physicalName: ints.parquet
          properties:
            - {name: n}
      """;

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: %1$s
      version: 1
      owner: governance
      appliesTo: {products: [shop.%1$s]}
      grants:
        - {id: readers, to: %2$s, columns: {allow: ['*']}, rows: all}
      """;

  private final Path folder;
  private GatewayProcess process;
  private final int port;

  private ShellGateway(Path folder, GatewayProcess process) {
    this.folder = folder;
    this.process = process;
    this.port = process.port();
  }

  static ShellGateway start(Path folder) throws Exception {
    for (String child : new String[] {"lake", "products", "policies"}) {
      Files.createDirectories(folder.resolve(child));
    }
    Files.writeString(
        folder.resolve("users.yaml"),
        """
        users:
          - {name: uma, passwordHash: "%s", groups: [analyst]}
          - {name: otto, passwordHash: "%s"}
        """
            .formatted(UsersFixture.hash("uma-password"), UsersFixture.hash("otto-password")));
    Files.writeString(folder.resolve("uma"), "uma-password\n");
    Files.writeString(folder.resolve("otto"), "otto-password\n");
    Files.writeString(
        folder.resolve("products/orders.odcs.yaml"), CONTRACT.formatted("orders") + ORDERS);
    Files.writeString(
        folder.resolve("products/numbers.odcs.yaml"), CONTRACT.formatted("numbers") + NUMBERS);
    Files.writeString(
        folder.resolve("policies/orders.policy.yaml"), POLICY.formatted("orders", "{all: true}"));
    Files.writeString(
        folder.resolve("policies/numbers.policy.yaml"),
        POLICY.formatted("numbers", "{groups: [analyst]}"));
    fill(folder.resolve("lake"));
    return new ShellGateway(folder, serve(folder, 0));
  }

  private static void fill(Path lake) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES (1::BIGINT, 'pen', 1.50::DECIMAL(10, 2), NULL),"
              + " (2, 'ink, blue', 12.00, 'NULL'), (3, 'a|b', 0.99, chr(27) || '[2Jx'),"
              + " (4, 'desk', 1234.56, repeat('long ', 60)), (5, NULL, NULL, 'x' || chr(10) || 'y'))"
              + " AS t (id, item, price, note)) TO '"
              + lake.resolve("lines.parquet")
              + "'");
      statement.execute(
          "COPY (SELECT 1 AS \"select\", 170 AS \"Größe cm\") TO '"
              + lake.resolve("odd.parquet")
              + "'");
      statement.execute(
          "COPY (SELECT range AS n FROM range(1, 100001)) TO '"
              + lake.resolve("ints.parquet")
              + "'");
    }
  }

  private static GatewayProcess serve(Path folder, int port) throws IOException, DocumentException {
    Path mesh = Files.writeString(folder.resolve("mesh.yaml"), MESH.formatted(port));
    return GatewayProcess.start(mesh, config -> config.withTransport(new Transport.Plaintext()));
  }

  Path folder() {
    return folder;
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** The problems that the gateway found at its start. */
  String problems() {
    return process.problems().toString();
  }

  /** Ends the gateway; its port stays. */
  void stop() {
    process.close();
  }

  /** Starts it again, with another key for tokens. */
  void restart() throws IOException, DocumentException {
    process = serve(folder, port);
  }

  /** Arguments that log a user in. */
  List<String> arguments(String user) {
    return List.of(
        "--insecure",
        "--port",
        Integer.toString(port),
        "--user",
        user,
        "--password-file",
        folder.resolve(user).toString());
  }

  /** Arguments that log in with the token in a file. */
  List<String> arguments(Path tokenFile) {
    return List.of(
        "--insecure", "--port", Integer.toString(port), "--token-file", tokenFile.toString());
  }

  /** The options that arguments are. */
  static ConnectionOptions options(List<String> arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(new ArrayList<>(arguments).toArray(String[]::new));
    return holder.options;
  }

  /** A command with the options. */
  @Command
  static final class Holder {
    @Mixin private final ConnectionOptions options = new ConnectionOptions();
  }

  @Override
  public void close() {
    process.close();
  }
}
