package io.meshgate.connector.testing.mutant;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs mutants, each in a process of its own with the class path and the flags of this one. */
final class MutantRun {

  private static final int MINUTES = 10;
  private static final int ENOUGH = 2;

  private final Path folder;
  private final String refusal;

  /**
   * @param folder for what the processes print
   * @param refusal the class of exceptions whose messages are collected; none if it is empty
   */
  MutantRun(Path folder, String refusal) {
    this.folder = folder;
    this.refusal = refusal;
  }

  /**
   * What noticed a mutant.
   *
   * @param tests {@code Class.method}, in the order of the alphabet
   * @param refusals what the verifier said
   * @param ran how many tests ran
   */
  record Result(List<String> tests, List<String> refusals, int ran) {
    Result {
      tests = List.copyOf(tests);
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * Runs tests over the product as the edits make it.
   *
   * @param name of the files that tell what happened
   * @throws IOException if the product could not be changed, or the tests did not end
   */
  Result run(String name, List<Edit> edits, Collection<String> tests)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path task = folder.resolve(name + ".task");
    Path results = folder.resolve(name + ".results");
    Path log = folder.resolve(name + ".log");
    Files.deleteIfExists(results);
    int enough = edits.isEmpty() ? Integer.MAX_VALUE : ENOUGH;
    new MutantTask(edits, List.copyOf(tests), refusal, enough).write(task);
    Path temporary = Files.createTempDirectory("mutant");
    // Servers run as another user where this one is root.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process process =
        new ProcessBuilder(command(temporary, task, results))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("The tests did not end; see " + log);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      delete(temporary);
    }
    if (Files.notExists(results)) {
      throw new IOException("No test ran; see " + log);
    }
    return read(results, log);
  }

  private static Result read(Path results, Path log) throws IOException {
    TreeSet<String> tests = new TreeSet<>();
    TreeSet<String> refusals = new TreeSet<>();
    int ran = -1;
    for (String line : Files.readAllLines(results)) {
      if (line.startsWith(MutantMain.NOTICED)) {
        tests.add(line.substring(MutantMain.NOTICED.length()));
      } else if (line.startsWith(MutantMain.REFUSED)) {
        refusals.add(line.substring(MutantMain.REFUSED.length()));
      } else if (line.startsWith(MutantMain.RAN)) {
        ran = Integer.parseInt(line.substring(MutantMain.RAN.length()));
      }
    }
    if (ran < 0) {
      throw new IOException("The tests broke off; see " + log);
    }
    return new Result(List.copyOf(tests), List.copyOf(refusals), ran);
  }

  private static List<String> command(Path temporary, Path task, Path results) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      boolean surefires = flag.contains("surefire") || flag.startsWith("-javaagent");
      boolean wanted = flag.startsWith("-X") || flag.startsWith("--") || flag.startsWith("-D");
      if (wanted && !surefires) {
        command.add(flag);
      }
    }
    command.add("-XX:+EnableDynamicAgentLoading");
    // Most of these processes live for seconds.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Djunit.jupiter.execution.timeout.default=3 m");
    command.add("-Djunit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(MutantMain.class.getName());
    command.add(task.toString());
    command.add(results.toString());
    return command;
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            // A server that is ending deletes its own files.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
