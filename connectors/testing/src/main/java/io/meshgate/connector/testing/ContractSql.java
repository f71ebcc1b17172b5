package io.meshgate.connector.testing;

import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.TypeKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes what the suite asks of a SQL source, from its syntax and its description of a table. */
final class ContractSql {

  private static final Set<String> ORDERING = Set.of("<", "<=", ">", ">=");

  private final SqlSyntax syntax;

  ContractSql(SqlSyntax syntax) {
    this.syntax = syntax;
  }

  String quote(String name) {
    return new SqlScript(syntax, column -> "").quote(name);
  }

  /** A column as the gateway reads it. */
  String read(RemoteTable table, String column) {
    RemoteColumn described =
        table
            .column(column)
            .orElseThrow(() -> new AssertionError(table.name() + " lacks column " + column));
    return described.read().replace(RemoteColumn.REFERENCE, quote(column));
  }

  /** An expression where text is compared or ordered. */
  String ordered(TypeKind kind, String expression) {
    return kind == TypeKind.TEXT ? syntax.textOrder().replace("{}", expression) : expression;
  }

  /** Sort keys for one ascending column with NULLs last. */
  String ascending(TypeKind kind, String expression) {
    String key = ordered(kind, expression);
    return switch (syntax.nullOrdering()) {
      case EXPLICIT -> key + " ASC NULLS LAST";
      case LOWEST -> expression + " IS NULL, " + key;
    };
  }

  /** A computed column in the source type that the gateway expects for its family. */
  String computed(TypeKind kind, String expression) {
    String type = syntax.typeNames().get(kind);
    return type == null ? expression : "CAST(" + expression + " AS " + typeName(kind) + ")";
  }

  String typeName(TypeKind kind) {
    String type = syntax.typeNames().get(kind);
    if (type == null) {
      throw new AssertionError("A cast to " + kind + " is listed, but typeNames has no " + kind);
    }
    return type.replace("{i}", "BIGINT")
        .replace("{i16}", "BIGINT")
        .replace("{p}", String.valueOf(Values.RESULT_PRECISION))
        .replace("{s}", String.valueOf(Values.RESULT_SCALE));
  }

  /** A call of {@code function} on rendered operands. */
  String call(RemoteFunction function, List<TypeKind> kinds, List<String> operands) {
    String operator = function.operator();
    String form =
        function.template().isEmpty() ? standard(operator, operands) : function.template();
    if (operator.startsWith("CAST ")) {
      TypeKind target = TypeKind.valueOf(operator.substring("CAST ".length()));
      form = form.contains("{type}") ? form.replace("{type}", typeName(target)) : form;
    }
    String sql = form;
    for (int i = 0; i < operands.size(); i++) {
      boolean isOrdered = ORDERING.contains(operator) && function.template().isEmpty();
      String operand = isOrdered ? ordered(kinds.get(i), operands.get(i)) : operands.get(i);
      sql = sql.replace("{" + i + "}", operand);
    }
    return "(" + sql + ")";
  }

  private static String standard(String operator, List<String> operands) {
    if (operator.startsWith("IS ") && operands.size() == 1) {
      return "{0} " + operator;
    }
    if (operator.startsWith("CAST ")) {
      return "CAST({0} AS {type})";
    }
    if (operator.startsWith("EXTRACT ")) {
      return "EXTRACT(" + operator.substring("EXTRACT ".length()) + " FROM {0})";
    }
    return switch (operator) {
      case "CASE" -> "CASE WHEN {0} THEN {1} ELSE {2} END";
      case "NOT" -> "NOT {0}";
      case "COUNT" -> operands.isEmpty() ? "COUNT(*)" : "COUNT({0})";
      case "SUBSTRING" -> "SUBSTRING({0} FROM {1}" + (operands.size() == 3 ? " FOR {2})" : ")");
      case "-" -> operands.size() == 1 ? "- {0}" : "{0} - {1}";
      case "=", "<>", "<", "<=", ">", ">=", "+", "*", "/", "||", "AND", "OR", "LIKE", "NOT LIKE" ->
          infix(operator, operands.size());
      case "IS DISTINCT FROM", "IS NOT DISTINCT FROM" -> infix(operator, 2);
      default -> operator + "(" + marks(operands.size(), ", ") + ")";
    };
  }

  private static String infix(String operator, int operands) {
    return marks(operands, " " + operator + " ");
  }

  private static String marks(int count, String separator) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{" + i + "}")
        .collect(Collectors.joining(separator));
  }
}
