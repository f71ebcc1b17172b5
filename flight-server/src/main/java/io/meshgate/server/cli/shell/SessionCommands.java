package io.meshgate.server.cli.shell;

import io.meshgate.server.cli.client.Cancellation;
import io.meshgate.server.cli.client.GatewayClient;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;

/** Commands about the connection and the options of its session. */
final class SessionCommands {
  private static final String SCHEMA = "schema";

  private final GatewayConnection connection;
  private final Interrupts interrupts;
  private final CatalogCommands catalog;
  private final Screen screen;

  SessionCommands(ShellParts parts, CatalogCommands catalog, Screen screen) {
    this.connection = parts.connection();
    this.interrupts = parts.interrupts();
    this.catalog = catalog;
    this.screen = screen;
  }

  List<MetaCommand> commands() {
    return List.of(
        MetaCommand.step(
            "\\c", "[SCHEMA]", "tables of the schema need no schema before them", this::use),
        MetaCommand.step(
            "\\set",
            "[NAME VALUE]",
            "set an option of the session: schema, timezone, purpose, strict; or show them",
            this::set),
        MetaCommand.step("\\unset", "NAME", "forget an option of the session", this::unset),
        MetaCommand.step(
            "\\conninfo", "", "tell which gateway answers, and whom", argument -> connection()));
  }

  private void use(String argument) throws IOException {
    if (argument.isEmpty()) {
      change(SCHEMA, Optional.empty());
    } else {
      change(SCHEMA, Optional.of(catalog.schema(argument)));
    }
  }

  private void set(String argument) throws IOException {
    if (argument.isEmpty()) {
      options().forEach((name, value) -> screen.print(name + " is " + value));
      return;
    }
    String[] words = argument.split("\\s*=\\s*|\\s+", 2);
    if (words.length < 2) {
      throw new CommandException(ExitCode.USAGE, "a name and a value are expected");
    }
    change(words[0].toLowerCase(Locale.ROOT), Optional.of(unquoted(words[1])));
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
  }

  private void unset(String argument) throws IOException {
    if (argument.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, "the name of an option is expected");
    }
    change(argument.toLowerCase(Locale.ROOT), Optional.empty());
  }

  private void change(String name, Optional<String> value) throws IOException {
    Map<String, ErrorValue> failed = new LinkedHashMap<>();
    interrupts.run(
        new Cancellation(),
        () -> connection.setSessionOption(name, value).ifPresent(error -> failed.put(name, error)));
    ErrorValue error = failed.get(name);
    if (error != null) {
      throw new CommandException(
          ExitCode.FAILED,
          error == ErrorValue.INVALID_NAME
              ? "The gateway has no option " + name
              : "The gateway does not take " + value.orElse("nothing") + " for " + name);
    }
    screen.print(value.map(text -> name + " is " + text).orElse(name + " is forgotten"));
  }

  private Map<String, String> options() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    interrupts.run(
        new Cancellation(), () -> options.putAll(connection.call(GatewayClient::sessionOptions)));
    return options;
  }

  private void connection() throws IOException {
    Map<String, String> options = options();
    screen.print(
        "Connected to "
            + connection.options().address()
            + " ("
            + connection.options().protection()
            + ") with "
            + connection.login());
    options.forEach((name, value) -> screen.print(name + " is " + value));
  }
}
