package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableList;
import io.meshgate.document.NearestName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of meta commands: finds them by name, and lists them. */
final class MetaCommands {
  private final ImmutableList<MetaCommand> commands;

  MetaCommands(List<MetaCommand> commands) {
    this.commands = ImmutableList.copyOf(commands);
  }

  /** All of them. */
  List<MetaCommand> all() {
    return commands;
  }

  /** The names of all of them. */
  List<String> names() {
    return commands.stream().flatMap(command -> command.names().stream()).toList();
  }

  /** Runs a line that begins with a backslash. */
  Outcome run(String line, Screen screen) throws IOException {
    String[] words = line.strip().split("\\s+", 2);
    // As psql takes it; nobody should have to remember.
    String name = words[0].endsWith(";") ? words[0].substring(0, words[0].length() - 1) : words[0];
    String argument = words.length < 2 ? "" : words[1].strip();
    Optional<MetaCommand> command = find(name);
    if (command.isEmpty()) {
      screen.printError(
          "There is no command "
              + name
              + NearestName.hint(name, names())
              + "; \\? lists the commands");
      return Outcome.FAILED;
    }
    return command.get().action().run(argument);
  }

  private Optional<MetaCommand> find(String name) {
    return commands.stream().filter(command -> command.names().contains(name)).findFirst();
  }

  /** The list of commands, a line for each. */
  List<String> help() {
    int width = commands.stream().mapToInt(command -> synopsis(command).length()).max().orElse(0);
    return commands.stream()
        .map(
            command ->
                String.format(
                    Locale.ROOT, "%-" + width + "s  %s", synopsis(command), command.description()))
        .toList();
  }

  /** The names of a command and what follows them. */
  static String synopsis(MetaCommand command) {
    return (String.join(", ", command.names()) + " " + command.arguments()).strip();
  }
}
