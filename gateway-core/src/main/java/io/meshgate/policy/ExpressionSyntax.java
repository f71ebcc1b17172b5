package io.meshgate.policy;

import com.google.common.collect.ImmutableMap;
import io.meshgate.policy.mapping.MappingQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The closed language of policy expressions: turns a parsed expression into one that holds only
 * known operators over resolved names, and refuses everything else.
 *
 * <p>Every operator in it is deterministic and has a value for every operand, so that a row filter
 * cannot fail on a row that it hides. Text literals become VARCHAR, because padding is no part of
 * the gateway's text; whole numbers are widened to exact decimals before arithmetic, which so
 * cannot leave its range.
 */
final class ExpressionSyntax {

  private static final ImmutableMap<String, SqlOperator> FUNCTIONS =
      ImmutableMap.<String, SqlOperator>builder()
          .put("COALESCE", SqlStdOperatorTable.COALESCE)
          .put("SUBSTRING", SqlStdOperatorTable.SUBSTRING)
          .put("CHAR_LENGTH", SqlStdOperatorTable.CHAR_LENGTH)
          .put("CHARACTER_LENGTH", SqlStdOperatorTable.CHAR_LENGTH)
          .put("UPPER", SqlStdOperatorTable.UPPER)
          .put("LOWER", SqlStdOperatorTable.LOWER)
          .put("EXTRACT", SqlStdOperatorTable.EXTRACT)
          .buildOrThrow();

  // Conversion repeats the operands of these operators, so that nesting them doubles the result.
  private static final int MAX_REPEATS = 4;

  private final Names names;
  private final Function<SqlNode, RelDataType> types;
  private int repeats;

  /** What names mean. */
  interface Names {

    /** The unique name of a column, in the case of the contract. */
    String column(String name) throws Refusal;

    /** The unique name of a property of the principal. */
    String attribute(String name) throws Refusal;

    /** The unique name of a membership of the principal. */
    String group(String name);

    /**
     * What a sub-query asks.
     *
     * @param selects whether it is compared with what it selects, rather than asked for a row
     */
    MappingQuery query(SqlSelect select, boolean selects) throws Refusal;

    /** The unique name of the answer for values of the row, which are resolved. */
    String membership(MappingQuery query, List<SqlNode> values) throws Refusal;
  }

  /** Why an expression is no policy expression. */
  static final class Refusal extends Exception {
    Refusal(String message) {
      super(message);
    }

    Refusal(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param types tells the type of an expression that this object has made
   */
  ExpressionSyntax(Names names, Function<SqlNode, RelDataType> types) {
    this.names = names;
    this.types = types;
  }

  /** The resolved form of an expression. */
  SqlNode resolve(SqlNode node) throws Refusal {
    if (node instanceof SqlIntervalQualifier) {
      return node;
    }
    if (node instanceof SqlLiteral literal) {
      return literal(literal);
    }
    if (node instanceof SqlIdentifier identifier) {
      return identifier(identifier);
    }
    if (node instanceof SqlCase choice) {
      return choice(choice);
    }
    if (node instanceof SqlCall call) {
      return call(call);
    }
    throw new Refusal("Not part of the policy language: " + node.getKind());
  }

  private static SqlNode literal(SqlLiteral literal) throws Refusal {
    if (literal instanceof SqlIntervalLiteral) {
      throw new Refusal("Intervals are not part of the policy language");
    }
    return switch (literal.getTypeName()) {
      case CHAR -> text(literal);
      case DECIMAL, DOUBLE, BOOLEAN, NULL, DATE, TIME, TIMESTAMP, UNKNOWN -> literal;
      default -> throw new Refusal("Not part of the policy language: " + literal);
    };
  }

  private static SqlNode text(SqlLiteral literal) {
    SqlParserPos position = literal.getParserPosition();
    SqlDataTypeSpec varchar =
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, position), position);
    return SqlStdOperatorTable.CAST.createCall(position, literal, varchar);
  }

  private SqlNode identifier(SqlIdentifier identifier) throws Refusal {
    if (identifier.isStar()) {
      throw new Refusal("'*' is not part of the policy language");
    }
    List<String> parts = identifier.names;
    if (parts.size() == 1) {
      return named(names.column(parts.get(0)), identifier);
    }
    if (parts.size() == 2 && parts.get(0).equalsIgnoreCase("principal")) {
      return named(names.attribute(parts.get(1)), identifier);
    }
    throw new Refusal("Write column names alone and attributes as principal.name: " + identifier);
  }

