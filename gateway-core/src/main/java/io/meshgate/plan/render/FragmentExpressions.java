package io.meshgate.plan.render;

import com.google.common.collect.ImmutableSet;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.FunctionTable;
import io.meshgate.plan.place.Placement;
import io.meshgate.policy.MaskOperators;
import io.meshgate.spi.TypeKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Turns expressions of plans into those of one engine. Stateless. */
final class FragmentExpressions {

  private static final int WIDE_DIGITS = 19;

  private static final Set<SqlKind> DISTINCTIONS =
      EnumSet.of(SqlKind.IS_DISTINCT_FROM, SqlKind.IS_NOT_DISTINCT_FROM);
  private static final Set<SqlKind> TESTS =
      EnumSet.of(
          SqlKind.IS_NULL,
          SqlKind.IS_NOT_NULL,
          SqlKind.IS_TRUE,
          SqlKind.IS_NOT_TRUE,
          SqlKind.IS_FALSE,
          SqlKind.IS_NOT_FALSE);
  private static final Set<SqlKind> CONSTRUCTORS =
      EnumSet.of(SqlKind.ROW, SqlKind.ARRAY_VALUE_CONSTRUCTOR, SqlKind.MAP_VALUE_CONSTRUCTOR);
  private static final Set<SqlKind> COMPARISONS =
      ImmutableSet.<SqlKind>builder()
          .addAll(SqlKind.COMPARISON)
          .addAll(DISTINCTIONS)
          .addAll(TESTS)
          .build();

  private final Placement placement;
  private final FragmentDialect dialect;
  private final MaskRenderer masks;
  private final RexBuilder rex = SqlTypes.REX;

  /**
   * @param placement where the expressions run
   * @param dialect how that engine writes types
   * @param masks writes masks that need keys
   */
  FragmentExpressions(Placement placement, FragmentDialect dialect, MaskRenderer masks) {
    this.placement = placement;
    this.dialect = dialect;
    this.masks = masks;
  }

  /** The value in another type of the engine's. */
  RexNode cast(RexNode value, RelDataType type) {
    return rex.makeCall(
        type,
        TemplateOperator.scalar("CAST({0} AS " + dialect.typeName(type) + ")"),
        List.of(value));
  }

  /** The expression with the engine's template in place of each operator that has one. */
  RexNode write(RexNode expression) {
    return RexUtil.expandSearch(rex, null, expression).accept(new ToEngine());
  }

  /** Replaces lists and ranges of moments by comparisons with each. */
  RexShuttle spelledOut() {
    return new RexShuttle() {
      @Override
      public RexNode visitCall(RexCall call) {
        boolean moments =
            call.getKind() == SqlKind.SEARCH
                && SqlTypeUtil.isTimestamp(call.getOperands().get(0).getType());
        return moments ? RexUtil.expandSearch(rex, null, call) : super.visitCall(call);
      }
    };
  }

  // The residual engine computes on 64 bits while both operands fit them, whatever the result
  // needs.
  private RexCall widened(RexCall call) {
    boolean arithmetic =
        call.isA(SqlKind.PLUS) || call.isA(SqlKind.MINUS) || call.isA(SqlKind.TIMES);
    if (!arithmetic
        || !placement.isResidual()
        || SqlTypes.kind(call.getType()) != TypeKind.DECIMAL
        || call.getType().getPrecision() < WIDE_DIGITS) {
      return call;
    }
    RexNode first = call.getOperands().get(0);
    int scale = SqlTypes.kind(first.getType()) == TypeKind.DECIMAL ? first.getType().getScale() : 0;
    RelDataType wide =
        SqlTypes.FACTORY.createSqlType(
            SqlTypeName.DECIMAL,
            Math.max(
                WIDE_DIGITS,
                SqlTypes.kind(first.getType()) == TypeKind.DECIMAL
                    ? first.getType().getPrecision()
                    : WIDE_DIGITS),
            scale);
    List<RexNode> operands = new ArrayList<>(call.getOperands());
    operands.set(0, cast(first, wide));
    return (RexCall) rex.makeCall(call.getType(), call.getOperator(), operands);
  }

