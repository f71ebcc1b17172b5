package io.meshgate.server.cli.shell.sql;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables that a statement names behind FROM and JOIN, as far as that can be told without
 * understanding it.
 */
final class TableReferences {

  /**
   * A table and the name that it goes by.
   *
   * @param table its name
   * @param alias what it is called in the statement; empty if it has no other name
   */
  record Reference(NamePath table, Optional<String> alias) {

    /** Whether columns may be written behind this path and a point. */
    boolean isCalled(List<String> path) {
      if (alias.isPresent()) {
        return path.size() == 1 && alias.get().equalsIgnoreCase(path.get(0));
      }
      List<String> parts = table.parts();
      return !parts.isEmpty()
          && path.size() <= parts.size()
          && new NamePath(parts.subList(parts.size() - path.size(), parts.size())).beginsWith(path);
    }
  }

  private final List<SqlToken> tokens;
  private final ImmutableList.Builder<Reference> found = ImmutableList.builder();

  private TableReferences(List<SqlToken> tokens) {
    this.tokens = tokens;
  }

  /** Those of a statement. */
  static List<Reference> of(String statement) {
    List<SqlToken> tokens =
        SqlToken.of(statement).stream().filter(token -> !token.isBlank()).toList();
    return new TableReferences(tokens).read();
  }

  private List<Reference> read() {
    int i = 0;
    while (i < tokens.size()) {
      String word = tokens.get(i).keyword();
      i++;
      if (word.equals("FROM") || word.equals("JOIN")) {
        i = references(i);
      }
    }
    return found.build();
  }

  private int references(int start) {
    int i = reference(start);
    while (i < tokens.size() && tokens.get(i).isSymbol(',')) {
      i = reference(i + 1);
    }
    return i;
  }

  private int reference(int start) {
    List<String> parts = new ArrayList<>();
    int i = start;
    while (i < tokens.size() && isPart(tokens.get(i))) {
      parts.add(tokens.get(i).name());
      i++;
      if (i >= tokens.size() || !tokens.get(i).isSymbol('.')) {
        break;
      }
      i++;
    }
    if (parts.isEmpty()) {
      return i;
    }
    if (i < tokens.size() && tokens.get(i).keyword().equals("AS")) {
      i++;
    }
    Optional<String> alias = Optional.empty();
    if (i < tokens.size() && isPart(tokens.get(i))) {
      alias = Optional.of(tokens.get(i).name());
      i++;
    }
    found.add(new Reference(new NamePath(parts), alias));
    return i;
  }

  private static boolean isPart(SqlToken token) {
    return token.isName() && !SqlWords.RESERVED.contains(token.keyword());
  }
}
