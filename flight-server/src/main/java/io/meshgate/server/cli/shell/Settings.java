package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.output.OutputFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** How the shell shows what it gets; changed by meta commands. For one thread. */
final class Settings {
  private static final long DEFAULT_ROWS = 10_000;

  /** The format of results. */
  OutputFormat format;

  /** Whether the time is told behind a result. */
  Toggle timing = Toggle.ON;

  /** Whether results that are longer than the screen go through a pager. */
  Toggle pager = Toggle.ON;

  /** How many rows are shown on a terminal at most; 0 for all. */
  long rows = DEFAULT_ROWS;

  /** What stands for NULL. */
  String nullText = "NULL";

  /** The width that tables are cut to; empty for that of the terminal, 0 for no cut. */
  OptionalInt columns = OptionalInt.empty();

  /** The file that results go to instead of the screen. */
  Optional<Path> output = Optional.empty();

  /** On or off. */
  enum Toggle {
    ON,
    OFF;

    Toggle other() {
      return this == ON ? OFF : ON;
    }
  }

  Settings(OutputFormat format) {
    this.format = format;
  }

  /** Turns expanded display on or off. */
  Toggle toggleExpanded() {
    format = format == OutputFormat.VERTICAL ? OutputFormat.TABLE : OutputFormat.VERTICAL;
    return format == OutputFormat.VERTICAL ? Toggle.ON : Toggle.OFF;
  }
}
