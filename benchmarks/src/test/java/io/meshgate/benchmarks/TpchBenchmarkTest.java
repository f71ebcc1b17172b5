package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.tpch.suite.Spread;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TpchBenchmarkTest {

  /** At much smaller scale factors the generator repeats keys of partsupp. */
  @Test
  void answersAllQueriesAsPlainDuckDbAtASmallScale(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean isRight;
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      isRight =
          new TpchBenchmark(
                  folder,
                  new TpchBenchmark.Settings(0.01, 1, List.of(Spread.SALES_IN_POSTGRES)),
                  out)
              .run();
    }
    String printed = text.toString(StandardCharsets.UTF_8);
    assertThat(printed.lines().filter(line -> line.endsWith("  ok"))).as(printed).hasSize(22);
    assertThat(isRight).isTrue();
    assertThat(printed).contains("geometric means of 22 queries");
  }
}
