package io.meshgate.plan.place;

import com.google.common.collect.ImmutableList;
import io.meshgate.catalog.SqlTypes;
import io.meshgate.plan.place.Placed.PlacedAggregate;
import io.meshgate.plan.place.Placed.PlacedCorrelate;
import io.meshgate.plan.place.Placed.PlacedFilter;
import io.meshgate.plan.place.Placed.PlacedIntersect;
import io.meshgate.plan.place.Placed.PlacedJoin;
import io.meshgate.plan.place.Placed.PlacedMinus;
import io.meshgate.plan.place.Placed.PlacedProject;
import io.meshgate.plan.place.Placed.PlacedSort;
import io.meshgate.plan.place.Placed.PlacedUncollect;
import io.meshgate.plan.place.Placed.PlacedUnion;
import io.meshgate.plan.place.Placed.PlacedValues;
import io.meshgate.policy.Decision.VisibleColumn;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.spi.Pushdown;
import io.meshgate.system.SystemScan;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules that move operators into placements: into the residual engine whatever it runs, into a
 * source what the source lists and {@link Exposure} admits.
 */
public final class PlacementRules {

  private PlacementRules() {}

  /** Rules that move operators into the residual engine. */
  public static List<RelOptRule> into(Placement residual) {
    return ImmutableList.<RelOptRule>builder()
        .addAll(common(residual))
        .add(new ValuesRule(residual))
        .add(new SystemScanRule(residual))
        .add(new StageRule(residual))
        .add(new ViewRule(residual))
        .add(new CorrelateRule(residual))
        .add(new UnnestRule(residual))
        .build();
  }

  /** Rules that move operators into one source, and its rows out of it. */
  public static List<RelOptRule> into(Placement source, Placement residual) {
    return ImmutableList.<RelOptRule>builder()
        .addAll(common(source))
        .add(new FetchRule(source, residual))
        .add(new GuardRule(source, residual))
        .add(new FilterIntoGuardRule(source, residual))
        .add(new SplitFilterRule(source))
        .build();
  }

  private static List<RelOptRule> common(Placement placement) {
    return List.of(
        new ScanRule(placement),
        new FilterRule(placement),
        new ProjectRule(placement),
        new AggregateRule(placement),
        new JoinRule(placement),
        new SortRule(placement),
        new UnionRule(placement),
        new IntersectRule(placement),
        new MinusRule(placement));
  }

  private static final class ScanRule extends IntoPlacementRule<GuardedScan> {
    ScanRule(Placement placement) {
      super(GuardedScan.class, placement, "ScanIntoPlacement");
    }

    @Override
    Optional<RelNode> place(GuardedScan scan) {
      if (!placement().isResidual()) {
        if (!placement().holds(scan) || !appliesPolicy(scan)) {
          return Optional.empty();
        }
      }
      return Optional.of(new PlacedScan(scan, placement(), FetchConditions.NONE));
    }

    private boolean appliesPolicy(GuardedScan scan) {
      return scan.rowPredicate().map(placement()::supports).orElse(true)
          && scan.columns().stream()
              .map(VisibleColumn::mask)
              .flatMap(Optional::stream)
              .allMatch(mask -> placement().supports(mask.expression()));
    }
  }

  private static final class SystemScanRule extends IntoPlacementRule<SystemScan> {
    SystemScanRule(Placement residual) {
      super(SystemScan.class, residual, "SystemScanIntoPlacement");
    }

    @Override
    Optional<RelNode> place(SystemScan scan) {
      return Optional.of(new PlacedSystemScan(scan, placement()));
    }
  }

  private static final class StageRule extends IntoPlacementRule<StageScan> {
    StageRule(Placement residual) {
      super(StageScan.class, residual, "StageIntoPlacement");
    }

    @Override
    Optional<RelNode> place(StageScan stage) {
      return Optional.of(new PlacedStage(stage, placement()));
    }
  }

