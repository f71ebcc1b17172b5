package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are away, and files that change, while the gateway runs. */
@ExtendWith(Stores.Extension.class)
class ChangesTest {

  private static final String PG = "SELECT a FROM pg.changes.items";
  private static final String MARIA = "SELECT a FROM maria.changes.items";

  @Test
  void startsWithoutASourceAndServesItWhenItComes(
      Stores stores, @TempDir Path root, @TempDir Path data) throws Exception {
    try (EmbeddedPostgres late = EmbeddedPostgres.start(data.resolve("late"))) {
      stores.mariaDb("CREATE TABLE e2e_late (a int, b int)", "INSERT INTO e2e_late VALUES (1, 2)");
      late.kill();
      Path folder = TestMesh.configure(root, "late", late, stores.mariaDb(), "");
      Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
      Files.writeString(
          folder.resolve("products/pg.odcs.yaml"),
          Contract.postgres("pg", "changes", "public", Contract.table("items", "items", "a")));
      Files.writeString(
          folder.resolve("products/maria.odcs.yaml"),
          Contract.mariaDb("maria", "changes", Contract.table("items", "e2e_late", "a")));
      try (TestMesh mesh = TestMesh.start(folder)) {
        assertThat(mesh.process().problems()).anyMatch(p -> p.toString().contains("pg.odcs.yaml"));
        assertThat(ask(mesh, MARIA)).isEqualTo("1");
        assertThat(ask(mesh, PG)).contains("SOURCE_UNAVAILABLE: ");
        late.restart();
        Stores.execute(late, "CREATE TABLE items (a integer)", "INSERT INTO items VALUES (7)");
        await(mesh, PG, "7");
      }
    }
  }

  @Test
  void followsChangesOfSourceContractAndPolicy(Stores stores, @TempDir Path root) throws Exception {
    stores.postgres(
        "CREATE SCHEMA e2e_changes",
        "CREATE TABLE e2e_changes.items (a integer, b integer)",
        "INSERT INTO e2e_changes.items VALUES (1, 2)");
    Path folder = TestMesh.configure(root, "changes", stores, "");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Files.writeString(folder.resolve("products/pg.odcs.yaml"), contract("a"));
    try (TestMesh mesh = TestMesh.start(folder)) {
      assertThat(ask(mesh, PG)).isEqualTo("1");
      assertThat(ask(mesh, "SELECT b FROM pg.changes.items")).contains("NOT_FOUND: ");
      mesh.write("products/pg.odcs.yaml", contract("a", "b"));
      await(mesh, "SELECT b FROM pg.changes.items", "2");

      mesh.write("products/pg.odcs.yaml", "rubbish: [");
      Poll.until(
          "the bad contract is reported",
          () ->
              mesh.process().problems().stream()
                  .anyMatch(p -> p.toString().contains("pg.odcs.yaml")));
      assertThat(ask(mesh, "SELECT b FROM pg.changes.items")).isEqualTo("2");

      stores.postgres("ALTER TABLE e2e_changes.items DROP COLUMN b");
      mesh.write("products/pg.odcs.yaml", contract("b", "a"));
      await(mesh, PG, "CONTRACT_BROKEN: ");

      mesh.write("products/pg.odcs.yaml", contract("a"));
      await(mesh, PG, "1");
    }
  }

  @Test
  void followsChangesOfPolicies(Stores stores, @TempDir Path root) throws Exception {
    stores.mariaDb(
        "CREATE TABLE e2e_changes (a int, b int)", "INSERT INTO e2e_changes VALUES (1, 2)");
    Path folder = TestMesh.configure(root, "policies", stores, "");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb("maria", "changes", Contract.table("items", "e2e_changes", "a", "b")));
    try (TestMesh mesh = TestMesh.start(folder)) {
      assertThat(ask(mesh, MARIA)).isEqualTo("1");
      mesh.write(
          "policies/open.policy.yaml",
          TestMesh.OPEN.replace("columns: {allow: ['*']}", "columns: {allow: [b]}"));
      await(mesh, MARIA, "NOT_FOUND: ");

      mesh.write("policies/open.policy.yaml", TestMesh.OPEN.replace("grants:", "grantz:"));
      Poll.until(
          "the bad policy is reported",
          () ->
              mesh.process().problems().stream()
                  .anyMatch(p -> p.toString().contains("open.policy.yaml")));
      assertThat(ask(mesh, MARIA)).contains("NOT_FOUND: ");
      assertThat(ask(mesh, "SELECT b FROM maria.changes.items")).isEqualTo("2");

      mesh.write("policies/open.policy.yaml", TestMesh.OPEN);
      await(mesh, MARIA, "1");
      Files.delete(folder.resolve("policies/open.policy.yaml"));
      await(mesh, MARIA, "NOT_FOUND: ");
    }
  }

  @Test
  void followsChangesOfTheConfiguration(Stores stores, @TempDir Path root) throws Exception {
    stores.mariaDb("CREATE TABLE e2e_config (a int)", "INSERT INTO e2e_config VALUES (1), (2)");
    Path folder = TestMesh.configure(root, "configuration", stores, "");
    String good = Files.readString(folder.resolve("mesh.yaml"));
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Files.writeString(
        folder.resolve("products/maria.odcs.yaml"),
        Contract.mariaDb("maria", "changes", Contract.table("items", "e2e_config", "a")));
    try (TestMesh mesh = TestMesh.start(folder);
        Connection open = mesh.jdbc("ana");
        Statement statement = open.createStatement();
        ResultSet rows = statement.executeQuery(MARIA)) {
      mesh.write("mesh.yaml", good.replace("sources:", "sauces:"));
      Poll.until(
          "the bad configuration is reported",
          () -> mesh.process().problems().stream().anyMatch(p -> p.toString().contains("sauces")));
      assertThat(ask(mesh, MARIA)).isEqualTo("1");

      // A contract that is bad meanwhile keeps its last good version over a new configuration.
      mesh.write("products/maria.odcs.yaml", "rubbish: [");
      mesh.write("mesh.yaml", good.replace("limits: {", "limits: {maxRows: 1"));
      await(mesh, MARIA, "RESOURCE_EXHAUSTED: ");
      mesh.write("mesh.yaml", good.replace("host: localhost, port: 0", "host: 127.0.0.1, port: 0"));
      Poll.until(
          "the change that needs a restart is reported",
          () -> mesh.process().problems().stream().anyMatch(p -> p.toString().contains("restart")));
      assertThat(ask(mesh, MARIA)).isEqualTo("1");

      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isFalse();
    }
    assertThat(folder.resolve(".meshgate/spill")).isEmptyDirectory();
  }

  private static String contract(String... columns) {
    return Contract.postgres(
        "pg", "changes", "e2e_changes", Contract.table("items", "items", columns));
  }

  private static void await(TestMesh mesh, String sql, String answer) throws Exception {
    Poll.until(sql + " is answered by " + answer, () -> ask(mesh, sql).contains(answer));
  }

  /** The first value of a query's answer, or what went wrong. */
  private static String ask(TestMesh mesh, String sql) {
    try (Connection connection = mesh.jdbc("ana");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "no rows";
    } catch (SQLException | RuntimeException e) {
      // The answers that are waited for are failures too.
      return String.valueOf(e.getMessage());
    }
  }
}
