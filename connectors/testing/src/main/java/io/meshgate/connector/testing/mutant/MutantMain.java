package io.meshgate.connector.testing.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The process of one mutant: changes the classes, runs the tests until enough have failed, and
 * writes a line for each that did. Arguments: the file of its task, and the file to write.
 */
final class MutantMain {

  /** What begins the line of a test that noticed. */
  static final String NOTICED = "noticed ";

  /** What begins the line of a plan that the verifier refused. */
  static final String REFUSED = "refused ";

  /** What begins the last line. */
  static final String RAN = "ran ";

  private final MutantTask task;
  private final Path results;
  private final Set<String> noticed = new HashSet<>();
  private int ran;
  private int refused;

  private MutantMain(MutantTask task, Path results) {
    this.task = task;
    this.results = results;
  }

  /** Runs; the exit code is 0 whatever the tests say. */
  public static void main(String... arguments) throws IOException {
    new MutantMain(MutantTask.read(Path.of(arguments[0])), Path.of(arguments[1])).run();
  }

  private void run() {
    Edit.apply(task.edits());
    Launcher launcher = LauncherFactory.create();
    for (String test : task.tests()) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request().selectors(selector(test)).build();
      launcher.execute(request, new Witness());
    }
    end();
  }

  private static DiscoverySelector selector(String test) {
    String name = Mutant.PREFIX + test;
    if (test.indexOf('#') < 0) {
      return DiscoverySelectors.selectClass(name);
    }
    Class<?> type =
        Tests.type(name.substring(0, name.indexOf('#')))
            .orElseThrow(() -> new IllegalStateException("There is no test " + test));
    // By name alone: tests with parameters are found too.
    return Tests.method(type, name.substring(name.indexOf('#') + 1))
        .<DiscoverySelector>map(found -> DiscoverySelectors.selectMethod(type, found))
        .orElseThrow(() -> new IllegalStateException("There is no test " + test));
  }

  private final class Witness implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        ran++;
      }
      if (result.getStatus() != TestExecutionResult.Status.FAILED) {
        return;
      }
      result.getThrowable().ifPresent(MutantMain.this::note);
      if (noticed.add(name(test))) {
        write(NOTICED + name(test));
      }
      if (Math.max(noticed.size(), refused) >= task.enough()) {
        end();
      }
    }
  }

  private void note(Throwable failure) {
    failure.printStackTrace();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 16; depth++) {
      if (cause.getClass().getName().equals(task.refusal())) {
        write(REFUSED + cause.getMessage());
        refused++;
      }
      cause = cause.getCause();
    }
  }

  private synchronized void write(String line) {
    try {
      Files.writeString(results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException("What noticed cannot be written", e);
    }
  }

  private void end() {
    write(RAN + ran);
    // Threads of a gateway that a test has left behind would keep the process, and its servers.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(0);
  }

  private static String name(TestIdentifier test) {
    Optional<MethodSource> method =
        test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
    return method
        .map(source -> Tests.simpleName(source.getClassName()) + "." + source.getMethodName())
        .orElseGet(test::getLegacyReportingName);
  }
}
