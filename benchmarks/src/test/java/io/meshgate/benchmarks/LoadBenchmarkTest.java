package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadBenchmarkTest {

  @Test
  void answersEveryQueryOfASmallLoad(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      LoadBenchmark.Size size = new LoadBenchmark.Size(10, 2, 10, 5, 1, 0.001);
      assertThat(new LoadBenchmark(folder, size, out).run()).isEmpty();
    }
    System.out.print(text.toString(StandardCharsets.UTF_8));
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("small queries beside streams", "10 idle sessions cost", "0 queries failed");
  }
}
