package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchmarkTest {

  @Test
  void runsOnceAtATinyScale(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      new EngineBenchmark(folder, 0.001, 1, out).run();
    }
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("PostgreSQL, full scan", "MariaDB, full scan", "Parquet, full scan")
        .contains("join of six tables");
  }
}
