package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.cli.client.TableDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A name as it is written in SQL: parts with points between them.
 *
 * @param parts its parts without quotes
 */
public record NamePath(List<String> parts) {

  public NamePath {
    parts = ImmutableList.copyOf(parts);
  }

  /** The path that a text is; a text that is none gives what can be read of it. */
  public static NamePath of(String text) {
    return new NamePath(
        SqlToken.of(text).stream().filter(SqlToken::isName).map(SqlToken::name).toList());
  }

  /** The ways to write a table's name, the usual one first. */
  static List<NamePath> of(TableDescription table, Optional<String> defaultSchema) {
    List<String> full = new ArrayList<>(List.of(table.schema().split("\\.", -1)));
    full.add(table.name());
    List<String> withCatalog = new ArrayList<>(full);
    withCatalog.add(0, table.catalog());
    ImmutableList.Builder<NamePath> paths = ImmutableList.builder();
    paths.add(
        new NamePath(full),
        new NamePath(withCatalog),
        new NamePath(List.of(table.schema(), table.name())),
        new NamePath(List.of(table.catalog(), table.schema(), table.name())));
    if (defaultSchema.filter(table.schema()::equalsIgnoreCase).isPresent()) {
      paths.add(new NamePath(List.of(table.name())));
    }
    return paths.build();
  }

  /** The table that it names, if one of these. */
  public Optional<TableDescription> find(
      List<TableDescription> tables, Optional<String> defaultSchema) {
    return tables.stream()
        .filter(table -> of(table, defaultSchema).stream().anyMatch(this::isSame))
        .findFirst();
  }

  private boolean isSame(NamePath other) {
    return parts.size() == other.parts.size() && other.beginsWith(parts);
  }

  /** Whether its first parts are these, whatever their case. */
  boolean beginsWith(List<String> first) {
    if (first.size() > parts.size()) {
      return false;
    }
    for (int i = 0; i < first.size(); i++) {
      if (!parts.get(i).equalsIgnoreCase(first.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** A part as SQL takes it: in quotes if it would be read otherwise without. */
  static String quoted(String part) {
    List<SqlToken> tokens = SqlToken.of(part);
    boolean plain =
        tokens.size() == 1
            && tokens.get(0).kind() == SqlToken.Kind.WORD
            && part.chars().allMatch(c -> c < 128)
            && !SqlWords.RESERVED.contains(part.toUpperCase(Locale.ROOT));
    return plain ? part : '"' + part.replace("\"", "\"\"") + '"';
  }
}
