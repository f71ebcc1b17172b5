package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;

/**
 * A command to the shell itself.
 *
 * @param names its names, the usual one first, each with its backslash
 * @param arguments what follows, for people; {@code [...]} around what may be left out
 * @param description what it does, in a line
 * @param action what runs it
 */
record MetaCommand(List<String> names, String arguments, String description, Action action) {

  /** What runs a command. */
  @FunctionalInterface
  interface Action {
    /**
     * Runs the command.
     *
     * @param argument all that stands behind its name
     */
    Outcome run(String argument) throws IOException;
  }

  /** What runs a command that cannot fail in a way of its own. */
  @FunctionalInterface
  interface Step {
    void run(String argument) throws IOException;
  }

  MetaCommand {
    names = ImmutableList.copyOf(names);
  }

  /** A command whose names are in a text with spaces between them. */
  static MetaCommand of(String names, String arguments, String description, Action action) {
    return new MetaCommand(List.of(names.split(" ")), arguments, description, action);
  }

  /** A command that is done when it returns. */
  static MetaCommand step(String names, String arguments, String description, Step step) {
    return of(
        names,
        arguments,
        description,
        argument -> {
          step.run(argument);
          return Outcome.DONE;
        });
  }
}
