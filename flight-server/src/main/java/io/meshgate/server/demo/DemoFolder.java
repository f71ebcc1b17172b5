package io.meshgate.server.demo;

import io.meshgate.embedded.EmbeddedServer;
import io.meshgate.server.auth.PasswordHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The folder of the demo: contracts, policies, files, and a configuration that fits the stores of
 * this start. Kept between runs, so that the second start finds the data loaded.
 */
final class DemoFolder {
  private static final List<String> CONTRACTS =
      List.of(
          "products/fleet-aircraft.odcs.yaml",
          "products/insights-delays.odcs.yaml",
          "products/operations-flights.odcs.yaml",
          "products/reference-airports.odcs.yaml",
          "products/weather-observations.odcs.yaml");

  private static final List<String> POLICIES =
      List.of(
          "policies/fleet-aircraft.policy.yaml",
          "policies/insights-delays.policy.yaml",
          "policies/open-data.policy.yaml",
          "policies/operations-flights.policy.yaml",
          "policies/tail-numbers.policy.yaml");

  /** Where each data file goes: two folders are sources themselves, the third is for loading. */
  private static final Map<String, String> DATA =
      Map.of(
          "data/airports.csv", "reference/airports.csv",
          "data/hourly.parquet", "weather/hourly.parquet",
          "data/flights.parquet", "import/flights.parquet",
          "data/planes.parquet", "import/planes.parquet",
          "data/airlines.parquet", "import/airlines.parquet");

  private static final int SECRET_BYTES = 32;

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /** Brings the files that the program carries into the folder {@code root}. */
  static DemoFolder prepare(Path root) throws IOException {
    DemoFolder folder = new DemoFolder(Files.createDirectories(root).toRealPath());
    for (String file : CONTRACTS) {
      DemoResources.copy(file, folder.root.resolve(file));
    }
    for (String file : POLICIES) {
      DemoResources.copy(file, folder.root.resolve(file));
    }
    for (Map.Entry<String, String> file : DATA.entrySet()) {
      DemoResources.copy(file.getKey(), folder.root.resolve(file.getValue()));
    }
    return folder;
  }

  /** The folder itself. */
  Path root() {
    return root;
  }

  /** The folder with the files that the stores are loaded from. */
  Path imports() {
    return root.resolve("import");
  }

  /** The gateway's configuration. */
  Path meshFile() {
    return root.resolve("mesh.yaml");
  }

  /** The file with a user's password. */
  Path passwordFile(DemoUser user) {
    return root.resolve("secrets").resolve(user.name());
  }

  /** Whether {@link #markLoaded} was called for the very files that are in the folder now. */
  boolean isLoaded() throws IOException {
    Path mark = loadedMark();
    return Files.exists(mark) && Files.readString(mark).equals(fingerprint());
  }

  /** Remembers that the stores hold the data of {@link #imports}. */
  void markLoaded() throws IOException {
    Files.writeString(loadedMark(), fingerprint());
  }

  /** Forgets what the stores hold, before they are loaded anew. */
  void markEmpty() throws IOException {
    Files.deleteIfExists(loadedMark());
  }

  /**
   * Writes the configuration, the users and the secrets of this start.
   *
   * @return the password under which the gateway reads from the stores
   */
  String configure(DemoStores stores, int port, List<DemoUser> users) throws IOException {
    String password = secret();
    writePrivate("secrets/stores", password);
    Path key = root.resolve("secrets/tail-key");
    // The key stays, so that hashed tail numbers are the same after a restart.
    if (!Files.exists(key)) {
      writePrivate("secrets/tail-key", secret());
    }
    for (DemoUser user : users) {
      writePrivate("secrets/" + user.name(), user.password() + "\n");
    }
    writePrivate("users.yaml", usersYaml(users));
    Files.writeString(meshFile(), meshYaml(stores, port));
    return password;
  }

  private static String meshYaml(DemoStores stores, int port) throws IOException {
    EmbeddedServer operations = stores.operations();
    EmbeddedServer fleet = stores.fleet();
    return DemoResources.text("mesh.template.yaml")
        .replace("@port@", Integer.toString(port))
        .replace("@reader@", DemoStores.READER)
        .replace("@operations.host@", operations.host())
        .replace("@operations.port@", Integer.toString(operations.port()))
        .replace("@operations.database@", operations.database())
        .replace("@fleet.host@", fleet.host())
        .replace("@fleet.port@", Integer.toString(fleet.port()))
        .replace("@fleet.database@", DemoStores.FLEET_DATABASE);
  }

  private static String usersYaml(List<DemoUser> users) {
    StringBuilder yaml = new StringBuilder("users:\n");
    for (DemoUser user : users) {
      yaml.append("  - name: ").append(user.name()).append('\n');
      yaml.append("    passwordHash: '").append(PasswordHash.of(user.password()).text());
      yaml.append("'\n    groups: [").append(String.join(", ", user.groups())).append("]\n");
      if (!user.attributes().isEmpty()) {
        yaml.append("    attributes:\n");
        user.attributes()
            .forEach((name, value) -> yaml.append("      " + name + ": '" + value + "'\n"));
      }
    }
    return yaml.toString();
  }

  private void writePrivate(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private Path loadedMark() {
    return root.resolve("loaded");
  }

  private String fingerprint() throws IOException {
    MessageDigest digest = sha256();
    for (String table : List.of("flights", "planes", "airlines")) {
      digest.update(Files.readAllBytes(imports().resolve(table + ".parquet")));
      digest.update(
          DemoResources.text("stores/" + table + ".sql").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
