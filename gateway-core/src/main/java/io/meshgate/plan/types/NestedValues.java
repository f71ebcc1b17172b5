package io.meshgate.plan.types;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What a query may do with lists, rows and maps: hand them on, take them apart, put them together,
 * ask whether they are NULL. Comparing them, which includes sorting and grouping, is refused: no
 * two engines agree on NULLs inside of them and on the order of a map's entries.
 */
public final class NestedValues {

  private static final Set<SqlKind> OPERATORS =
      EnumSet.of(
          SqlKind.IS_NULL,
          SqlKind.IS_NOT_NULL,
          SqlKind.ITEM,
          SqlKind.DOT,
          SqlKind.CASE,
          SqlKind.COALESCE,
          SqlKind.CAST,
          SqlKind.SAFE_CAST,
          SqlKind.ROW,
          SqlKind.ARRAY_VALUE_CONSTRUCTOR,
          SqlKind.MAP_VALUE_CONSTRUCTOR);

  private static final Set<SqlKind> AGGREGATES =
      EnumSet.of(SqlKind.COUNT, SqlKind.SINGLE_VALUE, SqlKind.ANY_VALUE, SqlKind.LITERAL_AGG);

  private static final Set<SqlKind> WINDOW_FUNCTIONS =
      EnumSet.of(SqlKind.COUNT, SqlKind.FIRST_VALUE, SqlKind.LAST_VALUE, SqlKind.LAG, SqlKind.LEAD);

  private NestedValues() {}

