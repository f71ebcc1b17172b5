package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.Cancellation;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.shell.sql.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands about what is typed and run: files, the editor, help, the end. */
final class InputCommands {
  private final Interpreter interpreter;
  private final ShellParts parts;
  private final Screen screen;
  private final Surroundings surroundings;

  InputCommands(
      Interpreter interpreter, ShellParts parts, Screen screen, Surroundings surroundings) {
    this.interpreter = interpreter;
    this.parts = parts;
    this.screen = screen;
    this.surroundings = surroundings;
  }

  List<MetaCommand> commands() {
    return List.of(
        MetaCommand.of(
            "\\explain",
            "[SQL]",
            "show how a statement, or the last one, is answered",
            this::explain),
        MetaCommand.of("\\i", "FILE", "run the statements and commands of a file", this::include),
        MetaCommand.of(
            "\\e", "[FILE]", "edit the last statement, or a file, and run it", this::edit),
        MetaCommand.step("\\s", "[FILE]", "show the history, or write it to a file", this::history),
        MetaCommand.step(
            "\\cancel \\r",
            "[ID]",
            "cancel the query of that id in system.queries; without one, drop what is typed so far",
            this::cancel),
        MetaCommand.step("\\h", "", "show what SQL is understood", argument -> sql()),
        MetaCommand.step("\\?", "", "list these commands", argument -> help()),
        MetaCommand.of("\\q", "", "leave", argument -> Outcome.QUIT));
  }

  private Outcome explain(String argument) {
    String sql = argument.endsWith(";") ? argument.substring(0, argument.length() - 1) : argument;
    if (!sql.isBlank()) {
      return interpreter.explain(sql);
    }
    return interpreter.explain(
        interpreter
            .last()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE, "no statement has run yet; put one behind it")));
  }

  private Outcome include(String argument) throws IOException {
    return interpreter.file(file(argument));
  }

  private static Path file(String argument) {
    if (argument.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the name of a file is expected");
    }
    return Path.of(argument);
  }

  private Outcome edit(String argument) throws IOException {
    if (screen.terminal().isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "an editor needs a terminal");
    }
    if (!argument.isEmpty()) {
      return edited(Path.of(argument));
    }
    // Made for the owner alone, as temporary files are.
    Path draft = Files.createTempFile("meshgate", ".sql");
    try {
      Files.writeString(draft, interpreter.last().map(sql -> sql + ";\n").orElse(""));
      return edited(draft);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private Outcome edited(Path file) throws IOException {
    Process editor =
        new ProcessBuilder(
                "/bin/sh", "-c", surroundings.editor() + " \"$1\"", "sh", file.toString())
            .inheritIO()
            .start();
    int exit;
    try {
      exit = editor.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "interrupted while the editor ran", e);
    }
    if (exit != 0) {
      throw new CommandException(ExitCode.FAILED, "the editor ended with code " + exit);
    }
    String text = Files.readString(file).strip();
    text.lines().forEach(screen::print);
    if (!Script.of(text).isComplete()) {
      interpreter.draft(text);
      return Outcome.DONE;
    }
    return interpreter.text(text);
  }

  private void history(String argument) throws IOException {
    List<String> lines = screen.history().get();
    if (argument.isEmpty()) {
      lines.forEach(screen::print);
    } else {
      Files.write(Path.of(argument), lines);
    }
  }

  private void cancel(String id) throws IOException {
    if (id.isEmpty()) {
      interpreter.draft("");
      return;
    }
    GatewayConnection connection = parts.connection();
    parts
        .interrupts()
        .run(
            new Cancellation(),
            () ->
                connection.call(
                    client -> {
                      client.stop(id);
                      return id;
                    }));
    screen.print("Query " + id + " is being cancelled");
  }

  private void help() {
    screen.print("Statements end with ; and may have many lines. Commands are one line:");
    interpreter.commands().help().forEach(line -> screen.print("  " + line));
    screen.print(
        "Keys: Tab completes, Ctrl-R searches the history, Ctrl-C cancels a running query");
    screen.print("or drops what is typed, Ctrl-D leaves.");
  }

  private void sql() {
    List.of(
            "One statement that reads, ended by ;",
            "  SELECT ... FROM domain.product.table ... WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY,",
            "    LIMIT; joins, subqueries, windows, UNION, INTERSECT, EXCEPT",
            "  WITH [RECURSIVE] name AS (SELECT ...) SELECT ...",
            "  VALUES (1, 'a'), (2, 'b')",
            "  EXPLAIN SELECT ...                shows how the query would be answered",
            "Names match without regard to case; those with other characters stand in \"quotes\".",
            "\\d lists tables, \\d NAME the columns of one.")
        .forEach(screen::print);
  }
}
