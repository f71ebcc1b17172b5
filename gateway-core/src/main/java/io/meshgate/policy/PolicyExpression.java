package io.meshgate.policy;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;

/**
 * A typed expression over the raw row of one table, with parameters that stand for properties of a
 * principal.
 *
 * <p>Parameters become typed literals when a decision is made; the text of a policy and the values
 * of a principal never meet as text. Immutable.
 */
final class PolicyExpression {

  static final RelDataType TEXT = SqlTypes.FACTORY.createSqlType(SqlTypeName.VARCHAR);
  static final RelDataType LONG = SqlTypes.FACTORY.createSqlType(SqlTypeName.BIGINT);
  static final RelDataType TRUTH = SqlTypes.FACTORY.createSqlType(SqlTypeName.BOOLEAN);
  static final RelDataType DAY = SqlTypes.FACTORY.createSqlType(SqlTypeName.DATE);

  private final RexNode expression;
  private final ImmutableList<PrincipalTerm> terms;
  // What is the same for everybody is folded once, not in each decision.
  private final Supplier<RexNode> folded = Suppliers.memoize(() -> fold(List.of()));

  /**
   * @param expression the expression; parameter i stands for term i
   */
  PolicyExpression(RexNode expression, List<PrincipalTerm> terms) {
    this.expression = expression;
    this.terms = ImmutableList.copyOf(terms);
  }

  /** An expression that does not depend on the principal. */
  static PolicyExpression constant(RexNode expression) {
    return new PolicyExpression(expression, List.of());
  }

  /** Whether both are the same for every principal. */
  boolean sameAs(PolicyExpression other) {
    return expression.equals(other.expression) && terms.equals(other.terms);
  }

  RelDataType type() {
    return expression.getType();
  }

  /** This expression with something around it. */
  PolicyExpression with(RexNode wrapped) {
    return new PolicyExpression(wrapped, terms);
  }

  RexNode unbound() {
    return expression;
  }

  /** The expression for one principal; empty if the principal lacks an attribute that it needs. */
  Optional<RexNode> bind(Principal principal) {
    if (terms.isEmpty()) {
      return Optional.of(folded.get());
    }
    List<RexNode> values = new ArrayList<>();
    for (PrincipalTerm term : terms) {
      Optional<Object> value = term.value(principal);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(SqlTypes.REX.makeLiteral(value.get(), term.type(), true));
    }
    return Optional.of(fold(values));
  }

  private RexNode fold(List<RexNode> values) {
    return expression.accept(new Binder(values));
  }

  /** A property of a principal that an expression names. */
  sealed interface PrincipalTerm {

    RelDataType type();

    /** The value as Calcite's literals want it; empty if the principal has none of this type. */
    Optional<Object> value(Principal principal);
  }

  /** {@code principal.subject}. */
  record Subject() implements PrincipalTerm {
    @Override
    public RelDataType type() {
      return TEXT;
    }

    @Override
    public Optional<Object> value(Principal principal) {
      // A product reads for many: it is nobody whose own rows these could be.
      return principal.kind() == Principal.Kind.USER
          ? Optional.of(principal.subject())
          : Optional.empty();
    }
  }

  /** {@code principal.in_group('name')}. */
  record InGroup(String group) implements PrincipalTerm {
    @Override
    public RelDataType type() {
      return TRUTH;
    }

    @Override
    public Optional<Object> value(Principal principal) {
      return Optional.of(principal.groups().contains(group));
    }
  }

  /** {@code principal.name}. A value of another type than the declared one counts as missing. */
  record Attribute(String name, PolicyDocument.AttributeType declared) implements PrincipalTerm {
    @Override
    public RelDataType type() {
      return declared.sqlType();
    }

    @Override
    public Optional<Object> value(Principal principal) {
      Object value = principal.attributes().get(name);
      return switch (declared) {
        case STRING -> Optional.<Object>ofNullable(value instanceof String text ? text : null);
        case INTEGER ->
            Optional.ofNullable(
                value instanceof Long number ? java.math.BigDecimal.valueOf(number) : null);
        case BOOLEAN -> Optional.ofNullable(value instanceof Boolean truth ? truth : null);
        case DATE ->
            Optional.ofNullable(
                value instanceof LocalDate date ? new DateString(date.toString()) : null);
      };
    }
  }

  /** Puts literals in the place of parameters and folds AND, OR and NOT over known truth values. */
  private static final class Binder extends RexShuttle {
    private final List<RexNode> values;

    Binder(List<RexNode> values) {
      this.values = values;
    }

    @Override
    public RexNode visitDynamicParam(RexDynamicParam parameter) {
      return values.get(parameter.getIndex());
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (call.getOperator() instanceof Membership membership) {
        return SqlTypes.REX.makeCall(
            membership.withFilter(membership.filter().accept(this)),
            call.getOperands().stream().map(operand -> operand.accept(this)).toList());
      }
      RexNode bound = super.visitCall(call);
      if (!(bound instanceof RexCall changed)) {
        return bound;
      }
      List<RexNode> operands = changed.getOperands();
      return switch (changed.getKind()) {
        case AND -> RexUtil.composeConjunction(SqlTypes.REX, operands);
        case OR -> RexUtil.composeDisjunction(SqlTypes.REX, operands);
        case NOT -> negate(changed);
        default -> changed;
      };
    }

    private static RexNode negate(RexCall not) {
      RexNode operand = not.getOperands().get(0);
      if (operand.isAlwaysTrue() && operand.getKind() == SqlKind.LITERAL) {
        return SqlTypes.REX.makeLiteral(false);
      }
      if (operand.isAlwaysFalse() && operand.getKind() == SqlKind.LITERAL) {
        return SqlTypes.REX.makeLiteral(true);
      }
      return not;
    }
  }
}
