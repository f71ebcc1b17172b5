package io.meshgate.server.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Waits for Ctrl-C or the terminate signal, and holds the process until the command has closed what
 * it opened, on its own thread.
 */
final class Shutdown {
  private static final CountDownLatch REQUESTED = new CountDownLatch(1);
  private static final CountDownLatch FINISHED = new CountDownLatch(1);

  private Shutdown() {}

  /**
   * Returns when the process is asked to end. The process then waits for {@link #finished}; before
   * this call it ends at once when asked.
   */
  static void await() {
    Runtime.getRuntime().addShutdownHook(new Thread(Shutdown::request, "shutdown"));
    awaitUninterruptibly(REQUESTED);
  }

  /** Lets the process end: everything is closed. */
  static void finished() {
    FINISHED.countDown();
  }

  private static void request() {
    REQUESTED.countDown();
    awaitUninterruptibly(FINISHED);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
