package io.meshgate.plan;

import io.meshgate.document.NearestName;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.system.SystemTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * Explains why a statement does not resolve: position, what is wrong, and the nearest name that the
 * caller may see. A hidden name and one that never existed read alike.
 */
final class ResolutionErrors {

  private static final Pattern TABLE = Pattern.compile("^Object '.*' not found.*");
  private static final Pattern TABLE_ALIAS = Pattern.compile("^Table '(.*)' not found$");
  private static final Pattern COLUMN = Pattern.compile("^Column '(.*)' not found in .*");
  private static final Pattern ANY_COLUMN =
      Pattern.compile("^Column '(.*)' not found in any table.*");
  private static final Pattern AMBIGUOUS = Pattern.compile("^Column '(.*)' is ambiguous$");
  private static final Pattern FUNCTION =
      Pattern.compile("^No match found for function signature (.*)$");

  private static final String UNTYPED_PARAMETER = "Illegal use of dynamic parameter";

  private final SqlNode query;
  private final VisibleCatalog catalog;
  private final SystemTables system;

  ResolutionErrors(SqlNode query, VisibleCatalog catalog, SystemTables system) {
    this.query = query;
    this.catalog = catalog;
    this.system = system;
  }

  QueryException explain(CalciteContextException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof QueryException known) {
      return known;
    }
    String where = "Line " + e.getPosLine() + ", column " + e.getPosColumn() + ": ";
    String what = firstLine(cause);
    if (TABLE.matcher(what).matches()) {
      return table(e, where);
    }
    Matcher alias = TABLE_ALIAS.matcher(what);
    if (alias.matches()) {
      return notFound(where, "Table '" + alias.group(1) + "' not found in this query", e);
    }
    for (Pattern pattern : List.of(ANY_COLUMN, COLUMN)) {
      Matcher column = pattern.matcher(what);
      if (column.matches()) {
        return column(column.group(1), where, e);
      }
    }
    Matcher ambiguous = AMBIGUOUS.matcher(what);
    if (ambiguous.matches()) {
      return new QueryException(
          ErrorCode.AMBIGUOUS,
          where
              + "Column '"
              + ambiguous.group(1)
              + "' is in more than one table; put the table's name before it",
          e);
    }
    Matcher function = FUNCTION.matcher(what);
    if (function.matches()) {
      return notFound(where, "There is no function " + function.group(1), e);
    }
    String hint =
        what.equals(UNTYPED_PARAMETER)
            ? "The type of this parameter is not known; say it with CAST(? AS VARCHAR), or another"
            : what;
    return new QueryException(ErrorCode.INVALID_QUERY, where + hint, e);
  }

  /** The first line of a message, or the exception's name if it has none. */
  static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? "The query is not valid (" + e.getClass().getSimpleName() + ")"
        : message.lines().findFirst().orElse("").strip();
  }

  private QueryException table(CalciteContextException e, String where) {
    String name = identifierAt(e.getPosLine(), e.getPosColumn()).orElse("");
    return notFound(where, tableNotFound(name, PrincipalSchema.tableNames(catalog, system)), e);
  }

  /** What is said of a table that is not there, with the nearest of the names that are. */
  static String tableNotFound(String name, List<String> candidates) {
    String hint = NearestName.hint(name, candidates);
    if (hint.isEmpty()) {
      hint =
          candidates.stream()
              .filter(
                  candidate ->
                      candidate
                          .toLowerCase(Locale.ROOT)
                          .endsWith("." + name.toLowerCase(Locale.ROOT)))
              .findFirst()
              .map(candidate -> "; did you mean '" + candidate + "'?")
              .orElse("");
    }
    return "Table '" + name + "' not found" + hint;
  }

  private QueryException column(String name, String where, Throwable e) {
    List<String> candidates = new ArrayList<>();
    catalog.tables().stream()
        .filter(table -> mentions(table.table().displayName()))
        .forEach(table -> candidates.addAll(table.rowType().getFieldNames()));
    system.tables().stream()
        .filter(table -> mentions(table.displayName()))
        .forEach(table -> candidates.addAll(table.rowType().getFieldNames()));
    String columns =
        candidates.isEmpty() || !NearestName.hint(name, candidates).isEmpty()
            ? NearestName.hint(name, candidates)
            : "; columns here are "
                + String.join(", ", candidates.stream().distinct().limit(20).toList());
    return notFound(where, "Column '" + name + "' not found" + columns, e);
  }

  /** Whether some name in the query may stand for a table, with or without what is before it. */
  private boolean mentions(String table) {
    String whole = ("." + catalog.name() + "." + table).toLowerCase(Locale.ROOT);
    boolean[] found = new boolean[1];
    query.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlIdentifier id) {
            String name = "." + String.join(".", id.names).toLowerCase(Locale.ROOT);
            found[0] |= name.length() > 1 && whole.endsWith(name);
            return null;
          }

          @Override
          public Void visit(SqlCall call) {
            // An alias, also one that Calcite has given, is no table's name.
            return call.getKind() == SqlKind.AS ? call.operand(0).accept(this) : super.visit(call);
          }
        });
    return found[0];
  }

  private Optional<String> identifierAt(int line, int column) {
    List<SqlIdentifier> hits = new ArrayList<>();
    query.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlIdentifier id) {
            SqlParserPos pos = id.getParserPosition();
            if (pos.getLineNum() == line && pos.getColumnNum() == column) {
              hits.add(id);
            }
            return null;
          }
        });
    return hits.stream().findFirst().map(SqlIdentifier::toString);
  }

  private static QueryException notFound(String where, String what, Throwable e) {
    return new QueryException(ErrorCode.NOT_FOUND, where + what, e);
  }
}
