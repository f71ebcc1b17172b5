package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.demo.SharedDemo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is false in a block is found, so that the checks of the documentation mean something. */
@ExtendWith(SharedDemo.Extension.class)
class BlockChecksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./meshgate qurey --user uma 'SELECT 1'",
        "./meshgate demo --prot 1",
        "./meshgate query --user uma --insecure 'SELECT 1 AS a WHERE 1 = 0'",
        "./meshgate query --user uma --insecure 'SELECT nothing FROM nowhere'",
        "mvn -pl nowhere test",
        "mvn -Pnothing verify",
        "mvn verfy",
        "mvn nobody:does",
        "mvn -Dtest=NoSuchTest test",
        "mvn -Dno.such.property verify",
        "mvn --no-such-flag verify",
        "java -Dno.such.property=1 -cp x io.meshgate.server.cli.Meshgate",
        "java -cp x io.meshgate.NoSuchClass",
        "scripts/none.sh",
        "rm README.md",
        "pip install no-such-library",
        "pip install pyarrow==0.1",
        "pip download pyarrow",
        "npm install apache-arrow@0.1.0",
        "npm install no-such-library@1.0.0",
        "go get example.com/no/such/module@v1.0.0",
        "# nothing but a comment"
      })
  void findsFalseCommands(String line, SharedDemo demo) {
    ShellCheck check = new ShellCheck(demo);
    assertThatThrownBy(() -> check.check(block("sh", line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sources: {a: {type: nosql}}",
        "sources: {a: {type: postgres, host: h, user: u}}",
        "sources: {a: {type: mysql, host: h, user: u, database: d, sslMode: perhaps}}",
        "sources: {a: {type: duckdb, folder: f, password: x}}",
        "limits: {maxRows: many}",
        "server: {tokenKey: short}",
        "users: [{name: eve, passwordHash: secret}]",
        "schema: [{name: t}]",
        "surprise: 1",
        "- a list",
        "apiVersion: meshgate.io/v1\nkind: Surprise",
        "apiVersion: meshgate.io/v1\nkind: Mesh",
        "apiVersion: meshgate.io/v1\nkind: AccessPolicySet\nid: a\nversion: 1\nowner: governance\n"
            + "appliesTo: {products: [no.such]}"
      })
  void findsFalseFiles(String text, @TempDir Path folder) {
    Block block = block("yaml", text + "\n");
    YamlCheck check = new YamlCheck(folder, List.of(block));
    assertThatThrownBy(() -> check.check(block));
  }

  @Test
  void findsFalseSqlAddressesAndPython(SharedDemo demo) {
    assertThatThrownBy(
            () -> new SqlCheck(demo).check(block("sql", "SELECT 1 AS a FROM no.such.product")))
        .hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(
        () ->
            new SqlCheck(demo)
                .check(block("sql", "SELECT a FROM (VALUES (1)) AS t (a) WHERE a > 1")));
    assertThatThrownBy(
        () -> new JdbcCheck(demo).check(block("jdbc", "jdbc:postgresql://localhost:31337/")));
    assertThatThrownBy(() -> new PythonCheck().check(block("python", "with flight.connect(")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A { public static void main(String[] a) { System.out.println(1); } } // -> 1",
        "/* localhost:31337 \"uma\" \"...\" */ class A { public static void main(String[] a) {} }",
        "/* localhost:31337 \"uma\" \"...\" */ class A { public static void main(String[] a) {} }"
            + " // -> 1",
        "/* localhost:31337 \"uma\" \"...\" */ class A { nonsense } // -> 1"
      })
  void findsFalseJava(String program, SharedDemo demo) {
    assertThatThrownBy(() -> new JavaCheck(demo).check(block("java", program)))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anything",
        "2026-11-23T05:30:00.123Z INFO  i.m.s.o.NoSuchClass Query ended",
        "2026-11-23T05:30:00.123Z INFO  i.m.s.MeshgateServer Open no_such_name=\"1\""
      })
  void findsFalseLines(String line) {
    assertThatThrownBy(() -> new LogCheck().check(block("text", line + "\n")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void findsProgramsThatAreNotInTheProject() {
    assertThatThrownBy(
            () -> new SourceCheck("tests/go/example/main.go").check(block("go", "package main\n")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void splitsCommandsAsAShellDoes() {
    assertThat(
            ShellWords.commands(
                "a 'b c' \\\n  \"d  e\"x # no word\n\n# no command\nf#g \"\" h\\ i\n"))
        .isEqualTo(List.of(List.of("a", "b c", "d  ex"), List.of("f#g", "", "h i")));
  }

  @Test
  void findsBlocksLinksAndAnchorsOfAPage() {
    Page page =
        new Page(
            Path.of("a.md"),
            ImmutableList.of(
                "# One `mesh.yaml`, two",
                "",
                "Text with [a link](b.md#c) for",
                "`uma`:",
                "",
                "```sql",
                "SELECT 1",
                "# no heading",
                "[no](link)",
                "```"));
    assertThat(page.blocks())
        .containsExactly(
            new Block(
                "a.md:6",
                "sql",
                "SELECT 1\n# no heading\n[no](link)\n",
                "Text with [a link](b.md#c) for\n`uma`:"));
    assertThat(page.links()).containsExactly("b.md#c");
    assertThat(page.anchors()).containsExactly("one-meshyaml-two");
    assertThatThrownBy(() -> new Page(Path.of("b.md"), ImmutableList.of("```sh", "x")).blocks())
        .hasMessageContaining("b.md:1");
  }

  private static Block block(String kind, String text) {
    return new Block("example.md:1", kind, text, "");
  }
}