  private static SqlIdentifier named(String name, SqlNode at) {
    // Quoted, or a column named like a nullary function would be taken for it.
    SqlParserPos position = at.getParserPosition().withQuoting(true);
    return new SqlIdentifier(List.of(name), null, position, List.of(position));
  }

  private SqlNode choice(SqlCase choice) throws Refusal {
    SqlNode value = choice.getValueOperand();
    SqlNode otherwise = choice.getElseOperand();
    return new SqlCase(
        choice.getParserPosition(),
        value == null ? null : resolve(value),
        resolveAll(choice.getWhenOperands()),
        resolveAll(choice.getThenOperands()),
        otherwise == null ? null : resolve(otherwise));
  }

  private SqlNode call(SqlCall call) throws Refusal {
    if (repeats(call)) {
      return repeating(call);
    }
    return switch (call.getKind()) {
      case AND,
          OR,
          NOT,
          EQUALS,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_NULL,
          IS_NOT_NULL,
          IS_TRUE,
          IS_NOT_TRUE,
          IS_FALSE,
          IS_NOT_FALSE ->
          rebuilt(call);
      case LIKE -> like(call);
      case PLUS, MINUS, TIMES -> arithmetic(call);
      case MINUS_PREFIX -> negative(call);
      case PLUS_PREFIX -> resolve(call.operand(0));
      case CAST -> cast(call);
      case DIVIDE, MOD ->
          throw new Refusal("Division can fail and is not part of the policy language");
      case EXISTS -> exists(call);
      case SELECT, SCALAR_QUERY, SOME, ALL, UNION, ORDER_BY, WITH, VALUES ->
          throw new Refusal("Sub-queries stand in IN and EXISTS only");
      default -> function(call);
    };
  }

  private static boolean repeats(SqlCall call) {
    return switch (call.getKind()) {
      case BETWEEN, IN, NOT_IN -> true;
      default -> call.getOperator().getName().equalsIgnoreCase("COALESCE");
    };
  }

  private SqlNode repeating(SqlCall call) throws Refusal {
    if (++repeats > MAX_REPEATS) {
      throw new Refusal("IN, BETWEEN and COALESCE are nested at most " + MAX_REPEATS + " deep");
    }
    SqlNode resolved =
        switch (call.getKind()) {
          case BETWEEN -> rebuilt(call);
          case IN, NOT_IN -> membership(call);
          default -> function(call);
        };
    repeats--;
    return resolved;
  }

  private SqlNode rebuilt(SqlCall call) throws Refusal {
    return call.getOperator()
        .createCall(call.getParserPosition(), resolveAll(call.getOperandList()).getList());
  }

  private SqlNodeList resolveAll(Iterable<SqlNode> nodes) throws Refusal {
    List<SqlNode> resolved = new ArrayList<>();
    for (SqlNode node : nodes) {
      resolved.add(resolve(node));
    }
    return new SqlNodeList(resolved, SqlParserPos.ZERO);
  }

  private SqlNode membership(SqlCall call) throws Refusal {
    if (call.operand(1) instanceof SqlSelect select) {
      return memberOf(call, select);
    }
    if (!(call.operand(1) instanceof SqlNodeList values)) {
      throw new Refusal("IN takes a list of values, or SELECT column FROM table WHERE conditions");
    }
    List<SqlNode> equalities = new ArrayList<>();
    for (SqlNode value : values) {
      equalities.add(
          SqlStdOperatorTable.EQUALS.createCall(
              call.getParserPosition(), resolve(call.operand(0)), resolve(value)));
    }
    SqlNode any = anyOf(equalities, call.getParserPosition());
    return call.getKind() == SqlKind.IN
        ? any
        : SqlStdOperatorTable.NOT.createCall(call.getParserPosition(), any);
  }

  private SqlNode memberOf(SqlCall call, SqlSelect select) throws Refusal {
    MappingQuery query = names.query(select, true);
    SqlNode member =
        named(names.membership(query, List.of(resolve(call.operand(0)))), call.operand(0));
    return call.getKind() == SqlKind.IN
        ? member
        : SqlStdOperatorTable.NOT.createCall(call.getParserPosition(), member);
  }

  private SqlNode exists(SqlCall call) throws Refusal {
    if (!(call.operand(0) instanceof SqlSelect select)) {
      throw new Refusal("EXISTS takes SELECT 1 FROM table WHERE conditions");
    }
    MappingQuery query = names.query(select, false);
    SqlNode member = named(names.membership(query, resolveAll(query.values()).getList()), call);
    return SqlStdOperatorTable.IS_TRUE.createCall(call.getParserPosition(), member);
  }

