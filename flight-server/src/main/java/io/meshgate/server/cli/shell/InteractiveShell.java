package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.shell.sql.ProposalMatcher;
import io.meshgate.server.cli.shell.sql.SqlCompleter;
import io.meshgate.server.cli.shell.sql.SqlHighlighter;
import io.meshgate.server.cli.shell.sql.StatementParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.MaskingCallback;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;

/** The shell at a terminal: prompt, editing, history, completion, Ctrl-C. For one thread. */
final class InteractiveShell implements AutoCloseable {
  private static final int HISTORY_LINES = 5_000;

  private final GatewayConnection connection;
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final ShellHistory history;
  private final Interpreter interpreter;
  private final LineReader reader;

  /**
   * @param rows where rows go: the terminal's own output, or a file or pipe that the user chose
   */
  InteractiveShell(
      ShellParts parts, Terminal terminal, OutputStream rows, Surroundings surroundings) {
    this.connection = parts.connection();
    this.terminal = terminal;
    this.interrupts = parts.interrupts();
    this.history = new ShellHistory(List.of(connection.login().secret()));
    boolean onTerminal = rows == terminal.output();
    Screen screen =
        new Screen(
            terminal.writer(),
            terminal.writer(),
            rows,
            onTerminal ? Optional.of(terminal) : Optional.empty(),
            isDumb(terminal) ? Optional.empty() : Optional.of(terminal.writer()),
            this::historyLines);
    this.interpreter = new Interpreter(parts, screen, surroundings);
    this.reader = reader(surroundings);
  }

  private static boolean isDumb(Terminal terminal) {
    return terminal.getType().startsWith(Terminal.TYPE_DUMB);
  }

  private LineReader reader(Surroundings surroundings) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("meshgate")
            .parser(new StatementParser())
            .completer(
                new SqlCompleter(
                    interpreter.names()::tables,
                    interpreter::defaultSchema,
                    interpreter::proposals))
            .completionMatcher(new ProposalMatcher())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P-> ")
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .variable(LineReader.BELL_STYLE, "none")
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, true)
            .option(Option.CASE_INSENSITIVE, true)
            .history(history);
    if (StatementRunner.hasColor(terminal, surroundings)) {
      builder.highlighter(new SqlHighlighter());
    }
    surroundings.history().ifPresent(file -> keepHistory(file, builder));
    return builder.build();
  }

  private void keepHistory(Path file, LineReaderBuilder builder) {
    Optional<String> problem = ShellHistory.prepare(file);
    if (problem.isPresent()) {
      print(problem.get());
    } else {
      builder.variable(LineReader.HISTORY_FILE, file);
    }
  }

  private List<String> historyLines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    history.forEach(entry -> lines.add(entry.line()));
    return lines.build();
  }

  private void print(String line) {
    terminal.writer().println(line);
    terminal.flush();
  }

  /** Reads and runs until the user leaves. */
  int run() {
    terminal.handle(Signal.INT, signal -> interrupts.cancel());
    interpreter.names().refresh();
    print(
        "Connected to "
            + connection.options().address()
            + " with "
            + connection.login()
            + ". \\? lists commands, \\q leaves.");
    while (true) {
      Optional<String> line = read();
      if (line.isEmpty() || interpreter.typed(line.get()) == Outcome.QUIT) {
        return ExitCode.OK;
      }
    }
  }

  /** The next input; empty at the end of all. */
  private Optional<String> read() {
    String draft = interpreter.takeDraft();
    while (true) {
      try {
        return Optional.of(reader.readLine(prompt(), null, (MaskingCallback) null, draft));
      } catch (UserInterruptException e) {
        // Ctrl-C: what was typed is dropped.
        draft = "";
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }
  }

  private String prompt() {
    return interpreter.defaultSchema().orElse("meshgate") + "> ";
  }

  @Override
  public void close() throws IOException {
    interpreter.close();
    history.save();
  }
}
