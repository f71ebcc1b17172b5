package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportBenchmarkTest {

  @Test
  void runsOnceAtATinyScale(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      new TransportBenchmark(
              folder,
              Double.parseDouble(System.getProperty("scale", "0.001")),
              Integer.getInteger("rounds", 1),
              Optional.ofNullable(System.getProperty("python")),
              out)
          .run();
    }
    System.out.print(text.toString(StandardCharsets.UTF_8));
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("DuckDB's Arrow export", "Flight client, TLS", "JDBC driver, TLS", "MB/s");
  }
}
