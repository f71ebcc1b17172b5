package io.meshgate.plan.render;

import java.util.List;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Optionality;

/**
 * Operators that are written by a template of the engine's SQL, with {@code {0}}, {@code {1}} … for
 * the operands. They stand in plans only between the split and the text.
 */
final class TemplateOperator {

  private static final int BINDS_TIGHTER_THAN_ANY = 200;

  private TemplateOperator() {}

  /** A scalar operator. */
  static SqlOperator scalar(String template) {
    return new Scalar(template);
  }

  /** An aggregate function. */
  static SqlAggFunction aggregate(String template) {
    return new Aggregated(template);
  }

  private static void unparse(
      SqlWriter writer, String template, List<SqlNode> operands, String quantifier) {
    boolean call = template.matches("\\w+\\(.*\\)") && closesLast(template);
    StringBuilder text = new StringBuilder(call ? "" : "(");
    for (int i = 0; i < template.length(); i++) {
      int close = template.charAt(i) == '{' ? template.indexOf('}', i) : -1;
      if (close > 0) {
        SqlNode operand = operands.get(Integer.parseInt(template.substring(i + 1, close)));
        boolean delimited = delimited(template, i, close + 1);
        text.append(quantifier).append(render(writer, operand, delimited));
        i = close;
      } else {
        text.append(template.charAt(i));
      }
    }
    writer.setNeedWhitespace(true);
    writer.print(text.append(call ? "" : ")").toString());
    writer.setNeedWhitespace(true);
  }

  // Whether the parenthesis that the template opens first is the one that it closes last.
  private static boolean closesLast(String template) {
    int depth = 0;
    for (int i = 0; i < template.length() - 1; i++) {
      depth += template.charAt(i) == '(' ? 1 : template.charAt(i) == ')' ? -1 : 0;
      if (depth == 0 && template.charAt(i) == ')') {
        return false;
      }
    }
    return true;
  }

  // Whether the template itself keeps the operand apart from its neighbours.
  private static boolean delimited(String template, int start, int end) {
    String before = template.substring(0, start).stripTrailing();
    String after = template.substring(end);
    return (before.endsWith("(") || before.endsWith(","))
        && (after.startsWith(")") || after.startsWith(",") || after.startsWith(" AS "));
  }

  private static String render(SqlWriter writer, SqlNode operand, boolean delimited) {
    FragmentDialect dialect = (FragmentDialect) writer.getDialect();
    return dialect.render(operand, delimited ? 0 : BINDS_TIGHTER_THAN_ANY).strip();
  }

  private static final class Scalar extends SqlFunction {
    private final String template;

    Scalar(String template) {
      super(
          template,
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.explicit(SqlTypeName.ANY),
          InferTypes.RETURN_TYPE,
          OperandTypes.VARIADIC,
          SqlFunctionCategory.USER_DEFINED_FUNCTION);
      this.template = template;
    }

    @Override
    public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
      TemplateOperator.unparse(writer, template, call.getOperandList(), "");
    }
  }

  private static final class Aggregated extends SqlAggFunction {
    private final String template;

    Aggregated(String template) {
      super(
          template,
          null,
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.explicit(SqlTypeName.ANY),
          InferTypes.RETURN_TYPE,
          OperandTypes.VARIADIC,
          SqlFunctionCategory.USER_DEFINED_FUNCTION,
          false,
          false,
          Optionality.FORBIDDEN);
      this.template = template;
    }

    @Override
    public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
      boolean distinct =
          call.getFunctionQuantifier() != null
              && call.getFunctionQuantifier().toString().equals("DISTINCT");
      TemplateOperator.unparse(
          writer, template, call.getOperandList(), distinct ? "DISTINCT " : "");
    }
  }
}