  private static final class ViewRule extends IntoPlacementRule<GuardedView> {
    ViewRule(Placement residual) {
      super(GuardedView.class, residual, "ViewIntoPlacement");
    }

    @Override
    Optional<RelNode> place(GuardedView view) {
      return Optional.of(new PlacedView(view, placement()));
    }
  }

  private static final class FilterRule extends IntoPlacementRule<LogicalFilter> {
    FilterRule(Placement placement) {
      super(LogicalFilter.class, placement, "FilterIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalFilter filter) {
      boolean admitted =
          placement().isResidual()
              || (placement().can(Pushdown.FILTER)
                  && filter.getVariablesSet().isEmpty()
                  && Exposure.of(filter.getInput()).admitsPredicate(filter.getCondition()));
      return admitted && placement().supports(filter.getCondition())
          ? Optional.of(
              new PlacedFilter(
                  filter.getCluster(),
                  traits(filter),
                  placed(filter.getInput()),
                  filter.getCondition()))
          : Optional.empty();
    }
  }

  private static final class ProjectRule extends IntoPlacementRule<LogicalProject> {
    ProjectRule(Placement placement) {
      super(LogicalProject.class, placement, "ProjectIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalProject project) {
      return placement().isResidual() || admitted(project) ? supported(project) : Optional.empty();
    }

    private boolean admitted(LogicalProject project) {
      Exposure input = Exposure.of(project.getInput());
      boolean computes = project.getProjects().stream().anyMatch(e -> !(e instanceof RexInputRef));
      return !project.getProjects().isEmpty()
          && (!computes || (placement().can(Pushdown.PROJECT) && !input.sealed()))
          && project.getProjects().stream()
              .allMatch(e -> e instanceof RexInputRef || input.isUnmasked(e))
          && !RexOver.containsOver(project.getProjects(), null);
    }

    private Optional<RelNode> supported(LogicalProject project) {
      return project.getProjects().stream().allMatch(placement()::supports)
          ? Optional.of(
              new PlacedProject(
                  project.getCluster(),
                  traits(project),
                  placed(project.getInput()),
                  project.getProjects(),
                  project.getRowType()))
          : Optional.empty();
    }
  }

  private static final class AggregateRule extends IntoPlacementRule<LogicalAggregate> {
    AggregateRule(Placement placement) {
      super(LogicalAggregate.class, placement, "AggregateIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalAggregate aggregate) {
      boolean supported =
          aggregate.getAggCallList().stream()
              .allMatch(call -> placement().supports(call, aggregate.getInput().getRowType()));
      return supported && (placement().isResidual() || admitted(aggregate))
          ? Optional.of(
              new PlacedAggregate(
                  traits(aggregate),
                  placed(aggregate.getInput()),
                  aggregate.getGroupSet(),
                  aggregate.getGroupSets(),
                  aggregate.getAggCallList()))
          : Optional.empty();
    }

    private boolean admitted(LogicalAggregate aggregate) {
      Exposure input = Exposure.of(aggregate.getInput());
      boolean distinct = aggregate.getAggCallList().stream().anyMatch(AggregateCall::isDistinct);
      ImmutableBitSet.Builder columns = ImmutableBitSet.builder().addAll(aggregate.getGroupSet());
      aggregate.getAggCallList().forEach(call -> columns.addAll(call.getArgList()));
      ImmutableBitSet read = columns.build();
      return aggregate.getGroupType() == Aggregate.Group.SIMPLE
          && placement().can(Pushdown.AGGREGATE)
          && (!distinct || placement().can(Pushdown.DISTINCT_AGGREGATE))
          && !input.sealed()
          && input.isUnmasked(read)
          && noneNested(aggregate.getInput(), read);
    }
  }