  // An operator of constants alone is found by their types, and a bare NULL has none.
  private RexCall withTypedNulls(RexCall call) {
    boolean typed =
        call.isA(SqlKind.CAST)
            || call.isA(SqlKind.CASE)
            || !call.getOperands().stream().allMatch(RexLiteral.class::isInstance);
    if (typed) {
      return call;
    }
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      boolean untyped = RexLiteral.isNullLiteral(operand) && dialect.casts(operand.getType());
      operands.add(untyped ? cast(operand, operand.getType()) : operand);
    }
    return call.clone(call.getType(), operands);
  }

  // Comparisons and tests bind alike in some grammars and not at all in others.
  private RexNode enclosed(RexCall comparison) {
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : comparison.getOperands()) {
      boolean condition =
          operand instanceof RexCall
              && SqlTypes.kind(operand.getType()) == TypeKind.BOOLEAN
              && (!comparison.isA(TESTS) || operand.isA(TESTS) || operand.isA(DISTINCTIONS));
      operands.add(
          condition
              ? rex.makeCall(operand.getType(), TemplateOperator.scalar("{0}"), List.of(operand))
              : operand);
    }
    return rex.makeCall(comparison.getType(), comparison.getOperator(), operands);
  }

  private static @Nullable ByteString binary(RexLiteral literal) {
    return SqlTypes.kind(literal.getType()) == TypeKind.BINARY
        ? literal.getValueAs(ByteString.class)
        : null;
  }

  private static boolean isRowCast(RexCall call) {
    return call.getKind() == SqlKind.CAST && call.getOperands().get(0).getKind() == SqlKind.ROW;
  }

  private final class ToEngine extends RexShuttle {
    @Override
    public RexNode visitLiteral(RexLiteral literal) {
      ByteString bytes = binary(literal);
      Optional<String> form = dialect.literalForm(TypeKind.BINARY);
      return bytes == null || form.isEmpty()
          ? literal
          : rex.makeCall(
              literal.getType(),
              TemplateOperator.scalar(form.get().replace("{}", bytes.toString(16))),
              List.of());
    }

    @Override
    public RexNode visitFieldAccess(RexFieldAccess access) {
      RexNode record = access.getReferenceExpr();
      return record instanceof RexCorrelVariable
          ? access
          : rex.makeCall(
              access.getType(),
              TemplateOperator.scalar("struct_extract({0}, {1})"),
              List.of(record.accept(this), rex.makeLiteral(access.getField().getName())));
    }

    /** What puts nested values together, as the type says: the engine takes types from values. */
    private RexNode constructor(RexCall call) {
      RexCall parts = isRowCast(call) ? (RexCall) call.getOperands().get(0) : call;
      int count = parts.getOperands().size();
      String text =
          switch (parts.getKind()) {
            case ARRAY_VALUE_CONSTRUCTOR -> "list_value(" + places(0, 1, count) + ")";
            // Without names, so that the cast matches the fields by position.
            case ROW -> "row(" + places(0, 1, count) + ")";
            default ->
                "map(list_value("
                    + places(0, 2, count)
                    + "), list_value("
                    + places(1, 2, count)
                    + "))";
          };
      List<RexNode> operands = parts.getOperands().stream().map(part -> part.accept(this)).toList();
      return cast(
          rex.makeCall(call.getType(), TemplateOperator.scalar(text), operands), call.getType());
    }

    private static String places(int first, int step, int count) {
      return IntStream.iterate(first, i -> i < count, i -> i + step)
          .mapToObj(i -> "{" + i + "}")
          .collect(Collectors.joining(", "));
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (call.getOperator().equals(MaskOperators.HMAC)) {
        RexNode value = call.getOperands().get(0).accept(this);
        return rex.makeCall(
            call.getType(), TemplateOperator.scalar(masks.hmac(call)), List.of(value));
      }
      if (CONSTRUCTORS.contains(call.getKind()) || isRowCast(call)) {
        return constructor(call);
      }
      String template = placement.functions().template(call).orElse("");
      RexCall converted = withTypedNulls(widened((RexCall) super.visitCall(call)));
      if (template.isEmpty()) {
        return converted.isA(COMPARISONS) ? enclosed(converted) : converted;
      }
      String text = template.replace("{type}", dialect.typeName(call.getType()));
      return rex.makeCall(
          call.getType(), TemplateOperator.scalar(text), FunctionTable.values(converted));
    }
  }
}
