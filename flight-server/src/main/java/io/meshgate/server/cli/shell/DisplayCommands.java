package io.meshgate.server.cli.shell;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.NearestName;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.OutputFormat;
import io.meshgate.server.cli.shell.Settings.Toggle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Commands that say how results are shown and where they go. */
final class DisplayCommands {
  private static final String AUTOMATIC = "auto";

  private final Settings settings;
  private final Screen screen;
  private final ImmutableMap<String, List<String>> values =
      ImmutableMap.of(
          "format", List.of("table", "csv", "json", "jsonl", "markdown", "vertical"),
          "pager", List.of("on", "off"),
          "rows", List.of("0", "1000", "10000"),
          "null", List.of("NULL"),
          "columns", List.of(AUTOMATIC, "0", "120"));

  DisplayCommands(Settings settings, Screen screen) {
    this.settings = settings;
    this.screen = screen;
  }

  List<MetaCommand> commands() {
    return List.of(
        MetaCommand.step(
            "\\x", "[on|off]", "show each row as a list of its values, or not", this::expanded),
        MetaCommand.step(
            "\\timing", "[on|off]", "tell how long queries take, or not", this::timing),
        MetaCommand.step(
            "\\pset", "[NAME [VALUE]]", "set how results look, or show how they do", this::set),
        MetaCommand.step(
            "\\o", "[FILE]", "write results to a file; without one, to the screen", this::output));
  }

  /** What may follow {@code \pset} and a name. */
  List<String> proposals(List<String> words) {
    return words.size() < 2
        ? values.keySet().asList()
        : values.getOrDefault(words.get(1), List.of());
  }

  private void expanded(String argument) {
    boolean expanded = settings.format == OutputFormat.VERTICAL;
    if (toggle(argument, expanded ? Toggle.ON : Toggle.OFF) == Toggle.ON != expanded) {
      settings.toggleExpanded();
    }
    show("format");
  }

  private void timing(String argument) {
    settings.timing = toggle(argument, settings.timing);
    screen.print("timing is " + lower(settings.timing));
  }

  private static Toggle toggle(String argument, Toggle now) {
    return switch (argument.toLowerCase(Locale.ROOT)) {
      case "" -> now.other();
      case "on" -> Toggle.ON;
      case "off" -> Toggle.OFF;
      default -> throw usage("on or off is expected, not " + argument);
    };
  }

  private void set(String argument) {
    if (argument.isEmpty()) {
      values.keySet().forEach(this::show);
      return;
    }
    String[] words = argument.split("\\s+", 2);
    String name = words[0].toLowerCase(Locale.ROOT);
    if (!values.containsKey(name)) {
      throw usage(
          "there is no option "
              + words[0]
              + NearestName.hint(name, values.keySet())
              + "; there are "
              + String.join(", ", values.keySet()));
    }
    if (words.length == 2) {
      set(name, words[1]);
    }
    show(name);
  }

  private void set(String name, String value) {
    switch (name) {
      case "format" -> settings.format = format(value);
      case "pager" -> settings.pager = toggle(value, settings.pager);
      case "rows" -> settings.rows = number(value);
      case "null" -> settings.nullText = value;
      default ->
          settings.columns =
              value.equals(AUTOMATIC) ? OptionalInt.empty() : OptionalInt.of(number(value));
    }
  }

  private OutputFormat format(String value) {
    String wanted = value.toLowerCase(Locale.ROOT);
    if (!values.getOrDefault("format", List.of()).contains(wanted)) {
      throw usage("there is no format " + value + "; there are " + formats());
    }
    return OutputFormat.valueOf(wanted.toUpperCase(Locale.ROOT));
  }

  private String formats() {
    return String.join(", ", values.getOrDefault("format", List.of()));
  }

  private static int number(String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new CommandException(ExitCode.USAGE, "a whole number is expected, not " + value, e);
    }
    throw usage("a number from 0 on is expected, not " + value);
  }

  private static CommandException usage(String text) {
    return new CommandException(ExitCode.USAGE, text);
  }

  private void show(String name) {
    Map<String, String> now =
        Map.of(
            "format",
            lower(settings.format),
            "pager",
            lower(settings.pager),
            "rows",
            settings.rows == 0 ? "0, all of them" : Long.toString(settings.rows),
            "null",
            settings.nullText,
            "columns",
            settings.columns.isPresent()
                ? Integer.toString(settings.columns.getAsInt())
                : AUTOMATIC);
    screen.print(name + " is " + now.get(name));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void output(String argument) throws IOException {
    if (argument.isEmpty()) {
      settings.output = Optional.empty();
      return;
    }
    Path file = Path.of(argument);
    StatementRunner.begin(file);
    settings.output = Optional.of(file);
  }
}
