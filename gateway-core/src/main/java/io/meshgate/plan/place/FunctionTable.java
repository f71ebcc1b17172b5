package io.meshgate.plan.place;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.spi.RemoteFunction;
import io.meshgate.spi.TypeKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The operators that one engine runs with the gateway's semantics: an allow list, with the engine's
 * rendering of each.
 */
public final class FunctionTable {

  private final ImmutableListMultimap<String, RemoteFunction> typed;
  private final ImmutableMap<String, String> untyped;

  private FunctionTable(
      ImmutableListMultimap<String, RemoteFunction> typed, ImmutableMap<String, String> untyped) {
    this.typed = typed;
    this.untyped = untyped;
  }

  /** The operators of a source: each for the families of operands that it lists. */
  public static FunctionTable of(List<RemoteFunction> functions) {
    return of(functions, Map.of());
  }

  /**
   * Operators for listed families, and operators for any.
   *
   * @param any templates by operator name, for operators that take operands of every family
   */
  public static FunctionTable of(List<RemoteFunction> functions, Map<String, String> any) {
    ImmutableListMultimap.Builder<String, RemoteFunction> builder = ImmutableListMultimap.builder();
    functions.forEach(function -> builder.put(function.operator(), function));
    return new FunctionTable(builder.build(), ImmutableMap.copyOf(any));
  }

  /**
   * The template of a call, empty for the standard rendering; nothing if the engine does not list
   * it.
   */
  public Optional<String> template(RexCall call) {
    if (call instanceof RexOver over) {
      return template(
          OperatorName.of(over.getAggOperator()),
          values(over).stream().map(FunctionTable::kind).toList());
    }
    return template(OperatorName.of(call), values(call).stream().map(FunctionTable::kind).toList());
  }

  /** The operands that are values: units and trim flags are part of the operator's name. */
  public static List<RexNode> values(RexCall call) {
    return call.getOperands().stream()
        .filter(operand -> operand.getType().getSqlTypeName() != SqlTypeName.SYMBOL)
        .toList();
  }

  /** The template of an aggregate call over a row of the given type. */
  public Optional<String> template(AggregateCall call, RelDataType input) {
    return template(
        OperatorName.of(call.getAggregation()),
        call.getArgList().stream()
            .map(ordinal -> Optional.of(SqlTypes.kind(input.getFieldList().get(ordinal).getType())))
            .toList());
  }

  private Optional<String> template(String name, List<Optional<TypeKind>> operands) {
    for (boolean exact : new boolean[] {true, false}) {
      for (RemoteFunction function : typed.get(name)) {
        if (accepts(function, operands, exact)) {
          return Optional.of(function.template());
        }
      }
    }
    return Optional.ofNullable(untyped.get(name));
  }

  private static boolean accepts(
      RemoteFunction function, List<Optional<TypeKind>> operands, boolean exact) {
    if (function.variadic()) {
      return operands.stream()
          .allMatch(kind -> kind.isEmpty() || function.operands().contains(kind.get()));
    }
    if (function.operands().size() != operands.size()) {
      return false;
    }
    for (int i = 0; i < operands.size(); i++) {
      Optional<TypeKind> given = operands.get(i);
      TypeKind listed = function.operands().get(i);
      boolean fits =
          given.isEmpty() || given.get() == listed || (!exact && widens(given.get(), listed));
      if (!fits) {
        return false;
      }
    }
    return exact || operands.isEmpty() || mixes(function.operands(), operands);
  }

  // One operand must be of the listed family itself: two integers are not a division of doubles.
  private static boolean mixes(List<TypeKind> listed, List<Optional<TypeKind>> given) {
    for (int i = 0; i < listed.size(); i++) {
      if (given.get(i).isPresent() && given.get(i).get() == listed.get(i)) {
        return true;
      }
    }
    return false;
  }

  // Engines widen integers beside decimals and doubles, all in the same way.
  private static boolean widens(TypeKind from, TypeKind to) {
    return from == TypeKind.INTEGER && (to == TypeKind.DECIMAL || to == TypeKind.DOUBLE);
  }

  /** The family of an operand; nothing for a bare NULL, which fits any. */
  private static Optional<TypeKind> kind(RexNode operand) {
    if (operand.getType().getSqlTypeName() == SqlTypeName.NULL
        || (operand instanceof RexLiteral literal
            && literal.isNull()
            && operand.getKind() == SqlKind.LITERAL)) {
      return Optional.empty();
    }
    return Optional.of(SqlTypes.kind(operand.getType()));
  }
}
