package io.meshgate.plan.place;

import io.meshgate.catalog.SqlTypes;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Pushdown;
import io.meshgate.spi.SqlSyntax;
import io.meshgate.spi.TypeKind;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Where a piece of a plan runs: one source, or the residual engine. Each is a Calcite convention of
 * its own.
 */
public final class Placement extends Convention.Impl {

  /** Name of the residual engine's placement. */
  public static final String RESIDUAL = "residual";

  private final SqlSyntax syntax;
  private final Set<Pushdown> pushdowns;
  private final FunctionTable functions;
  private final boolean residual;

  private Placement(
      String name, SqlSyntax syntax, Set<Pushdown> pushdowns, FunctionTable functions) {
    super(name, RelNode.class);
    this.syntax = Objects.requireNonNull(syntax, "syntax");
    this.pushdowns = Set.copyOf(pushdowns);
    this.functions = functions;
    this.residual = name.equals(RESIDUAL);
  }

  /** The placement of a source that takes SQL. */
  public static Placement source(String name, Capabilities capabilities) {
    return new Placement(
        "source " + name,
        capabilities.sql().orElseThrow(),
        capabilities.pushdowns(),
        FunctionTable.of(capabilities.functions()));
  }

  /** The placement of the residual engine. */
  public static Placement residual(SqlSyntax syntax, FunctionTable functions) {
    return new Placement(RESIDUAL, syntax, Set.of(Pushdown.values()), functions);
  }

  /** Whether this is the residual engine. */
  public boolean isResidual() {
    return residual;
  }

  /** How the engine writes SQL. */
  public SqlSyntax syntax() {
    return syntax;
  }

  /** The operators that the engine runs. */
  public FunctionTable functions() {
    return functions;
  }

  /** Whether the engine runs a relational operator. */
  public boolean can(Pushdown pushdown) {
    return pushdowns.contains(pushdown);
  }

  /** Whether the leaf's rows are at this source. */
  public boolean holds(GuardedScan scan) {
    return getName().equals("source " + scan.source());
  }

  /** Whether the leaf has a row predicate that this engine runs. */
  public boolean evaluatesRowPredicate(GuardedScan scan) {
    return can(Pushdown.FILTER) && scan.rowPredicate().map(this::supports).orElse(false);
  }

  /** Whether this engine runs the whole expression with the gateway's semantics. */
  public boolean supports(RexNode expression) {
    RexNode expanded = RexUtil.expandSearch(SqlTypes.REX, null, expression);
    try {
      expanded.accept(new SupportCheck());
      return true;
    } catch (Unsupported e) {
      return false;
    }
  }

  /** Whether this engine runs the aggregate call over a row of the given type. */
  public boolean supports(AggregateCall call, RelDataType input) {
    if (call.isDistinct() && call.getArgList().size() != 1) {
      return false;
    }
    if (isLiteral(call)) {
      return true;
    }
    boolean plain = !call.hasFilter() && call.getCollation().getFieldCollations().isEmpty();
    return (plain || residual) && functions.template(call, input).isPresent();
  }

  /** Whether the call stands for a constant that every engine writes itself. */
  public static boolean isLiteral(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.LITERAL_AGG;
  }

  /** Leaves the walk at the first operator that is not listed. */
  private static final class Unsupported extends RuntimeException {
    Unsupported() {
      super("not listed", null, false, false);
    }
  }

  private final class SupportCheck extends RexVisitorImpl<Void> {
    SupportCheck() {
      super(true);
    }

    @Override
    public Void visitCall(RexCall call) {
      if (functions.template(call).isEmpty()) {
        throw new Unsupported();
      }
      return super.visitCall(call);
    }

    @Override
    public Void visitOver(RexOver over) {
      if (!residual || functions.template(over).isEmpty()) {
        throw new Unsupported();
      }
      return super.visitOver(over);
    }

    // Taking nested values apart is the residual engine's alone. An outer row's column is no field.
    @Override
    public Void visitFieldAccess(RexFieldAccess access) {
      if (!residual && !(access.getReferenceExpr() instanceof RexCorrelVariable)) {
        throw new Unsupported();
      }
      return super.visitFieldAccess(access);
    }

    // A source may know no name for a nested type or an interval, and a bare NULL has another.
    @Override
    public Void visitLiteral(RexLiteral literal) {
      SqlTypeName type = literal.getType().getSqlTypeName();
      boolean named = SqlTypes.kind(literal.getType()) != TypeKind.OTHER;
      if (!residual && !named && type != SqlTypeName.SYMBOL && type != SqlTypeName.NULL) {
        throw new Unsupported();
      }
      return super.visitLiteral(literal);
    }

    @Override
    public Void visitSubQuery(RexSubQuery subQuery) {
      throw new Unsupported();
    }
  }
}