  /**
   * Looks through a plan.
   *
   * @throws QueryException {@code UNSUPPORTED} if it does with nested values what is not supported
   */
  public static void check(RelNode plan) {
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        checkNode(node);
        node.accept(new Expressions());
        super.visit(node, ordinal, parent);
      }
    }.go(plan);
  }

  private static void checkNode(RelNode node) {
    if (node instanceof Sort sort) {
      for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
        refuse(column(node.getInput(0), key.getFieldIndex()), "ORDER BY");
      }
    } else if (node instanceof Aggregate aggregate) {
      checkAggregate(aggregate);
    } else if (node instanceof SetOp setOp) {
      checkSetOperation(setOp);
    } else if (node instanceof Uncollect && node.getInput(0).getRowType().getFieldCount() > 1) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED, "UNNEST takes one value; join one UNNEST for each");
    }
  }

  private static void checkAggregate(Aggregate aggregate) {
    aggregate
        .getGroupSet()
        .forEach(key -> refuse(column(aggregate.getInput(), key), "GROUP BY and DISTINCT"));
    for (AggregateCall call : aggregate.getAggCallList()) {
      boolean supported =
          AGGREGATES.contains(call.getAggregation().getKind()) && !call.isDistinct();
      if (!supported) {
        call.getArgList()
            .forEach(
                argument ->
                    refuse(
                        column(aggregate.getInput(), argument),
                        call.getAggregation().getName().toUpperCase(Locale.ROOT)));
      }
    }
  }

  private static void checkSetOperation(SetOp setOp) {
    for (int i = 0; i < setOp.getRowType().getFieldCount(); i++) {
      RelDataType type = column(setOp, i);
      if (!(setOp instanceof Union) || !setOp.all) {
        refuse(type, setOp instanceof Union ? "UNION without ALL" : setOp.kind.sql);
      }
      for (RelNode input : setOp.getInputs()) {
        checkShape(column(input, i), type, "UNION ALL");
      }
    }
  }

  private static RelDataType column(RelNode node, int index) {
    return node.getRowType().getFieldList().get(index).getType();
  }

  private static void refuse(RelDataType type, String operation) {
    if (SqlTypes.isNested(type)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          operation
              + " does not take values of type "
              + type.getSqlTypeName()
              + "; use their elements or fields, or the key of the row they belong to");
    }
  }

  // The engine matches fields of rows by their names, the standard by their positions.
  private static void checkShape(RelDataType given, RelDataType wanted, String operation) {
    if (!hasShape(given, wanted)) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED,
          operation
              + " of ROW values takes the same field names, in the same order: "
              + given
              + " and "
              + wanted);
    }
  }

  private static boolean hasShape(RelDataType given, RelDataType wanted) {
    SqlTypeName name = given.getSqlTypeName();
    if (name == SqlTypeName.NULL || !SqlTypes.isNested(wanted)) {
      return !SqlTypes.isNested(given);
    }
    if (name != wanted.getSqlTypeName()) {
      return false;
    }
    return switch (name) {
      case ARRAY, MULTISET ->
          hasShape(part(given.getComponentType()), part(wanted.getComponentType()));
      case MAP ->
          hasShape(part(given.getKeyType()), part(wanted.getKeyType()))
              && hasShape(part(given.getValueType()), part(wanted.getValueType()));
      default ->
          given.getFieldNames().equals(wanted.getFieldNames()) && fieldsHaveShape(given, wanted);
    };
  }

  private static boolean fieldsHaveShape(RelDataType given, RelDataType wanted) {
    for (int i = 0; i < given.getFieldCount(); i++) {
      if (!hasShape(
          given.getFieldList().get(i).getType(), wanted.getFieldList().get(i).getType())) {
        return false;
      }
    }
    return true;
  }

  private static RelDataType part(@Nullable RelDataType type) {
    return Objects.requireNonNull(type, "A collection has a component type");
  }

  /** Looks through the expressions of a node, subqueries included. */
  private static final class Expressions extends RexShuttle {

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      if (subQuery.getKind() != SqlKind.SCALAR_QUERY) {
        subQuery
            .getOperands()
            .forEach(operand -> refuse(operand.getType(), subQuery.getKind().sql));
      }
      check(subQuery.rel);
      return super.visitSubQuery(subQuery);
    }

    @Override
    public RexNode visitOver(RexOver over) {
      for (RexNode key : over.getWindow().partitionKeys) {
        refuse(key.getType(), "PARTITION BY");
      }
      for (RexFieldCollation key : over.getWindow().orderKeys) {
        refuse(key.left.getType(), "ORDER BY");
      }
      if (!WINDOW_FUNCTIONS.contains(over.getAggOperator().getKind()) || over.isDistinct()) {
        refuseOperands(over, over.getAggOperator().getName());
      }
      return super.visitOver(over);
    }

    @Override
    public RexNode visitCall(RexCall call) {
      boolean cardinality = call.getOperator().getName().equals("CARDINALITY");
      if (!OPERATORS.contains(call.getKind()) && !cardinality) {
        refuseOperands(call, call.getOperator().getName());
      }
      switch (call.getKind()) {
        case CAST, SAFE_CAST -> checkCast(call);
        case CASE -> {
          for (int i = 0; i < call.getOperands().size(); i++) {
            // Conditions and values alternate; the last value has no condition.
            if (i % 2 == 1 || i == call.getOperands().size() - 1) {
              checkShape(call.getOperands().get(i).getType(), call.getType(), "CASE");
            }
          }
        }
        case COALESCE -> checkOperands(call.getOperands(), call.getType(), "COALESCE");
        case ARRAY_VALUE_CONSTRUCTOR ->
            checkOperands(call.getOperands(), part(call.getType().getComponentType()), "ARRAY");
        default -> {}
      }
      return super.visitCall(call);
    }

    private static void checkOperands(List<RexNode> operands, RelDataType type, String operation) {
      operands.forEach(operand -> checkShape(operand.getType(), type, operation));
    }

    private static void checkCast(RexCall cast) {
      RelDataType from = cast.getOperands().get(0).getType();
      if (!SqlTypes.isNested(from) && from.getSqlTypeName() != SqlTypeName.NULL) {
        if (SqlTypes.isNested(cast.getType())) {
          throw new QueryException(
              ErrorCode.UNSUPPORTED,
              "CAST does not make " + cast.getType().getSqlTypeName() + " of other values");
        }
        return;
      }
      if (SqlTypes.isNested(from) && !SqlTypes.isNested(cast.getType())) {
        refuse(from, "CAST to " + cast.getType().getSqlTypeName());
      }
      // A row that is written out has no names of its own.
      boolean row =
          cast.getOperands().get(0).getKind() == SqlKind.ROW
              && from.getFieldCount() == cast.getType().getFieldCount()
              && fieldsHaveShape(from, cast.getType());
      if (!row) {
        checkShape(from, cast.getType(), "CAST");
      }
    }

    private static void refuseOperands(RexCall call, String operation) {
      call.getOperands().forEach(operand -> refuse(operand.getType(), operation));
      refuse(call.getType(), operation);
    }
  }
}
