package io.meshgate.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One running server program, its output in a log file.
 *
 * <p>The process is started by a thread of its own that lives as long as the process does: the
 * parent death signal, by which the server goes away when the JVM is killed, is bound to that
 * thread.
 */
final class ServerProcess {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int LOG_TAIL_LINES = 15;
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("error while loading shared libraries: ([^:]+):");

  private final Process process;
  private final Path log;
  private final String name;

  private ServerProcess(Process process, Path log, String name) {
    this.process = process;
    this.log = log;
    this.name = name;
  }

  /** Starts a server and returns once it accepts connections. */
  static ServerProcess start(String name, List<String> command, Path log, Ready ready) {
    ServerProcess server = new ServerProcess(spawn(command, log), log, name);
    try {
      server.await(ready);
      return server;
    } catch (RuntimeException e) {
      server.kill();
      throw e;
    }
  }

  /** Tells whether the server accepts connections by now. */
  @FunctionalInterface
  interface Ready {
    boolean isReady(long process) throws IOException;
  }

  /** Runs a program to its end, feeding it {@code input}, and fails with its output's tail. */
  static void run(String name, List<String> command, Path input, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(input.toFile())
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failure(name + " did not end within " + START_LIMIT.toSeconds() + " s", log);
      }
      if (process.exitValue() != 0) {
        throw failure(name + " failed with exit code " + process.exitValue(), log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command.get(0) + " for " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " ran", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Runs {@code request}, which asks the server to stop, and waits; kills it if it does not. */
  void stop(Runnable request) {
    if (!process.isAlive()) {
      return;
    }
    try {
      request.run();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  /** Asks the server to stop by the terminate signal, and waits. */
  void stop() {
    stop(process::destroy);
  }

  /** Kills the server and the processes that it started, and waits until they are gone. */
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    children.forEach(child -> child.onExit().join());
  }

  private void await(Ready ready) {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    BooleanSupplier late = () -> System.nanoTime() - limit > 0;
    try {
      while (!ready.isReady(process.pid())) {
        if (!process.isAlive()) {
          throw failure(name + " ended while starting, exit code " + process.exitValue(), log);
        }
        if (late.getAsBoolean()) {
          throw failure(name + " did not start within " + START_LIMIT.toSeconds() + " s", log);
        }
        Thread.sleep(5);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell whether " + name + " has started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " started", e);
    }
  }

  private static Process spawn(List<String> command, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    CompletableFuture<Process> started = new CompletableFuture<>();
    Thread keeper = new Thread(() -> startAndWait(builder, started), "server-" + log.getParent());
    keeper.setDaemon(true);
    keeper.start();
    try {
      return started.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot run " + command.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while starting " + command.get(0), e);
    }
  }

  private static void startAndWait(ProcessBuilder builder, CompletableFuture<Process> started) {
    try {
      Process process = builder.start();
      started.complete(process);
      process.onExit().join();
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  private static IllegalStateException failure(String what, Path log) {
    String tail = tail(log);
    Matcher missing = MISSING_LIBRARY.matcher(tail);
    if (missing.find()) {
      return new IllegalStateException(
          what + ": this system lacks the shared library " + missing.group(1) + "; install it");
    }
    return new IllegalStateException(what + "; the end of " + log + ":\n" + tail);
  }

  private static String tail(Path log) {
    try {
      // Not readAllLines: a server's log may hold bytes that are not UTF-8.
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(the log cannot be read: " + e.getMessage() + ")";
    }
  }
}
