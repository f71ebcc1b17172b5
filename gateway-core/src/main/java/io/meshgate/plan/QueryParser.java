package io.meshgate.plan;

import io.meshgate.catalog.derived.DerivedInputs;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlExplainFormat;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Turns SQL text into one statement that reads, or says why it does not. Safe for use by many
 * threads.
 */
final class QueryParser {

  private static final int MAX_LENGTH = 1 << 20;
  private static final Pattern LEADING_COMMENTS =
      Pattern.compile("\\A(?:\\s++|--[^\\n]*+\\n?|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+");
  private static final Pattern EXPLAIN =
      Pattern.compile("^(\\s*)EXPLAIN(?!\\s+PLAN\\b)\\b", Pattern.CASE_INSENSITIVE);

  static final SqlParser.Config CONFIG = DerivedInputs.GRAMMAR;

  /**
   * Parses one statement.
   *
   * @throws QueryException {@code SYNTAX_ERROR} with line and column; {@code READ_ONLY} for
   *     statements that write; {@code UNSUPPORTED} for several statements
   */
  SqlNode parse(String sql) {
    if (sql.length() > MAX_LENGTH) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR, "The statement is longer than " + MAX_LENGTH + " characters");
    }
    // Engines written in C take it for the end of a text.
    if (sql.indexOf('\0') >= 0) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR, "The statement holds the character U+0000; leave it out");
    }
    Matcher explain = EXPLAIN.matcher(sql);
    boolean explained = explain.find();
    // Blanks keep the positions of what follows.
    String query = explained ? explain.replaceFirst("$1       ") : sql;
    SqlNode statement = parseOne(query);
    return explained ? explanation(statement) : statement;
  }

  private static SqlNode explanation(SqlNode query) {
    return new SqlExplain(
        SqlParserPos.ZERO,
        query,
        SqlExplainLevel.EXPPLAN_ATTRIBUTES.symbol(SqlParserPos.ZERO),
        SqlExplain.Depth.PHYSICAL.symbol(SqlParserPos.ZERO),
        SqlExplainFormat.TEXT.symbol(SqlParserPos.ZERO),
        0);
  }

  private static SqlNode parseOne(String sql) {
    refuseWrites(sql);
    SqlNodeList statements;
    try {
      statements = SqlParser.create(sql, CONFIG).parseStmtList();
    } catch (SqlParseException e) {
      throw e.getCause() instanceof StackOverflowError ? tooDeep(e) : syntaxError(e);
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
    if (statements.size() != 1) {
      throw new QueryException(
          ErrorCode.SYNTAX_ERROR,
          "Expected one statement, found " + statements.size() + "; send them one by one");
    }
    SqlNode statement = statements.get(0);
    SqlNode query = statement instanceof SqlExplain explain ? explain.getExplicandum() : statement;
    if (!query.isA(SqlKind.QUERY)) {
      throw readOnly(query.getKind().lowerName);
    }
    query.accept(new BareParameters());
    return statement;
  }

  /** Makes a parameter that is a whole column of a result text: nothing else says its type. */
  private static final class BareParameters extends SqlBasicVisitor<Void> {
    @Override
    public @Nullable Void visit(SqlCall call) {
      if (call instanceof SqlSelect select) {
        SqlNodeList columns = select.getSelectList();
        for (int i = 0; i < columns.size(); i++) {
          SqlNode column = columns.get(i);
          if (column instanceof SqlDynamicParam parameter) {
            columns.set(i, text(parameter));
          } else if (column.getKind() == SqlKind.AS
              && ((SqlCall) column).operand(0) instanceof SqlDynamicParam parameter) {
            ((SqlCall) column).setOperand(0, text(parameter));
          }
        }
      }
      return super.visit(call);
    }

    private static SqlNode text(SqlDynamicParam parameter) {
      SqlParserPos at = parameter.getParserPosition();
      SqlNode varchar = new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, at), at);
      return SqlStdOperatorTable.CAST.createCall(at, parameter, varchar);
    }
  }

  // DDL is not in the grammar: without this check its error would be a puzzle.
  private static void refuseWrites(String sql) {
    String first = withoutLeadingComments(sql).split("[\\s(;]", 2)[0].toUpperCase(Locale.ROOT);
    switch (first) {
      case "INSERT",
          "UPDATE",
          "DELETE",
          "MERGE",
          "UPSERT",
          "TRUNCATE",
          "CREATE",
          "ALTER",
          "DROP",
          "GRANT",
          "REVOKE",
          "COPY",
          "CALL",
          "ATTACH",
          "DETACH",
          "INSTALL",
          "LOAD",
          "PRAGMA",
          "BEGIN",
          "COMMIT",
          "ROLLBACK",
          "VACUUM",
          "ANALYZE" ->
          throw readOnly(first);
      default -> {}
    }
  }

  /** The statement from its first word on. */
  static String withoutLeadingComments(String sql) {
    return LEADING_COMMENTS.matcher(sql).replaceFirst("");
  }

  private static QueryException readOnly(String statement) {
    return new QueryException(
        ErrorCode.READ_ONLY,
        statement.toUpperCase(Locale.ROOT)
            + " is refused: the gateway only reads; use SELECT, VALUES, WITH or EXPLAIN");
  }

  private static QueryException tooDeep(Throwable e) {
    return new QueryException(
        ErrorCode.SYNTAX_ERROR, "The statement is nested too deeply to be parsed", e);
  }

  private static QueryException syntaxError(SqlParseException e) {
    SqlParserPos position = e.getPos();
    String text = e.getMessage() == null ? "" : e.getMessage();
    String summary = text.lines().findFirst().orElse("").strip();
    int at = summary.indexOf(" at line ");
    String what = at > 0 ? summary.substring(0, at) : summary;
    String where =
        position == null
            ? ""
            : "Line " + position.getLineNum() + ", column " + position.getColumnNum() + ": ";
    return new QueryException(
        ErrorCode.SYNTAX_ERROR,
        where + (what.isEmpty() ? "the statement cannot be parsed" : what),
        e);
  }
}
