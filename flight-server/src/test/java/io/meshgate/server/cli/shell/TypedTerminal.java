package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.ConnectionOptions;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.output.OutputFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * A shell at a terminal that the test types at and reads from. The terminal is JLine's own, with a
 * line discipline: what is typed as Ctrl-C arrives as a signal.
 */
final class TypedTerminal implements AutoCloseable {
  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";
  static final String CTRL_R = "\u0012";
  static final String TAB = "\t";
  static final String ENTER = "\r";

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Shown shown = new Shown();
  private final PipedOutputStream keys = new PipedOutputStream();
  private final Terminal terminal;
  private final CompletableFuture<Integer> exitCode;

  /** Where the shell stands. */
  record Setting(String type, int columns, int lines, Map<String, String> variables) {
    static Setting dumb(Map<String, String> variables) {
      return new Setting("dumb", 80, 24, variables);
    }
  }

  TypedTerminal(ConnectionOptions options, Setting setting, Path home) throws IOException {
    this.terminal =
        TerminalBuilder.builder()
            .system(false)
            .streams(new PipedInputStream(keys, 1 << 16), shown)
            .type(setting.type())
            .encoding(StandardCharsets.UTF_8)
            .size(new Size(setting.columns(), setting.lines()))
            .build();
    this.exitCode = CompletableFuture.supplyAsync(() -> run(options, setting, home));
  }

  private int run(ConnectionOptions options, Setting setting, Path home) {
    Surroundings surroundings = new Surroundings(setting.variables(), home);
    try (GatewayConnection connection =
            GatewayConnection.open(options, notice -> terminal.writer().println(notice));
        InteractiveShell shell =
            new InteractiveShell(
                new ShellParts(connection, new Settings(OutputFormat.TABLE), new Interrupts()),
                terminal,
                terminal.output(),
                surroundings)) {
      return shell.run();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** Types; what is shown before counts no longer. */
  void type(String text) throws IOException {
    shown.forget();
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  /** Types a line and waits for the next prompt; what the shell showed in between. */
  String line(String text) throws Exception {
    type(text + ENTER);
    return prompt();
  }

  /** What is shown until the next prompt. */
  String prompt() throws Exception {
    return until("> ");
  }

  /** What is shown until a text is. */
  String until(String text) throws Exception {
    return shown.until(text);
  }

  /** How the shell ended. */
  int exitCode() throws Exception {
    return exitCode.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends the input and waits until the shell has left. */
  @Override
  public void close() throws Exception {
    try (terminal) {
      keys.close();
      exitCode();
    }
  }

  /** What the terminal showed, for tests to wait on. */
  private static final class Shown extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) {
      bytes.write(data, offset, length);
      notifyAll();
    }

    synchronized void forget() {
      bytes.reset();
    }

    synchronized String until(String text) throws InterruptedException {
      long end = System.nanoTime() + LONGEST.toNanos();
      while (true) {
        String all = bytes.toString(StandardCharsets.UTF_8);
        int at = all.indexOf(text);
        if (at >= 0) {
          return all;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError("Waited in vain for '" + text + "'; shown was:\n" + all);
        }
        wait(Math.max(1, left / 1_000_000));
      }
    }
  }
}
