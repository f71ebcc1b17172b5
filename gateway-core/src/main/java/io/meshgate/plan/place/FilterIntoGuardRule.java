package io.meshgate.plan.place;

import io.meshgate.policy.guard.GuardedScan;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.rel.logical.LogicalFilter;

/**
 * Moves a filter into the fetch of a leaf that the gateway guards: the source drops rows before
 * they are moved, the guard masks what is left.
 */
final class FilterIntoGuardRule extends RelOptRule {

  private final Placement source;
  private final Placement residual;

  @SuppressWarnings("deprecation") // The newer form needs generated configuration classes.
  FilterIntoGuardRule(Placement source, Placement residual) {
    super(
        operand(LogicalFilter.class, operand(GuardedScan.class, none())),
        "FilterIntoGuard:" + source.getName());
    this.source = source;
    this.residual = residual;
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalFilter filter = call.rel(0);
    GuardedScan scan = call.rel(1);
    if (source.holds(scan)
        && source.can(io.meshgate.spi.Pushdown.FILTER)
        && source.supports(filter.getCondition())
        && Exposure.of(scan).admitsPredicate(filter.getCondition())) {
      call.transformTo(
          new PlacedScan(
              scan,
              residual,
              new FetchConditions(
                  source.evaluatesRowPredicate(scan), Optional.of(filter.getCondition()))));
    }
  }
}