  private static final class JoinRule extends IntoPlacementRule<LogicalJoin> {
    JoinRule(Placement placement) {
      super(LogicalJoin.class, placement, "JoinIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalJoin join) {
      boolean admitted = placement().isResidual() || admitted(join);
      return admitted && placement().supports(join.getCondition())
          ? Optional.of(
              new PlacedJoin(
                  traits(join),
                  placed(join.getLeft()),
                  placed(join.getRight()),
                  join.getCondition(),
                  join.getJoinType()))
          : Optional.empty();
    }

    private boolean admitted(LogicalJoin join) {
      // PostgreSQL has no full join without an equality of columns.
      boolean unequal =
          join.getJoinType() == JoinRelType.FULL
              && !placement().isResidual()
              && join.analyzeCondition().leftKeys.isEmpty();
      if (unequal || !listed(join.getJoinType()) || join.getCondition().isAlwaysTrue()) {
        return false;
      }
      Exposure left = Exposure.of(join.getLeft());
      Exposure right = Exposure.of(join.getRight());
      Exposure both =
          new Exposure(
              ImmutableList.<Exposure.Kind>builder()
                  .addAll(left.columns())
                  .addAll(right.columns())
                  .build(),
              left.guarded() || right.guarded(),
              left.sealed() || right.sealed());
      return both.admitsPredicate(join.getCondition());
    }

    private boolean listed(JoinRelType type) {
      return switch (type) {
        case INNER -> placement().can(Pushdown.INNER_JOIN);
        case LEFT, RIGHT -> placement().can(Pushdown.OUTER_JOIN);
        case FULL -> placement().can(Pushdown.FULL_JOIN);
        case SEMI, ANTI -> placement().can(Pushdown.SEMI_JOIN);
        default -> false;
      };
    }
  }

  private static final class SortRule extends IntoPlacementRule<LogicalSort> {
    SortRule(Placement placement) {
      super(LogicalSort.class, placement, "SortIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalSort sort) {
      return placement().isResidual() || admitted(sort)
          ? Optional.of(
              new PlacedSort(
                  traits(sort),
                  placed(sort.getInput()),
                  sort.getCollation(),
                  sort.offset,
                  sort.fetch))
          : Optional.empty();
    }

    private boolean admitted(LogicalSort sort) {
      Exposure input = Exposure.of(sort.getInput());
      ImmutableBitSet keys =
          ImmutableBitSet.of(
              sort.getCollation().getFieldCollations().stream()
                  .map(RelFieldCollation::getFieldIndex)
                  .toList());
      boolean ordered = !keys.isEmpty();
      return (ordered ? placement().can(Pushdown.SORT) : placement().can(Pushdown.LIMIT))
          && constant(sort.offset)
          && constant(sort.fetch)
          && !input.sealed()
          && input.isUnmasked(keys)
          && noneNested(sort.getInput(), keys);
    }

    private static boolean constant(@Nullable RexNode bound) {
      return bound == null || bound instanceof RexLiteral;
    }
  }

  private static final class UnionRule extends IntoPlacementRule<LogicalUnion> {
    UnionRule(Placement placement) {
      super(LogicalUnion.class, placement, "UnionIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalUnion union) {
      return placement().can(union.all ? Pushdown.UNION_ALL : Pushdown.DISTINCT_SET_OPERATION)
              && setOperationAdmitted(placement(), union)
          ? Optional.of(new PlacedUnion(traits(union), placed(union.getInputs()), union.all))
          : Optional.empty();
    }
  }

  private static final class IntersectRule extends IntoPlacementRule<LogicalIntersect> {
    IntersectRule(Placement placement) {
      super(LogicalIntersect.class, placement, "IntersectIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalIntersect intersect) {
      return (placement().isResidual()
                  || (!intersect.all && placement().can(Pushdown.DISTINCT_SET_OPERATION)))
              && setOperationAdmitted(placement(), intersect)
          ? Optional.of(
              new PlacedIntersect(traits(intersect), placed(intersect.getInputs()), intersect.all))
          : Optional.empty();
    }
  }

