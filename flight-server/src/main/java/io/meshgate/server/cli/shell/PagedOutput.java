package io.meshgate.server.cli.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Output to a terminal that goes through a pager as soon as it is longer than the screen. Until
 * then it is held. What the pager no longer takes fails with {@link PagerClosed}.
 *
 * <p>Closing it writes what is held or waits until the user leaves the pager; the terminal's own
 * stream stays open.
 */
final class PagedOutput extends OutputStream {
  private final OutputStream terminal;
  private final int lines;
  private final int columns;
  private final String command;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private int fullLines;
  private int column;
  private boolean direct;
  private @Nullable Process pager;

  /** The user has left the pager and wants no more. */
  static final class PagerClosed extends IOException {
    PagerClosed(IOException cause) {
      super("The pager was closed", cause);
    }
  }

  /**
   * @param terminal where a short output goes
   * @param lines the lines of the screen
   * @param columns its columns
   * @param command what pages, for the system's shell
   */
  PagedOutput(OutputStream terminal, int lines, int columns, String command) {
    this.terminal = terminal;
    this.lines = lines;
    this.columns = columns;
    this.command = command;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (direct) {
      terminal.write(bytes, offset, length);
    } else if (pager != null) {
      page(bytes, offset, length);
    } else {
      held.write(bytes, offset, length);
      for (int i = offset; i < offset + length; i++) {
        count(bytes[i]);
      }
      // The line below is for the prompt.
      if (fullLines >= lines - 1) {
        begin();
      }
    }
  }

  private void count(byte b) {
    boolean continues = (b & 0xc0) == 0x80;
    if (b == '\n') {
      fullLines++;
      column = 0;
    } else if (!continues && ++column > columns && columns > 0) {
      fullLines++;
      column = 1;
    }
  }

  private void begin() throws IOException {
    byte[] bytes = held.toByteArray();
    held.reset();
    try {
      pager =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      page(bytes, 0, bytes.length);
    } catch (PagerClosed e) {
      throw e;
    } catch (IOException e) {
      // No shell to start it with: better a long output than none.
      direct = true;
      terminal.write(bytes);
    }
  }

  private void page(byte[] bytes, int offset, int length) throws PagerClosed {
    try {
      input().write(bytes, offset, length);
    } catch (IOException e) {
      throw new PagerClosed(e);
    }
  }

  private OutputStream input() {
    return Optional.ofNullable(pager).orElseThrow(IllegalStateException::new).getOutputStream();
  }

  @Override
  public void flush() throws IOException {
    if (direct) {
      terminal.flush();
    } else if (pager != null) {
      try {
        input().flush();
      } catch (IOException e) {
        throw new PagerClosed(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Process process = pager;
    if (process == null) {
      terminal.write(held.toByteArray());
      held.reset();
      terminal.flush();
      return;
    }
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The user has left before the end; there is nothing to tell.
      direct = false;
    }
    waitFor(process);
  }

  private static void waitFor(Process process) {
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
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
