package io.meshgate.plan.render;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.SqlSyntax.NullOrdering;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlAbstractDateTimeLiteral;
import org.apache.calcite.sql.SqlAlienSystemTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.SqlWriterConfig;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.pretty.SqlPrettyWriter;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Writes SQL for one engine from its {@link SqlSyntax}. */
final class FragmentDialect extends SqlDialect {

  // Group 1 is quoted: a line that ends in there is part of a value or a name.
  private static final Pattern LINE_ENDS =
      Pattern.compile(
          "('(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|`(?:[^`]|``)*+`)|[^\\S\\r\\n]*+\\R\\s*+");

  private final SqlSyntax syntax;

  FragmentDialect(SqlSyntax syntax) {
    super(
        EMPTY_CONTEXT
            .withDatabaseProduct(DatabaseProduct.UNKNOWN)
            .withIdentifierQuoteString(String.valueOf(syntax.identifierQuote()))
            .withNullCollation(
                syntax.nullOrdering() == NullOrdering.EXPLICIT
                    ? NullCollation.HIGH
                    : NullCollation.LOW)
            .withDataTypeSystem(SqlTypes.FACTORY.getTypeSystem()));
    this.syntax = syntax;
  }

  /** The text of a statement, on one line. */
  String render(SqlNode node) {
    return render(node, 0);
  }

  /** The text of an expression, in parentheses unless it binds tighter than {@code precedence}. */
  String render(SqlNode node, int precedence) {
    SqlWriterConfig config =
        SqlPrettyWriter.config()
            .withDialect(this)
            .withQuoteAllIdentifiers(true)
            .withAlwaysUseParentheses(false)
            .withSelectListItemsOnSeparateLines(false)
            .withUpdateSetListNewline(false)
            .withClauseStartsLine(false)
            .withIndentation(0);
    SqlPrettyWriter writer = new SqlPrettyWriter(config);
    node.unparse(writer, precedence, precedence);
    return LINE_ENDS
        .matcher(writer.toSqlString().getSql())
        .replaceAll(end -> end.group(1) == null ? " " : Matcher.quoteReplacement(end.group(1)));
  }

  /** The engine's name of a type, for casts; the standard's where the syntax has none. */
  String typeName(RelDataType type) {
    TypeKind kind = SqlTypes.kind(type);
    String template = syntax.typeNames().get(kind);
    if (template == null) {
      return type.toString();
    }
    if (kind == TypeKind.OTHER) {
      return nestedName(type);
    }
    String integer = type.getSqlTypeName().getName().toUpperCase(Locale.ROOT);
    return template
        .replace("{i}", integer)
        .replace("{i16}", integer.equals("TINYINT") ? "SMALLINT" : integer)
        .replace("{p}", String.valueOf(type.getPrecision()))
        .replace("{s}", String.valueOf(type.getScale()));
  }