  /** A balanced tree, so that a long list does not become a deep one. */
  private static SqlNode anyOf(List<SqlNode> nodes, SqlParserPos position) {
    if (nodes.size() == 1) {
      return nodes.get(0);
    }
    int middle = nodes.size() / 2;
    return SqlStdOperatorTable.OR.createCall(
        position,
        anyOf(nodes.subList(0, middle), position),
        anyOf(nodes.subList(middle, nodes.size()), position));
  }

  private SqlNode like(SqlCall call) throws Refusal {
    SqlOperator operator = call.getOperator();
    if (!operator.equals(SqlStdOperatorTable.LIKE)
        && !operator.equals(SqlStdOperatorTable.NOT_LIKE)) {
      throw new Refusal(operator.getName() + " is not part of the policy language");
    }
    if (call.operandCount() != 2
        || !SqlUtil.isLiteral(call.operand(1))
        || String.valueOf(SqlLiteral.value(call.operand(1))).contains("\\")) {
      throw new Refusal("LIKE takes one literal pattern, without ESCAPE and backslashes");
    }
    return rebuilt(call);
  }

  private SqlNode arithmetic(SqlCall call) throws Refusal {
    SqlNode[] operands = {resolve(call.operand(0)), resolve(call.operand(1))};
    for (int i = 0; i < operands.length; i++) {
      RelDataType type = types.apply(operands[i]);
      int digits =
          switch (type.getSqlTypeName()) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case DECIMAL -> 0;
            default ->
                throw new Refusal(
                    "+, - and * take whole numbers and decimals, not " + type.getSqlTypeName());
          };
      if (digits > 0) {
        operands[i] = decimal(operands[i], digits);
      }
    }
    return call.getOperator().createCall(call.getParserPosition(), operands);
  }

  private static SqlNode decimal(SqlNode operand, int digits) {
    SqlParserPos position = operand.getParserPosition();
    SqlDataTypeSpec type =
        new SqlDataTypeSpec(
            new SqlBasicTypeNameSpec(SqlTypeName.DECIMAL, digits, 0, position), position);
    return SqlStdOperatorTable.CAST.createCall(position, operand, type);
  }

  private static SqlNode negative(SqlCall call) throws Refusal {
    if (call.operand(0) instanceof SqlNumericLiteral number) {
      return SqlLiteral.createExactNumeric(
          number.bigDecimalValue().negate().toPlainString(), call.getParserPosition());
    }
    throw new Refusal("A minus sign stands before numbers only; write 0 - x");
  }

  private SqlNode cast(SqlCall call) throws Refusal {
    if (call.operandCount() != 2 || !(call.operand(1) instanceof SqlDataTypeSpec type)) {
      throw new Refusal("Write CAST(value AS type)");
    }
    return SqlStdOperatorTable.CAST.createCall(
        call.getParserPosition(), resolve(call.operand(0)), type);
  }

  private SqlNode function(SqlCall call) throws Refusal {
    if (call.getOperator().equals(SqlStdOperatorTable.CONCAT)) {
      return rebuilt(call);
    }
    if (isMembership(call)) {
      if (call.operandCount() != 1 || !(call.operand(0) instanceof SqlLiteral group)) {
        throw new Refusal("principal.in_group takes the name of one group, as a literal");
      }
      return named(names.group(String.valueOf(group.getValueAs(String.class))), call);
    }
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    SqlOperator operator = FUNCTIONS.get(name);
    if (operator == null || call.getFunctionQuantifier() != null) {
      throw new Refusal(
          PolicyDocumentReader.unknown("function", name, FUNCTIONS.keySet().asList()));
    }
    if (operator.equals(SqlStdOperatorTable.SUBSTRING)) {
      checkSubstring(call);
    }
    return operator.createCall(
        call.getParserPosition(), resolveAll(call.getOperandList()).getList());
  }

  private static boolean isMembership(SqlCall call) {
    SqlIdentifier name = call.getOperator().getNameAsId();
    return name.names.size() == 2
        && name.names.get(0).equalsIgnoreCase("principal")
        && name.names.get(1).equalsIgnoreCase("in_group");
  }

  private static void checkSubstring(SqlCall call) throws Refusal {
    for (int i = 1; i < call.operandCount(); i++) {
      long least = i == 1 ? 1 : 0;
      if (!(call.operand(i) instanceof SqlNumericLiteral number)
          || !number.isInteger()
          || number.bigDecimalValue().signum() < least
          || number.bigDecimalValue().precision() > 9) {
        throw new Refusal("SUBSTRING takes a literal start from 1 and a literal length from 0");
      }
    }
  }
}
