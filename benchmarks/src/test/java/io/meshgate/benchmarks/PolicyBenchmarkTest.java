package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyBenchmarkTest {

  @Test
  void answersAllQueriesUnderPoliciesAsPlainDuckDbOverWhatIsVisible(@TempDir Path folder)
      throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean isRight;
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      isRight = new PolicyBenchmark(folder, 0.01, 1, out).run();
    }
    String printed = text.toString(StandardCharsets.UTF_8);
    assertThat(printed.lines().filter(line -> line.endsWith("  ok"))).as(printed).hasSize(3 * 22);
    assertThat(isRight).isTrue();
    assertThat(printed).contains("narrow, geometric mean of 22 ratios");
  }
}
