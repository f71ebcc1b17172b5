package io.meshgate.plan;

import io.meshgate.document.NearestName;
import io.meshgate.policy.VisibleCatalog;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import io.meshgate.system.SystemTables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW} and {@code DESCRIBE}: each stands for a query over the gateway's own tables, so it
 * sees what its caller may see and its result is a result like any other.
 *
 * @param what what is shown, in capitals; {@code COLUMNS} for DESCRIBE too
 * @param name the name after FROM or IN, by its parts
 * @param pattern the pattern after LIKE
 * @param position where the statement names something, for errors
 */
record ShowStatement(String what, List<String> name, Optional<String> pattern, String position) {

  private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
  private static final String NAME = PART + "(?:\\s*+\\.\\s*+" + PART + ")*+";
  private static final Pattern PARTS = Pattern.compile(PART);
  private static final Pattern BEGINNING =
      Pattern.compile("\\s*+(?:SHOW|DESCRIBE|DESC)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern DESCRIBE =
      Pattern.compile(
          "\\s*+DESC(?:RIBE)?\\s++(?:TABLE\\s++)?(?<name>" + NAME + ")\\s*+;?+\\s*+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SHOW =
      Pattern.compile(
          "\\s*+SHOW\\s++(?<what>\\w++)(?:\\s++(?:FROM|IN)\\s++(?<name>"
              + NAME
              + "))?+(?:\\s++LIKE\\s++'(?<pattern>(?:[^']|'')*+)')?+\\s*+;?+\\s*+",
          Pattern.CASE_INSENSITIVE);
  private static final String EXPECTED =
      "expected SHOW CATALOGS, SHOW SCHEMAS, SHOW TABLES [FROM schema], SHOW COLUMNS FROM table or"
          + " SHOW SESSION, each with [LIKE 'pattern'], or DESCRIBE table";

  /** The statement in some SQL, if it is one of these. */
  static Optional<ShowStatement> parse(String sql) {
    String text = QueryParser.withoutLeadingComments(sql);
    if (!BEGINNING.matcher(text).lookingAt()) {
      return Optional.empty();
    }
    Matcher show = DESCRIBE.matcher(text);
    boolean describe = show.matches();
    if (!describe) {
      show = SHOW.matcher(text);
      if (!show.matches()) {
        throw malformed();
      }
    }
    String name = show.group("name");
    int start = sql.length() - text.length() + Math.max(0, show.start("name"));
    return Optional.of(
        new ShowStatement(
            describe ? "COLUMNS" : show.group("what").toUpperCase(Locale.ROOT),
            name == null ? List.of() : parts(name),
            describe ? Optional.empty() : pattern(show.group("pattern")),
            position(sql, start)));
  }

  private static Optional<String> pattern(@Nullable String quoted) {
    return Optional.ofNullable(quoted).map(text -> text.replace("''", "'"));
  }

  private static List<String> parts(String name) {
    return PARTS.matcher(name).results().map(MatchResult::group).map(ShowStatement::bare).toList();
  }

  private static String bare(String part) {
    return part.startsWith("\"")
        ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
        : part;
  }

  private static String position(String sql, int offset) {
    String before = sql.substring(0, offset);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    return "Line " + line + ", column " + (offset - before.lastIndexOf('\n')) + ": ";
  }

  private static QueryException malformed() {
    return new QueryException(ErrorCode.SYNTAX_ERROR, "Line 1, column 1: " + EXPECTED);
  }

  /** The table that it describes, by the parts of its name. */
  Optional<List<String>> table() {
    return what.equals("COLUMNS") && !name.isEmpty() ? Optional.of(name) : Optional.empty();
  }

  /**
   * The query that answers it.
   *
   * @throws QueryException if it names what is not there for this principal
   */
  SqlNode query(
      QueryParser parser, VisibleCatalog catalog, SystemTables system, QuerySession session) {
    return switch (what) {
      case "CATALOGS" ->
          query(
              parser,
              "SELECT catalog_name FROM (VALUES (?)) AS c (catalog_name) WHERE TRUE",
              "catalog_name",
              catalog.name());
      case "SCHEMAS", "DATABASES" ->
          query(
              parser,
              "SELECT schema_name, schema_owner, remarks FROM information_schema.schemata WHERE"
                  + " TRUE",
              "schema_name");
      case "TABLES" -> tables(parser, catalog, session);
      case "COLUMNS" -> columns(parser, catalog, system, session);
      default -> options(parser, catalog, session);
    };
  }

  private SqlNode tables(QueryParser parser, VisibleCatalog catalog, QuerySession session) {
    String select =
        "SELECT table_schema, table_name, table_type, remarks FROM information_schema.tables WHERE ";
    Optional<String> schema =
        name.isEmpty() ? session.defaultSchema() : Optional.of(schema(name, catalog));
    return schema.isPresent()
        ? query(parser, select + "LOWER(table_schema) = LOWER(?)", "table_name", schema.get())
        : query(parser, select + "table_type <> 'SYSTEM VIEW'", "table_name");
  }

  private SqlNode columns(
      QueryParser parser, VisibleCatalog catalog, SystemTables system, QuerySession session) {
    if (name.isEmpty()) {
      throw malformed();
    }
    List<String> table = table(catalog, system, session);
    return query(
        parser,
        "SELECT column_name, type, nullable, key_position, description FROM system.columns WHERE"
            + " schema_name = ? AND table_name = ?",
        "position",
        table.get(0),
        table.get(1));
  }

  private List<String> table(VisibleCatalog catalog, SystemTables system, QuerySession session) {
    String table = name.get(name.size() - 1);
    String schema =
        name.size() == 1
            ? session.defaultSchema().orElse("")
            : schema(name.subList(0, name.size() - 1), catalog);
    return catalog
        .table(schema, table)
        .map(visible -> List.of(visible.table().schema(), visible.table().name()))
        .or(() -> system.table(schema, table).map(own -> List.of(own.schema(), own.name())))
        .orElseThrow(
            () ->
                new QueryException(
                    ErrorCode.NOT_FOUND,
                    position
                        + ResolutionErrors.tableNotFound(
                            String.join(".", name), PrincipalSchema.tableNames(catalog, system))));
  }

  private static String schema(List<String> parts, VisibleCatalog catalog) {
    boolean qualified = parts.size() > 1 && parts.get(0).equalsIgnoreCase(catalog.name());
    return String.join(".", qualified ? parts.subList(1, parts.size()) : parts);
  }

  private SqlNode options(QueryParser parser, VisibleCatalog catalog, QuerySession session) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("catalog", catalog.name());
    options.put("schema", session.defaultSchema().orElse(""));
    options.put("timezone", session.timeZone().getId());
    options.put("purpose", session.principal().purpose().orElse(""));
    options.put("strict", session.answer() == QuerySession.Answer.WHOLE_ONLY ? "on" : "off");
    options.put("user", session.principal().subject());
    String select =
        "SELECT name, setting FROM (VALUES (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?)) AS o (name,"
            + " setting) WHERE TRUE";
    List<String> values = new ArrayList<>();
    options.forEach(
        (option, value) -> {
          values.add(option);
          values.add(value);
        });
    if (what.equals("SESSION") || what.equals("ALL")) {
      return query(parser, select, "name", values.toArray(String[]::new));
    }
    String option = what.toLowerCase(Locale.ROOT);
    if (!options.containsKey(option)) {
      throw new QueryException(
          ErrorCode.NOT_FOUND,
          position
              + "there is nothing named '"
              + option
              + "' to show"
              + NearestName.hint(option, options.keySet())
              + "; "
              + EXPECTED);
    }
    values.add(option);
    return query(parser, select + " AND name = ?", "name", values.toArray(String[]::new));
  }

  /** A query with its parameters filled in; {@code LIKE} and the order go by {@code column}. */
  private SqlNode query(QueryParser parser, String select, String column, String... parameters) {
    Deque<String> values = new ArrayDeque<>(List.of(parameters));
    String text = select;
    if (pattern.isPresent()) {
      String liked = column.equals("position") ? "column_name" : column;
      text += " AND LOWER(" + liked + ") LIKE LOWER(?) ESCAPE '\\'";
      values.add(pattern.get());
    }
    text += " ORDER BY " + (column.equals("table_name") ? "table_schema, " : "") + column;
    return parser
        .parse(text)
        .accept(
            new SqlShuttle() {
              @Override
              public SqlNode visit(SqlDynamicParam parameter) {
                return SqlLiteral.createCharString(values.remove(), parameter.getParserPosition());
              }
            });
  }
}
