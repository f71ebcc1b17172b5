package io.meshgate.server.cli.shell;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;

/**
 * Where the shell writes.
 *
 * @param messages what meta commands print
 * @param errors what went wrong
 * @param rows the rows of results
 * @param terminal the terminal that shows the rows; empty if they go to a file or a pipe
 * @param status where a line about a running query may be drawn; empty if nowhere
 * @param history the lines that were typed
 */
record Screen(
    PrintWriter messages,
    PrintWriter errors,
    OutputStream rows,
    Optional<Terminal> terminal,
    Optional<PrintWriter> status,
    Supplier<List<String>> history) {

  /** Prints a line. */
  void print(String line) {
    messages.println(line);
    messages.flush();
  }

  /** Prints a line about something that went wrong. */
  void printError(String line) {
    messages.flush();
    errors.println(line);
    errors.flush();
  }
}
