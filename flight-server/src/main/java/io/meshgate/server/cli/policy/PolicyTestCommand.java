package io.meshgate.server.cli.policy;

import io.meshgate.policy.PolicyLoader;
import io.meshgate.policy.inventory.PolicyFile;
import io.meshgate.policy.review.PolicyTestRun;
import io.meshgate.server.cli.mesh.Problems;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshgate policy test}: runs the tests inside policy files. */
@Command(
    name = "test",
    description = {
      "Runs the tests inside policy files against what all policies of the configuration decide",
      "together. Exit code 0 if all pass, 1 if one fails or a file is bad."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  meshgate policy test --mesh mesh.yaml",
      "  meshgate policy test --mesh mesh.yaml --junit policies.xml policies/sales.policy.yaml"
    })
final class PolicyTestCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
  private CommandSpec spec;

  @Mixin private final MeshOptions mesh = new MeshOptions();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write the results as JUnit XML, for build servers.")
  private Optional<Path> junit = Optional.empty();

  @Parameters(
      paramLabel = "PATH",
      description = {
        "Files and folders whose tests are run; without them, all that the configuration names.",
        "Those that it does not name count in addition to it."
      })
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    MeshOptions.Mesh opened = mesh.open();
    PolicyLoader.Result loaded = opened.policies(paths);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    opened.problems().forEach(err::println);
    loaded.problems().forEach(err::println);
    err.flush();
    List<PolicyFile> files = loaded.files().stream().filter(this::isChosen).toList();
    if (files.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "There is no *.policy.yaml file to test");
    }
    PolicyTestRun run = new PolicyTestRun(loaded.policies(), opened.catalog());
    List<TestReport.Suite> suites = new ArrayList<>();
    for (PolicyFile file : files) {
      long start = System.nanoTime();
      List<PolicyTestRun.Result> results = run.run(file);
      suites.add(new TestReport.Suite(file, results, System.nanoTime() - start));
      results.forEach(result -> print(result, out));
    }
    writeJunit(suites);
    return summary(suites, Problems.errors(loaded.problems()) > 0, out);
  }

  private boolean isChosen(PolicyFile file) {
    Path path = Path.of(file.file());
    return paths.isEmpty() || paths.stream().anyMatch(chosen -> MeshOptions.isWithin(path, chosen));
  }

  private static void print(PolicyTestRun.Result result, PrintWriter out) {
    String place = result.file() + ":" + result.test().line() + ": " + result.test().title();
    out.println((result.passed() ? "ok    " : "FAIL  ") + place);
    result.failures().forEach(failure -> out.println("        " + failure));
  }

  private void writeJunit(List<TestReport.Suite> suites) {
    if (junit.isEmpty()) {
      return;
    }
    try {
      TestReport.write(suites, junit.get());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "The report " + junit.get() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static int summary(List<TestReport.Suite> suites, boolean bad, PrintWriter out) {
    long tests = 0;
    long failed = 0;
    long refused = 0;
    for (TestReport.Suite suite : suites) {
      tests += suite.results().size();
      failed += suite.results().stream().filter(result -> !result.passed()).count();
      refused += suite.file().state() == PolicyFile.State.IN_FORCE ? 0 : 1;
    }
    out.printf(
        "%d %s, %d failed%s%n",
        tests,
        tests == 1 ? "test" : "tests",
        failed,
        refused == 0 ? "" : "; %d files cannot be used".formatted(refused));
    out.flush();
    return failed == 0 && !bad ? ExitCode.OK : ExitCode.FAILED;
  }
}
