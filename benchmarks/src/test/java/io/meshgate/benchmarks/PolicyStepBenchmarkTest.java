package io.meshgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class PolicyStepBenchmarkTest {

  @Test
  void runsOnce() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(PolicyStepBenchmark.class.getName() + "\\..*")
                    .param("products", "10")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(20))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results).hasSize(7);
  }

  @Test
  void decidesAndListsWhatTheTeamsAreGranted() throws IOException {
    PolicyStepBenchmark benchmark = new PolicyStepBenchmark();
    benchmark.products = 100;
    benchmark.load();
    // Ten of a hundred teams are granted each product, and the principal is in every fifth team.
    assertThat(benchmark.listAll()).hasSize(100).isEqualTo(benchmark.listAllAgain());
    assertThat(benchmark.decideTenTables()).isEqualTo(10);
    assertThat(benchmark.prepareTenTables().result().getFields()).hasSize(1);
  }

  @Test
  void saysWhatLoadingTakes() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      PolicyStepBenchmark.loading(20, out);
    }
    assertThat(text.toString(StandardCharsets.UTF_8))
        .contains("1000 rules for 20 products: loaded");
  }
}