  private static final class MinusRule extends IntoPlacementRule<LogicalMinus> {
    MinusRule(Placement placement) {
      super(LogicalMinus.class, placement, "MinusIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalMinus minus) {
      return (placement().isResidual()
                  || (!minus.all && placement().can(Pushdown.DISTINCT_SET_OPERATION)))
              && setOperationAdmitted(placement(), minus)
          ? Optional.of(new PlacedMinus(traits(minus), placed(minus.getInputs()), minus.all))
          : Optional.empty();
    }
  }

  // Sources compare nested values each in their own way.
  private static boolean noneNested(RelNode input, ImmutableBitSet columns) {
    return columns.asList().stream()
        .map(column -> input.getRowType().getFieldList().get(column).getType())
        .noneMatch(SqlTypes::isNested);
  }

  // Comparing whole rows reads every column; a masked one must not meet raw values in a source.
  private static boolean setOperationAdmitted(Placement placement, RelNode setOperation) {
    ImmutableBitSet all = ImmutableBitSet.range(setOperation.getRowType().getFieldCount());
    return placement.isResidual()
        || (noneNested(setOperation, all)
            && setOperation.getInputs().stream()
                .map(Exposure::of)
                .allMatch(
                    input ->
                        !input.sealed()
                            && input.columns().stream().noneMatch(k -> k == Exposure.Kind.MASKED)));
  }

  private static final class ValuesRule extends IntoPlacementRule<LogicalValues> {
    ValuesRule(Placement placement) {
      super(LogicalValues.class, placement, "ValuesIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalValues values) {
      return Optional.of(
          new PlacedValues(
              values.getCluster(), values.getRowType(), values.getTuples(), traits(values)));
    }
  }

  private static final class CorrelateRule extends IntoPlacementRule<LogicalCorrelate> {
    CorrelateRule(Placement placement) {
      super(LogicalCorrelate.class, placement, "CorrelateIntoPlacement");
    }

    @Override
    Optional<RelNode> place(LogicalCorrelate correlate) {
      return Optional.of(
          new PlacedCorrelate(
              traits(correlate),
              placed(correlate.getLeft()),
              placed(correlate.getRight()),
              correlate.getCorrelationId(),
              correlate.getRequiredColumns(),
              correlate.getJoinType()));
    }
  }

  private static final class UnnestRule extends IntoPlacementRule<Uncollect> {
    UnnestRule(Placement placement) {
      super(Uncollect.class, placement, "UnnestIntoPlacement");
    }

    @Override
    Optional<RelNode> place(Uncollect unnest) {
      return Optional.of(new PlacedUncollect(traits(unnest), placed(unnest.getInput()), unnest));
    }
  }

  /** Lets the source evaluate the row predicate of a leaf whose masks the gateway applies. */
  private static final class GuardRule extends IntoPlacementRule<GuardedScan> {
    private final Placement source;

    GuardRule(Placement source, Placement residual) {
      super(GuardedScan.class, residual, "RowPredicateIntoFetch:" + source.getName());
      this.source = source;
    }

    @Override
    Optional<RelNode> place(GuardedScan scan) {
      return source.holds(scan) && source.evaluatesRowPredicate(scan)
          ? Optional.of(
              new PlacedScan(scan, placement(), new FetchConditions(true, Optional.empty())))
          : Optional.empty();
    }
  }

  /** Moves the rows of a source to the residual engine. */
  private static final class FetchRule extends ConverterRule {
    private final Placement residual;

    FetchRule(Placement source, Placement residual) {
      super(
          Config.INSTANCE.withConversion(
              RelNode.class, source, residual, "Fetch:" + source.getName()));
      this.residual = residual;
    }

    @Override
    public RelNode convert(RelNode rel) {
      return new RemoteFetch(rel, rel.getTraitSet().replace(residual));
    }
  }
}
