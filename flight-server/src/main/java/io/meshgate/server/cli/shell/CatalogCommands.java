package io.meshgate.server.cli.shell;

import io.meshgate.document.NearestName;
import io.meshgate.server.cli.client.Cancellation;
import io.meshgate.server.cli.client.GatewayClient;
import io.meshgate.server.cli.client.GatewayConnection;
import io.meshgate.server.cli.client.TableDescription;
import io.meshgate.server.cli.client.TableDescription.Column;
import io.meshgate.server.cli.outcome.CommandException;
import io.meshgate.server.cli.outcome.ExitCode;
import io.meshgate.server.cli.output.TextStyle;
import io.meshgate.server.cli.output.TextTable;
import io.meshgate.server.cli.shell.sql.NamePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Commands that show what there is: catalogs, schemas, tables, columns. */
final class CatalogCommands {
  private static final String SYSTEM_TABLE = "SYSTEM TABLE";

  private final GatewayConnection connection;
  private final Interrupts interrupts;
  private final MeshNames names;
  private final Screen screen;

  CatalogCommands(ShellParts parts, MeshNames names, Screen screen) {
    this.connection = parts.connection();
    this.interrupts = parts.interrupts();
    this.names = names;
    this.screen = screen;
  }

  List<MetaCommand> commands() {
    return List.of(
        MetaCommand.step("\\d", "[NAME]", "list tables, or the columns of one", this::describe),
        MetaCommand.step(
            "\\dt",
            "[PATTERN]",
            "list tables; * stands for anything, also for system tables",
            this::tables),
        MetaCommand.step("\\dn", "[PATTERN]", "list schemas", this::schemas),
        MetaCommand.step("\\l", "", "list catalogs", argument -> catalogs()),
        MetaCommand.step(
            "\\refresh", "", "fetch the names for completion again", argument -> refresh()));
  }

  private void describe(String argument) throws IOException {
    if (argument.isEmpty() || argument.contains("*")) {
      tables(argument);
      return;
    }
    List<TableDescription> tables = fetch();
    Optional<String> schema = defaultSchema();
    TableDescription table =
        NamePath.of(argument)
            .find(tables, schema)
            .orElseThrow(() -> notFound("table", argument, fullNames(tables)));
    List<String> key = calls(client -> client.primaryKey(table));
    TextTable text = table("column", "type", "nullable", "key", "description");
    for (Column column : table.columns()) {
      int position = key.indexOf(column.name()) + 1;
      add(
          text,
          column.name(),
          column.type(),
          column.nullable() ? "yes" : "no",
          position == 0 ? "" : "primary " + position,
          column.description());
    }
    screen.print(table.type() + " " + fullName(table));
    text.finish();
  }

  private void tables(String pattern) throws IOException {
    Pattern wanted = pattern(pattern);
    TextTable text = table("schema", "table", "type");
    int found = 0;
    for (TableDescription table : fetch()) {
      // The gateway's own tables are for who asks for them.
      boolean hidden = pattern.isEmpty() && table.type().equals(SYSTEM_TABLE);
      boolean named =
          wanted.matcher(fullName(table)).matches() || wanted.matcher(table.name()).matches();
      if (named && !hidden) {
        add(text, table.schema(), table.name(), table.type().toLowerCase(Locale.ROOT));
        found++;
      }
    }
    finish(text, found, "table", pattern);
  }

  private void schemas(String pattern) throws IOException {
    Pattern wanted = pattern(pattern);
    List<String> schemas =
        fetch().stream()
            .map(TableDescription::schema)
            .distinct()
            .filter(schema -> wanted.matcher(schema).matches())
            .toList();
    TextTable text = table("schema");
    for (String schema : schemas) {
      add(text, schema);
    }
    finish(text, schemas.size(), "schema", pattern);
  }

  private void catalogs() throws IOException {
    TextTable text = table("catalog");
    for (String catalog : calls(GatewayClient::catalogs)) {
      add(text, catalog);
    }
    text.finish();
  }

  private void refresh() throws IOException {
    int found = fetch().size();
    screen.print(found == 1 ? "1 table" : found + " tables");
  }

  private void finish(TextTable text, int found, String what, String pattern) throws IOException {
    if (found == 0) {
      screen.print("There is no " + what + (pattern.isEmpty() ? "" : " like " + pattern));
    } else {
      text.finish();
    }
  }

  /** The schema that a name means, as the gateway writes it; suggests another if there is none. */
  String schema(String name) throws IOException {
    List<String> schemas = fetch().stream().map(TableDescription::schema).distinct().toList();
    String wanted = String.join(".", NamePath.of(name).parts());
    return schemas.stream()
        .filter(wanted::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() -> notFound("schema", name, schemas));
  }

  private static CommandException notFound(String what, String name, List<String> others) {
    return new CommandException(
        ExitCode.FAILED, "There is no " + what + " " + name + NearestName.hint(name, others));
  }

  private List<TableDescription> fetch() throws IOException {
    List<TableDescription> fetched = new ArrayList<>();
    interrupts.run(new Cancellation(), () -> fetched.addAll(names.fetch()));
    return fetched;
  }

  private <T> List<T> calls(GatewayConnection.Call<List<T>> call) throws IOException {
    List<T> found = new ArrayList<>();
    interrupts.run(new Cancellation(), () -> found.addAll(connection.call(call)));
    return found;
  }

  /** The schema whose tables need no schema before them. */
  Optional<String> defaultSchema() {
    return Optional.ofNullable(connection.chosenOptions().get("schema"));
  }

  private static List<String> fullNames(List<TableDescription> tables) {
    return tables.stream().map(CatalogCommands::fullName).toList();
  }

  private static String fullName(TableDescription table) {
    return table.schema() + "." + table.name();
  }

  /** A pattern of names: {@code *} stands for any characters; nothing, for all names. */
  private static Pattern pattern(String text) {
    if (text.isEmpty()) {
      return Pattern.compile(".*");
    }
    StringBuilder regex = new StringBuilder();
    for (String part : text.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }

  private TextTable table(String... columns) {
    return TextTable.ofTexts(List.of(columns), TextStyle.PLAIN, screen.messages());
  }

  private static void add(TextTable table, String... cells) throws IOException {
    table.add(List.of(cells).stream().map(Optional::of).toList());
  }
}
