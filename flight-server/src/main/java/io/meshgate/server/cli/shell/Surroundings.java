package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the shell takes from the process that it runs in.
 *
 * @param variables the environment variables
 * @param home the user's home folder
 */
record Surroundings(Map<String, String> variables, Path home) {

  private static final String HISTORY = "MESHGATE_HISTORY";
  private static final String PAGER =
      "if command -v less >/dev/null 2>&1; then exec less -R -F -X -S; else exec cat; fi";

  Surroundings {
    variables = ImmutableMap.copyOf(variables);
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  /** Where the history is kept; empty if the user wants none. */
  Optional<Path> history() {
    String file = variables.get(HISTORY);
    if (file == null) {
      return Optional.of(home.resolve(".meshgate").resolve("history"));
    }
    return file.isBlank() ? Optional.empty() : Optional.of(Path.of(file));
  }

  /** The command that pages; empty if the user wants none. */
  Optional<String> pager() {
    String command = variables.getOrDefault("PAGER", PAGER);
    return command.isBlank() ? Optional.empty() : Optional.of(command);
  }

  /** The command that edits a file. */
  String editor() {
    return variables.getOrDefault("VISUAL", variables.getOrDefault("EDITOR", "vi"));
  }

  /** Whether colors are welcome; see no-color.org. */
  boolean allowsColor() {
    return variables.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
