package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import io.meshgate.server.cli.client.TableDescription;
import io.meshgate.server.cli.shell.sql.TableReferences.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Proposes what may stand at the cursor: tables behind FROM and JOIN, part by part; columns of the
 * tables that the statement names, also behind an alias; words of SQL; meta commands and their
 * arguments.
 */
public final class SqlCompleter implements Completer {
  private final Supplier<List<TableDescription>> tables;
  private final Supplier<Optional<String>> defaultSchema;
  private final Function<List<String>, List<String>> metaProposals;

  /**
   * @param tables the tables that the user may see
   * @param defaultSchema the schema whose tables need no schema before them
   * @param metaProposals what may follow the words of a meta command; of none, the commands; an
   *     empty list where a table is expected
   */
  public SqlCompleter(
      Supplier<List<TableDescription>> tables,
      Supplier<Optional<String>> defaultSchema,
      Function<List<String>, List<String>> metaProposals) {
    this.tables = tables;
    this.defaultSchema = defaultSchema;
    this.metaProposals = metaProposals;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    complete(line, candidates);
  }

  /** Adds the proposals for a line. */
  void complete(ParsedLine line, List<Candidate> candidates) {
    TypedLine typed = TypedLine.of(line.line(), line.cursor());
    String before = typed.line().substring(0, typed.start());
    List<SqlToken> tokens = SqlToken.of(before);
    if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).continues()) {
      return;
    }
    String lineStart = before.substring(before.lastIndexOf('\n') + 1);
    if ((lineStart + typed.word()).stripLeading().startsWith("\\")) {
      completeMeta(lineStart, typed.word(), candidates);
    } else {
      completeSql(tokens, typed, candidates);
    }
  }

  private void completeMeta(String lineStart, String word, List<Candidate> candidates) {
    List<String> words = lineStart.isBlank() ? List.of() : List.of(lineStart.strip().split("\\s+"));
    List<String> proposals = metaProposals.apply(words);
    if (proposals.isEmpty()) {
      addTables(new Typed(word), candidates);
    }
    proposals.forEach(proposal -> candidates.add(candidate(proposal, proposal, "")));
  }

  private void completeSql(List<SqlToken> before, TypedLine line, List<Candidate> candidates) {
    Typed typed = new Typed(line.word());
    if (expectsTable(before)) {
      addTables(typed, candidates);
      return;
    }
    List<Reference> references = TableReferences.of(statementAround(line));
    if (!typed.path.isEmpty()) {
      references.stream()
          .filter(reference -> reference.isCalled(typed.path))
          .forEach(reference -> addColumns(reference, typed, candidates));
      if (candidates.isEmpty()) {
        addTables(typed, candidates);
      }
      return;
    }
    references.forEach(reference -> addColumns(reference, typed, candidates));
    references.forEach(
        reference ->
            reference
                .alias()
                .map(typed::written)
                .ifPresent(alias -> candidates.add(candidate(alias, alias, "alias"))));
    addWords(typed.last, candidates);
  }

  /** Whether a table follows: directly behind FROM or JOIN, or behind a comma between tables. */
  private static boolean expectsTable(List<SqlToken> before) {
    List<SqlToken> said = before.stream().filter(token -> !token.isBlank()).toList();
    for (int i = said.size() - 1; i >= 0; i--) {
      SqlToken token = said.get(i);
      String word = token.keyword();
      if (word.equals("FROM") || word.equals("JOIN")) {
        return i == said.size() - 1 || said.get(said.size() - 1).isSymbol(',');
      }
      boolean inList =
          token.isSymbol(',')
              || token.isSymbol('.')
              || (token.isName() && (word.equals("AS") || !SqlWords.RESERVED.contains(word)));
      if (!inList) {
        return false;
      }
    }
    return false;
  }

  /** The statement without the word at the cursor, whose quotes may be open. */
  private static String statementAround(TypedLine line) {
    String before = line.line().substring(0, line.start());
    String after = line.line().substring(line.cursor());
    int start = 0;
    for (SqlToken token : SqlToken.of(before)) {
      start = token.isSymbol(';') ? token.end() : start;
    }
    for (SqlToken token : SqlToken.of(after)) {
      if (token.isSymbol(';')) {
        return before.substring(start) + " " + after.substring(0, token.start());
      }
    }
    return before.substring(start) + " " + after;
  }

  private void addTables(Typed typed, List<Candidate> candidates) {
    Set<String> seen = new LinkedHashSet<>();
    for (TableDescription table : tables.get()) {
      for (NamePath path : NamePath.of(table, defaultSchema.get())) {
        int depth = typed.path.size();
        // The long ways to write a name are only for who has begun one.
        boolean wanted = depth > 0 || (path.parts().size() != 2 && !isCatalogPath(path, table));
        if (wanted && path.parts().size() > depth && path.beginsWith(typed.path)) {
          boolean last = path.parts().size() == depth + 1;
          String part = typed.written(path.parts().get(depth)) + (last ? "" : ".");
          if (seen.add(part)) {
            candidates.add(candidate(typed.before + part, part, last ? table.type() : "schema"));
          }
        }
      }
    }
  }

  private static boolean isCatalogPath(NamePath path, TableDescription table) {
    return path.parts().size() > 1 && path.parts().get(0).equals(table.catalog());
  }

  private void addColumns(Reference reference, Typed typed, List<Candidate> candidates) {
    reference
        .table()
        .find(tables.get(), defaultSchema.get())
        .ifPresent(
            table ->
                table
                    .columns()
                    .forEach(
                        column -> {
                          String name = typed.written(column.name());
                          candidates.add(candidate(typed.before + name, name, column.type()));
                        }));
  }

  private static void addWords(String begun, List<Candidate> candidates) {
    boolean lower = !begun.isEmpty() && begun.equals(begun.toLowerCase(Locale.ROOT));
    for (String word : SqlWords.PROPOSED) {
      String text = lower ? word.toLowerCase(Locale.ROOT) : word;
      candidates.add(candidate(text, text, ""));
    }
  }

  private static Candidate candidate(String value, String shown, String description) {
    return new Candidate(
        value,
        shown,
        null,
        description.isEmpty() ? null : description.toLowerCase(Locale.ROOT),
        null,
        null,
        !value.endsWith("."));
  }

  /** The word before the cursor: whole parts, and the beginning of one. */
  private static final class Typed {
    private final ImmutableList<String> path;
    private final String before;
    private final String last;
    private final boolean inQuotes;

    Typed(String word) {
      List<String> parts = new ArrayList<>();
      int begun = 0;
      SqlToken name = null;
      for (SqlToken token : SqlToken.of(word)) {
        if (token.isSymbol('.')) {
          parts.add(name == null ? "" : name.name());
          name = null;
          begun = token.end();
        } else {
          name = token;
        }
      }
      this.path = ImmutableList.copyOf(parts);
      this.before = word.substring(0, begun);
      this.last = word.substring(begun);
      this.inQuotes = last.startsWith("\"");
    }

    /** A name as it continues what is typed. */
    String written(String name) {
      return inQuotes ? '"' + name.replace("\"", "\"\"") + '"' : NamePath.quoted(name);
    }
  }
}
