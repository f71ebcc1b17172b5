package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.Cancellation;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.client.GatewayException;
import io.meshgate.server.cli.client.GatewayException.Kind;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.output.ProgressLine;
import io.meshgate.server.cli.output.TextStyle;
import io.meshgate.server.cli.shell.PagedOutput.PagerClosed;
import io.meshgate.server.cli.shell.ResultSink.EnoughRows;
import io.meshgate.server.cli.shell.Settings.Toggle;
import io.meshgate.server.cli.shell.sql.ErrorReport;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.terminal.Terminal;

/** Runs statements and shows their rows, errors and times. For one thread. */
final class StatementRunner {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int COLORS = 8;

  private final GatewayConnection connection;
  private final Settings settings;
  private final Screen screen;
  private final Surroundings surroundings;
  private final Interrupts interrupts;
  private final Runnable onNotFound;

  /**
   * @param onNotFound is run when a statement named what does not exist
   */
  StatementRunner(ShellParts parts, Screen screen, Surroundings surroundings, Runnable onNotFound) {
    this.connection = parts.connection();
    this.settings = parts.settings();
    this.interrupts = parts.interrupts();
    this.screen = screen;
    this.surroundings = surroundings;
    this.onNotFound = onNotFound;
  }

  /**
   * Runs a statement.
   *
   * @param place what stands before an error: where the statement comes from, or nothing
   */
  Outcome run(String sql, String place) {
    long start = System.nanoTime();
    Cancellation cancellation = new Cancellation();
    try (ProgressLine progress = progress()) {
      try {
        run(sql, cancellation, progress, start);
        return Outcome.DONE;
      } catch (CommandException e) {
        progress.close();
        return failed(e, cancellation, sql, place);
      } catch (IOException e) {
        progress.close();
        screen.printError(place + "The rows cannot be written: " + e.getMessage());
        return Outcome.FAILED;
      }
    }
  }

  private ProgressLine progress() {
    return screen
        .status()
        .map(line -> ProgressLine.on(line, "  Ctrl-C cancels"))
        .orElseGet(ProgressLine::none);
  }

  private void run(String sql, Cancellation cancellation, ProgressLine progress, long start)
      throws IOException {
    ResultSink sink;
    // Read before the result, which ends only when the user leaves the pager.
    long nanos;
    try (OutputStream out = new Unhurried(destination(), progress)) {
      sink = new ResultSink(settings.format, style(), out, rowLimit(), progress);
      try {
        interrupts.run(
            cancellation,
            () ->
                connection.call(
                    client -> {
                      client.query(sql, sink);
                      return Outcome.DONE;
                    }));
      } catch (EnoughRows e) {
        cancellation.cancel();
      }
      nanos = System.nanoTime() - start;
      sink.finish();
    } catch (PagerClosed e) {
      // The user has seen enough; that is no failure.
      cancellation.cancel();
      return;
    }
    progress.close();
    footer(sink, nanos);
  }

  private void footer(ResultSink sink, long nanos) {
    if (screen.terminal().isEmpty()) {
      if (settings.timing == Toggle.ON) {
        screen.printError(count(sink) + time(nanos));
      }
      return;
    }
    String more = sink.isLimited() ? " shown, and there are more; \\pset rows 0 shows all" : "";
    screen.print(count(sink) + more + (settings.timing == Toggle.ON ? time(nanos) : ""));
    if (sink.isCut()) {
      screen.print("Cut to the width of the screen; \\x shows everything");
    }
    settings.output.ifPresent(file -> screen.print("Written to " + file));
  }

  private static String count(ResultSink sink) {
    return String.format(Locale.ROOT, "%,d %s", sink.rows(), sink.rows() == 1 ? "row" : "rows");
  }

  private static String time(long nanos) {
    return String.format(Locale.ROOT, ", %.3f s", nanos / NANOS_PER_SECOND);
  }

  private Outcome failed(CommandException e, Cancellation cancellation, String sql, String place) {
    if (cancellation.isCancelled()) {
      screen.printError(place + "CANCELLED");
      return Outcome.FAILED;
    }
    ErrorReport.lines(place + e.text(), sql).forEach(screen::printError);
    if (e instanceof GatewayException failure) {
      if (failure.kind() == Kind.NOT_FOUND) {
        onNotFound.run();
      }
      if (failure.kind() == Kind.CONNECTION_LOST || failure.kind() == Kind.NOT_LOGGED_IN) {
        return Outcome.NO_CONNECTION;
      }
    }
    return Outcome.FAILED;
  }

  private OutputStream destination() throws IOException {
    if (settings.output.isPresent()) {
      return Files.newOutputStream(
          settings.output.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    Optional<String> command = surroundings.pager();
    if (screen.terminal().isEmpty() || settings.pager == Toggle.OFF || command.isEmpty()) {
      return new Borrowed(screen.rows());
    }
    Terminal terminal = screen.terminal().get();
    if (terminal.getHeight() <= 0) {
      // Nobody knows what is too long.
      return new Borrowed(screen.rows());
    }
    return new PagedOutput(screen.rows(), terminal.getHeight(), terminal.getWidth(), command.get());
  }

  private boolean isOnScreen() {
    return screen.terminal().isPresent() && settings.output.isEmpty();
  }

  private long rowLimit() {
    return isOnScreen() && settings.rows > 0 ? settings.rows : Long.MAX_VALUE;
  }

  private TextStyle style() {
    if (!isOnScreen()) {
      return new TextStyle(OptionalInt.empty(), settings.nullText, TextStyle.Emphasis.NONE);
    }
    Terminal terminal = screen.terminal().orElseThrow();
    int width = settings.columns.orElse(terminal.getWidth());
    return new TextStyle(
        width > 0 ? OptionalInt.of(width) : OptionalInt.empty(),
        settings.nullText,
        hasColor(terminal, surroundings) ? TextStyle.Emphasis.ANSI : TextStyle.Emphasis.NONE);
  }

  /** Whether a terminal has colors and its user wants them. */
  static boolean hasColor(Terminal terminal, Surroundings surroundings) {
    Integer colors = terminal.getNumericCapability(org.jline.utils.InfoCmp.Capability.max_colors);
    return surroundings.allowsColor() && colors != null && colors >= COLORS;
  }

  /** Appends to a file of an earlier result. */
  static void begin(Path file) throws IOException {
    Files.newOutputStream(file).close();
  }

  /** Output that takes the progress line away before it begins. */
  private static final class Unhurried extends FilterOutputStream {
    private final ProgressLine progress;
    private boolean begun;

    Unhurried(OutputStream out, ProgressLine progress) {
      super(out);
      this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!begun) {
        begun = true;
        progress.close();
      }
      out.write(bytes, offset, length);
    }
  }

  /** A stream that stays open. */
  private static final class Borrowed extends FilterOutputStream {
    Borrowed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
