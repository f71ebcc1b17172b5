package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.catalog.config.MeshFile;
import io.meshgate.catalog.config.Sources;
import io.meshgate.catalog.contract.Contract;
import io.meshgate.catalog.contract.ContractColumn;
import io.meshgate.catalog.contract.ContractReader;
import io.meshgate.catalog.contract.ContractReading;
import io.meshgate.catalog.contract.ContractTable;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlNode;
import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlReader;
import io.meshgate.policy.opa.OpaSettings;
import io.meshgate.server.ConnectorFactories;
import io.meshgate.server.config.AuditReader;
import io.meshgate.server.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A folder with the configuration of a gateway, made from examples, with the files, variables and
 * data that they take for granted.
 */
final class ExampleMesh {
  /** The keys with which masks of the examples hash. */
  static final Set<String> MASK_KEYS = Set.of("k1");

  private static final String HEADER =
      """
      apiVersion: meshgate.io/v1
      kind: Mesh
      name: example
      """;
  private static final String DERIVED_HEADER =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: derived-%d
      version: 1.0.0
      status: active
      domain: example
      name: derived%d
      """;
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]+)}");
  private static final Pattern FILE = Pattern.compile("\\$\\{file:([^}]+)}");
  private static final Pattern FOLDER = Pattern.compile("\\bfolder: *([\\w./-]+)");
  private static final Pattern DATABASE = Pattern.compile("\\bdatabase: *([\\w./-]+\\.duckdb)");
  private static final Pattern LIST = Pattern.compile("^(?:products|policies): \\[(\\w+)]");

  private final Path folder;
  private int contracts;

  private ExampleMesh(Path folder) {
    this.folder = folder;
  }

  /** A mesh in an empty folder. */
  static ExampleMesh of(Path folder) {
    return new ExampleMesh(folder);
  }

  /** The folder of its policies. */
  Path policies() {
    return folder.resolve("policies");
  }

  /** Reads a whole {@code mesh.yaml} and makes its connectors. */
  MeshFile load(String text) throws Exception {
    for (String name : all(FOLDER, text)) {
      Files.createDirectories(folder.resolve(name));
    }
    for (String name : all(LIST, text)) {
      Files.createDirectories(folder.resolve(name));
    }
    for (String name : all(FILE, text)) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, SECRET + "\n");
    }
    for (String name : all(DATABASE, text)) {
      duckDb("jdbc:duckdb:" + folder.resolve(name), "CREATE TABLE t (a INTEGER)");
    }
    Map<String, String> environment = new HashMap<>();
    all(VARIABLE, text).forEach(name -> environment.put(name, SECRET));
    Path file = Files.writeString(folder.resolve("mesh.yaml"), text);
    MeshFile mesh = MeshFile.load(file, ConnectorFactories.installed(), environment);
    assertThat(mesh.warnings()).isEmpty();
    Sources.open(mesh).close();
    checkServer(mesh);
    return mesh;
  }

  private static void checkServer(MeshFile mesh) {
    List<Problem> problems = new ArrayList<>();
    mesh.authentication()
        .ifPresent(users -> ServerConfig.read(mesh.server(), users, mesh.folder(), problems));
    mesh.decisions().ifPresent(section -> OpaSettings.read(section, mesh.folder(), problems));
    new AuditReader(mesh.folder(), mesh.name(), problems).read(mesh.audit());
    assertThat(problems).isEmpty();
  }

  /** Reads sections of a {@code mesh.yaml}; sources that they name beside their own are made up. */
  MeshFile loadFragment(String text) throws Exception {
    StringBuilder whole = new StringBuilder(HEADER).append(text);
    if (text.contains("server:") && !text.contains("authentication:")) {
      whole.append("authentication: {users: users.yaml}\n");
    }
    if (!text.contains("sources:")) {
      whole.append("sources:\n");
      for (String source : boundSources(text)) {
        whole.append("  ").append(source).append(": {type: duckdb, folder: data}\n");
      }
      whole.append("  other: {type: duckdb, folder: data}\n");
    }
    return load(whole.toString());
  }

  private static Set<String> boundSources(String text) throws DocumentException {
    Set<String> sources = new TreeSet<>();
    if (((Mapping) YamlReader.parse("example", text)).entries().get("bindings")
        instanceof Mapping bindings) {
      for (YamlNode node : bindings.entries().values()) {
        YamlNode source =
            node instanceof Mapping binding ? binding.find("source").orElse(node) : node;
        sources.add(((Scalar) source).text());
      }
    }
    return sources;
  }

  /** Adds a contract, with an empty Parquet file of its columns for each table. */
  void addContract(String text) throws Exception {
    contracts++;
    Path file = folder.resolve("products").resolve("c" + contracts + ".odcs.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    ContractReading reading =
        ContractReader.read(file.toString(), text.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.problems()).isEmpty();
    Contract contract = reading.contract().orElseThrow();
    for (ContractTable table : contract.tables()) {
      if (!table.derived()) {
        makeData(table);
      }
    }
  }

  /** Adds a derived product whose contract consists of a heading and the text. */
  void addDerived(String text) throws Exception {
    addContract(DERIVED_HEADER.formatted(contracts, contracts) + text);
  }

  private void makeData(ContractTable table) throws Exception {
    Path data = Files.createDirectories(folder.resolve("lake"));
    List<String> columns = new ArrayList<>();
    for (ContractColumn column : table.columns()) {
      columns.add(
          "CAST(NULL AS %s) AS \"%s\""
              .formatted(column.type().physicalType().orElseThrow(), column.remoteName()));
    }
    duckDb(
        "jdbc:duckdb:",
        "COPY (SELECT %s) TO '%s' (FORMAT parquet)"
            .formatted(String.join(", ", columns), data.resolve(table.name() + ".parquet")));
  }

  /** Adds a policy set. */
  void addPolicies(String text) throws IOException {
    Files.createDirectories(policies());
    Files.writeString(policies().resolve("example.policy.yaml"), text);
  }

  /** The configuration over the contracts and policies that were added, with one source. */
  MeshFile open() throws Exception {
    Files.createDirectories(policies());
    return load(HEADER + "sources: {lake: {type: duckdb, folder: lake}}\n");
  }

  private static Set<String> all(Pattern pattern, String text) {
    return text.lines()
        .flatMap(line -> pattern.matcher(line).results())
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static void duckDb(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
