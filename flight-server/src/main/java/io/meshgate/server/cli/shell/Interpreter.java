package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.GatewayException;
import io.meshgate.server.cli.client.GatewayException.Kind;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.shell.sql.Script;
import io.meshgate.server.cli.shell.sql.Script.Piece;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs what was typed or read: statements and meta commands, one after another. For one thread. */
final class Interpreter implements AutoCloseable {
  private static final int MAXIMUM_DEPTH = 16;

  private final Screen screen;
  private final MeshNames names;
  private final StatementRunner statements;
  private final CatalogCommands catalog;
  private final DisplayCommands display;
  private final MetaCommands commands;
  private OnError onError = OnError.STOP;
  private Optional<String> last = Optional.empty();
  private Optional<String> draft = Optional.empty();
  private int depth;

  /** What happens to the rest of a script behind an error. */
  enum OnError {
    STOP,
    GO_ON
  }

  Interpreter(ShellParts parts, Screen screen, Surroundings surroundings) {
    this.screen = screen;
    this.names = new MeshNames(parts.connection());
    this.statements = new StatementRunner(parts, screen, surroundings, names::refresh);
    this.catalog = new CatalogCommands(parts, names, screen);
    this.display = new DisplayCommands(parts.settings(), screen);
    List<MetaCommand> all = new ArrayList<>(catalog.commands());
    all.addAll(display.commands());
    all.addAll(new SessionCommands(parts, catalog, screen).commands());
    all.addAll(new InputCommands(this, parts, screen, surroundings).commands());
    this.commands = new MetaCommands(all);
  }

  MeshNames names() {
    return names;
  }

  MetaCommands commands() {
    return commands;
  }

  /** The schema whose tables need no schema before them. */
  Optional<String> defaultSchema() {
    return catalog.defaultSchema();
  }

  /** Goes on behind errors, or stops at the first. */
  void onError(OnError choice) {
    this.onError = choice;
  }

  /** The statement that ran last. */
  Optional<String> last() {
    return last;
  }

  /** What the user is to go on with at the next prompt; asked once. */
  String takeDraft() {
    String text = draft.orElse("");
    draft = Optional.empty();
    return text;
  }

  /** Has the user go on with a text. */
  void draft(String text) {
    draft = Optional.of(text);
  }

  /** Runs what the user typed. What is not complete becomes the draft again. */
  Outcome typed(String text) {
    Script script = Script.of(text);
    draft = script.rest().isBlank() ? Optional.empty() : Optional.of(script.rest());
    for (Piece piece : script.pieces()) {
      Outcome outcome = run(piece, "");
      if (outcome != Outcome.DONE) {
        return outcome;
      }
    }
    return Outcome.DONE;
  }

  /** Runs a text; a statement at its end needs no semicolon. */
  Outcome text(String text) {
    Script script = Script.of(text);
    List<Piece> pieces = new ArrayList<>(script.pieces());
    if (!Script.isBlank(script.rest())) {
      pieces.add(new Piece(Script.Kind.STATEMENT, script.rest(), script.restLine()));
    }
    return pieces(pieces, "", 0);
  }

  /** Runs a file. */
  Outcome file(Path file) throws IOException {
    if (depth >= MAXIMUM_DEPTH) {
      screen.printError("Files that run files more than " + MAXIMUM_DEPTH + " deep are not run");
      return Outcome.FAILED;
    }
    depth++;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return lines(reader, file + ":");
    } finally {
      depth--;
    }
  }

  /**
   * Runs lines as they come.
   *
   * @param source what stands before the number of a line in errors
   */
  Outcome lines(BufferedReader reader, String source) throws IOException {
    StringBuilder pending = new StringBuilder();
    int read = 0;
    int before = 0;
    Outcome worst = Outcome.DONE;
    String line;
    while ((line = reader.readLine()) != null) {
      pending.append(line).append('\n');
      read++;
      if (line.indexOf(';') < 0 && !line.strip().startsWith("\\")) {
        continue;
      }
      Script script = Script.of(pending.toString());
      if (script.isComplete()) {
        pending.setLength(0);
        Outcome outcome = pieces(script.pieces(), source, before);
        before = read;
        if (outcome == Outcome.QUIT || (outcome != Outcome.DONE && onError == OnError.STOP)) {
          return outcome;
        }
        worst = worst == Outcome.DONE ? outcome : worst;
      }
    }
    Script script = Script.of(pending.toString());
    List<Piece> pieces = new ArrayList<>(script.pieces());
    if (!Script.isBlank(script.rest())) {
      pieces.add(new Piece(Script.Kind.STATEMENT, script.rest(), script.restLine()));
    }
    Outcome outcome = pieces(pieces, source, before);
    return worst == Outcome.DONE || outcome == Outcome.QUIT ? outcome : worst;
  }

  private Outcome pieces(List<Piece> pieces, String source, int linesBefore) {
    Outcome worst = Outcome.DONE;
    for (Piece piece : pieces) {
      String place = source.isEmpty() ? "" : source + (linesBefore + piece.line()) + ": ";
      Outcome outcome = run(piece, place);
      if (outcome == Outcome.QUIT || (outcome != Outcome.DONE && onError == OnError.STOP)) {
        return outcome;
      }
      worst = worst == Outcome.DONE ? outcome : worst;
    }
    return worst;
  }

  private Outcome run(Piece piece, String place) {
    if (piece.kind() == Script.Kind.META_COMMAND) {
      return meta(piece.text(), place);
    }
    return statement(piece.text(), place);
  }

  /** Runs a statement. */
  Outcome statement(String sql, String place) {
    last = Optional.of(sql);
    return statements.run(sql, place);
  }

  /** Explains a statement. */
  Outcome explain(String sql) {
    return statements.run("EXPLAIN " + sql, "");
  }

  private Outcome meta(String line, String place) {
    try {
      return commands.run(line, screen);
    } catch (CommandException e) {
      String command = line.split("\\s", 2)[0];
      screen.printError(place + (e instanceof GatewayException ? "" : command + ": ") + e.text());
      return e instanceof GatewayException failure && failure.kind() == Kind.CONNECTION_LOST
          ? Outcome.NO_CONNECTION
          : Outcome.FAILED;
    } catch (IOException | InvalidPathException e) {
      screen.printError(place + line.split("\\s", 2)[0] + ": " + e);
      return Outcome.FAILED;
    }
  }

  /** What may follow the words of a meta command; nothing where a table is expected. */
  List<String> proposals(List<String> words) {
    if (words.isEmpty()) {
      return commands.names();
    }
    return switch (words.get(0)) {
      case "\\d", "\\dt" -> List.of();
      case "\\c", "\\dn" ->
          names.tables().stream().map(table -> table.schema()).distinct().toList();
      case "\\pset" -> display.proposals(words);
      case "\\x", "\\timing" -> List.of("on", "off");
      case "\\set", "\\unset" -> List.of("schema", "timezone", "purpose", "strict");
      default -> List.of(" ");
    };
  }

  @Override
  public void close() {
    names.close();
  }
}
