package io.meshgate.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Starting, stopping, killing and restarting one server, on one port and one folder. */
final class Lifecycle {

  /** Where every embedded server listens. */
  static final String HOST = "127.0.0.1";

  private static final int PORT_ATTEMPTS = 3;

  private final ServerFolder files;
  private final IntFunction<ServerProcess> starter;
  private final Consumer<ServerProcess> stopper;
  private final int port;
  private final Thread atExit;
  private @Nullable ServerProcess running;
  private Duration startTime;
  private boolean closed;

  /**
   * Starts the server on a free port.
   *
   * @param begin the nano time from which the start time counts
   */
  Lifecycle(
      ServerFolder files,
      IntFunction<ServerProcess> starter,
      Consumer<ServerProcess> stopper,
      long begin) {
    this.files = files;
    this.starter = starter;
    this.stopper = stopper;
    int chosen = ServerFolder.freePort();
    for (int attempt = 1; running == null; attempt++) {
      try {
        running = starter.apply(chosen);
      } catch (IllegalStateException e) {
        // Somebody may have taken the port since it was found free.
        if (attempt == PORT_ATTEMPTS || !String.valueOf(e.getMessage()).contains("in use")) {
          throw e;
        }
        chosen = ServerFolder.freePort();
      }
    }
    this.port = chosen;
    this.startTime = Duration.ofNanos(System.nanoTime() - begin);
    this.atExit = new Thread(this::stop, "stop-server-" + port);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  int port() {
    return port;
  }

  Path log() {
    return files.log();
  }

  synchronized Duration startTime() {
    return startTime;
  }

  synchronized void kill() {
    if (running != null) {
      running.kill();
      running = null;
    }
  }

  synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("The server on port " + port + " is closed");
    }
    stop();
    long begin = System.nanoTime();
    running = starter.apply(port);
    startTime = Duration.ofNanos(System.nanoTime() - begin);
  }

  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      files.close();
      removeHook();
    }
  }

  private synchronized void stop() {
    if (running != null) {
      stopper.accept(running);
      running = null;
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook finds nothing to stop.
      running = null;
    }
  }
}