  // DuckDB's, the only engine whose syntax names such types.
  private String nestedName(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ARRAY -> typeName(part(type.getComponentType())) + "[]";
      case MAP ->
          "MAP("
              + typeName(part(type.getKeyType()))
              + ", "
              + typeName(part(type.getValueType()))
              + ")";
      case ROW -> {
        List<String> fields = new ArrayList<>();
        for (RelDataTypeField field : type.getFieldList()) {
          fields.add(quoteIdentifier(field.getName()) + " " + typeName(field.getType()));
        }
        yield "STRUCT(" + String.join(", ", fields) + ")";
      }
      case NULL -> "VARCHAR";
      default ->
          type.getSqlTypeName().getFamily() == SqlTypeFamily.INTERVAL_DAY_TIME
                  || type.getSqlTypeName().getFamily() == SqlTypeFamily.INTERVAL_YEAR_MONTH
              ? "INTERVAL"
              : type.toString();
    };
  }

  private static RelDataType part(@Nullable RelDataType type) {
    return Objects.requireNonNull(type, "A collection has a component type");
  }

  /** Whether computed columns of this type are cast to the canonical type. */
  boolean casts(RelDataType type) {
    // A bare NULL takes its type from where it stands.
    return type.getSqlTypeName() != SqlTypeName.NULL
        && syntax.typeNames().containsKey(SqlTypes.kind(type));
  }

  // Calcite casts every NULL; an engine without names for types takes it as it is.
  @Override
  public @Nullable SqlNode getCastSpec(RelDataType type) {
    if (!casts(type)) {
      return null;
    }
    return new SqlDataTypeSpec(
        new SqlAlienSystemTypeNameSpec(typeName(type), SqlTypeName.ANY, SqlParserPos.ZERO),
        SqlParserPos.ZERO);
  }

  @Override
  public void quoteStringLiteral(StringBuilder buffer, @Nullable String charsetName, String value) {
    // Engines written in C take it for the end of the text.
    if (value.indexOf('\0') >= 0) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY, "A text holds the character U+0000, which engines do not take");
    }
    String escaped = value.replace("'", "''");
    if (syntax.backslashEscapes()) {
      escaped = escaped.replace("\\", "\\\\");
    }
    buffer.append('\'').append(escaped).append('\'');
  }

  /** The engine's form of a literal in which {@code {}} stands for the value, if it has its own. */
  Optional<String> literalForm(TypeKind kind) {
    return Optional.ofNullable(syntax.literals().get(kind));
  }

  @Override
  public void unparseDateTimeLiteral(
      SqlWriter writer, SqlAbstractDateTimeLiteral literal, int leftPrec, int rightPrec) {
    TypeKind kind =
        switch (literal.getTypeName()) {
          case DATE -> TypeKind.DATE;
          case TIME -> TypeKind.TIME;
          case TIMESTAMP -> TypeKind.TIMESTAMP;
          default -> TypeKind.TIMESTAMP_TZ;
        };
    String template = syntax.literals().get(kind);
    if (template == null) {
      super.unparseDateTimeLiteral(writer, literal, leftPrec, rightPrec);
    } else {
      writer.print(template.replace("{}", literal.toFormattedString()));
      writer.setNeedWhitespace(true);
    }
  }

  // The residual engine, which names these types, reads no interval of several units.
  @Override
  public void unparseSqlIntervalLiteral(
      SqlWriter writer, SqlIntervalLiteral literal, int leftPrec, int rightPrec) {
    SqlIntervalLiteral.IntervalValue value =
        literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
    SqlIntervalQualifier qualifier = value.getIntervalQualifier();
    if (!syntax.typeNames().containsKey(TypeKind.OTHER) || qualifier.isSingleDatetimeField()) {
      super.unparseSqlIntervalLiteral(writer, literal, leftPrec, rightPrec);
      return;
    }
    String text =
        qualifier.isYearMonth()
            ? SqlParserUtil.intervalToMonths(value) + " months"
            : SqlParserUtil.intervalToMillis(value) + " milliseconds";
    writer.print("INTERVAL '" + text + "'");
    writer.setNeedWhitespace(true);
  }

  // Engines that take NULLS FIRST and NULLS LAST disagree on what holds without them.
  @Override
  public NullDirection defaultNullDirection(Direction direction) {
    return syntax.nullOrdering() == NullOrdering.EXPLICIT
        ? NullDirection.UNSPECIFIED
        : super.defaultNullDirection(direction);
  }

  @Override
  public @Nullable SqlNode emulateNullDirection(SqlNode node, boolean nullsFirst, boolean desc) {
    // LOWEST sorts NULLs first ascending and last descending; anything else takes a key of its own.
    if (syntax.nullOrdering() == NullOrdering.EXPLICIT || nullsFirst != desc) {
      return null;
    }
    SqlNode isNull = SqlStdOperatorTable.IS_NULL.createCall(SqlParserPos.ZERO, node);
    return nullsFirst ? SqlStdOperatorTable.DESC.createCall(SqlParserPos.ZERO, isNull) : isNull;
  }

  @Override
  public void unparseOffsetFetch(
      SqlWriter writer, @Nullable SqlNode offset, @Nullable SqlNode fetch) {
    if (fetch == null && offset != null && syntax.nullOrdering() == NullOrdering.LOWEST) {
      // MySQL's family knows OFFSET only together with LIMIT.
      writer.newlineAndIndent();
      writer.keyword("LIMIT");
      writer.print("18446744073709551615");
      writer.setNeedWhitespace(true);
      writer.keyword("OFFSET");
      offset.unparse(writer, -1, -1);
      return;
    }
    unparseFetchUsingLimit(writer, offset, fetch);
  }

  @Override
  public boolean hasImplicitTableAlias() {
    return false;
  }

  @Override
  public boolean supportsCharSet() {
    return false;
  }

  @Override
  public boolean supportsAggregateFunction(SqlKind kind) {
    return true;
  }

  @Override
  public boolean supportsNestedAggregations() {
    return false;
  }

  @Override
  public boolean supportsGroupByLiteral() {
    return false;
  }

  @Override
  public boolean supportsJoinType(JoinRelType joinType) {
    return true;
  }

  @Override
  public boolean requiresAliasForFromItems() {
    return true;
  }

  @Override
  public boolean supportsImplicitTypeCoercion(RexCall call) {
    return false;
  }
}
