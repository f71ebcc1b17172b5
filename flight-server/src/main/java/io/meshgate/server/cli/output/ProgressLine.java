package io.meshgate.server.cli.output;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line on a terminal that tells how long a query runs and how many rows have come, drawn by a
 * thread of its own from half a second on. Safe for use by many threads.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long REDRAW_MILLIS = 200;
  private static final long FIRST_MILLIS = 500;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter terminal;
  private final String hint;
  private final long start = System.nanoTime();
  private final AtomicLong rows = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean visible;

  private ProgressLine(PrintWriter terminal, String hint) {
    this.terminal = terminal;
    this.hint = hint;
  }

  /**
   * A line on a terminal.
   *
   * @param hint what stands behind the figures
   */
  public static ProgressLine on(PrintWriter terminal, String hint) {
    ProgressLine line = new ProgressLine(terminal, hint);
    Thread thread = new Thread(line::drawUntilClosed, "progress");
    thread.setDaemon(true);
    thread.start();
    return line;
  }

  /** No line: where there is no terminal. */
  public static ProgressLine none() {
    ProgressLine line = new ProgressLine(new PrintWriter(Writer.nullWriter()), "");
    line.closed.countDown();
    return line;
  }

  /** Counts rows that have come. */
  public void add(int count) {
    rows.addAndGet(count);
  }

  /** How many rows have come. */
  public long rows() {
    return rows.get();
  }

  private void drawUntilClosed() {
    try {
      long wait = FIRST_MILLIS;
      while (!closed.await(wait, TimeUnit.MILLISECONDS)) {
        draw();
        wait = REDRAW_MILLIS;
      }
    } catch (InterruptedException e) {
      // Nobody needs the line any more.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void draw() {
    if (closed.getCount() == 0) {
      return;
    }
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    terminal.print(
        String.format(Locale.ROOT, "\r%,d rows, %.1f s%s\u001b[K", rows.get(), seconds, hint));
    terminal.flush();
    visible = true;
  }

  /** Takes the line away for good; rows are still counted. */
  @Override
  public synchronized void close() {
    closed.countDown();
    if (visible) {
      terminal.print("\r\u001b[K");
      terminal.flush();
      visible = false;
    }
  }
}
