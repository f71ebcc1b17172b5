package io.meshgate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.meshgate.server.demo.SharedDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every fenced block of the documentation does what it says, against the running demo. */
@ExtendWith(SharedDemo.Extension.class)
class DocumentationTest {

  @TestFactory
  List<DynamicTest> everyBlockIsTrue(SharedDemo demo, @TempDir Path folder) throws IOException {
    List<Block> blocks = new ArrayList<>();
    // The steps of the tutorial build on each other; a test of its own runs them in order.
    Page.all().stream()
        .filter(page -> !page.path().equals(TutorialTest.PAGE))
        .forEach(page -> blocks.addAll(page.blocks()));
    Map<String, BlockCheck> checks =
        Map.of(
            "yaml", new YamlCheck(folder, blocks),
            "sql", new SqlCheck(demo),
            "sh", new ShellCheck(demo),
            "jdbc", new JdbcCheck(demo),
            "python", new PythonCheck(),
            "text", new LogCheck(),
            "java", new JavaCheck(demo),
            "go", new SourceCheck("tests/go/example/main.go"),
            "js", new SourceCheck("tests/node/example.mjs"));
    return blocks.stream()
        .map(block -> dynamicTest(block.place() + " " + block.kind(), () -> check(block, checks)))
        .toList();
  }

  private static void check(Block block, Map<String, BlockCheck> checks) throws Exception {
    BlockCheck check =
        Optional.ofNullable(checks.get(block.kind()))
            .orElseThrow(
                () ->
                    new AssertionError(
                        "Nothing checks blocks of the kind '"
                            + block.kind()
                            + "'; those of the kinds "
                            + checks.keySet()
                            + " are checked"));
    check.check(block);
  }

  /** The kinds that the documentation must have, so that none is lost by a changed fence. */
  @Test
  void thereAreBlocksOfEveryKind() throws IOException {
    List<String> kinds = new ArrayList<>();
    Page.all().forEach(page -> page.blocks().forEach(block -> kinds.add(block.kind())));
    assertThat(kinds).contains("yaml", "sql", "sh", "jdbc", "python", "java", "go", "js");
  }
}
