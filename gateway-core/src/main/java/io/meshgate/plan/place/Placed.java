package io.meshgate.plan.place;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Relational operators that have a {@link Placement}: they run in one source or in the residual
 * engine.
 */
public final class Placed {

  private static final double LIGHT = 0.1;
  private static final double HEAVY = 1.0;

  private Placed() {}

  /** A filter with a place. */
  public static final class PlacedFilter extends Filter {
    PlacedFilter(RelOptCluster cluster, RelTraitSet traits, RelNode input, RexNode condition) {
      super(cluster, traits, input, condition);
    }

    @Override
    public Filter copy(RelTraitSet traits, RelNode input, RexNode condition) {
      return new PlacedFilter(getCluster(), traits, input, condition);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, LIGHT);
    }
  }

  /** A projection with a place. */
  public static final class PlacedProject extends Project {
    PlacedProject(
        RelOptCluster cluster,
        RelTraitSet traits,
        RelNode input,
        List<? extends RexNode> projects,
        RelDataType rowType) {
      super(cluster, traits, ImmutableList.of(), input, projects, rowType, ImmutableSet.of());
    }

    @Override
    public Project copy(
        RelTraitSet traits, RelNode input, List<RexNode> projects, RelDataType rowType) {
      return new PlacedProject(getCluster(), traits, input, projects, rowType);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, LIGHT);
    }
  }

  /** An aggregation with a place. */
  public static final class PlacedAggregate extends Aggregate {
    PlacedAggregate(
        RelTraitSet traits,
        RelNode input,
        ImmutableBitSet groupSet,
        List<ImmutableBitSet> groupSets,
        List<AggregateCall> calls) {
      super(input.getCluster(), traits, ImmutableList.of(), input, groupSet, groupSets, calls);
    }

    @Override
    public Aggregate copy(
        RelTraitSet traits,
        RelNode input,
        ImmutableBitSet groupSet,
        @Nullable List<ImmutableBitSet> groupSets,
        List<AggregateCall> calls) {
      return new PlacedAggregate(
          traits,
          input,
          groupSet,
          groupSets == null ? ImmutableList.of(groupSet) : groupSets,
          calls);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, HEAVY);
    }
  }

  /** A join with a place. */
  public static final class PlacedJoin extends Join {
    PlacedJoin(
        RelTraitSet traits, RelNode left, RelNode right, RexNode condition, JoinRelType type) {
      super(left.getCluster(), traits, ImmutableList.of(), left, right, condition, Set.of(), type);
    }

    @Override
    public Join copy(
        RelTraitSet traits,
        RexNode condition,
        RelNode left,
        RelNode right,
        JoinRelType type,
        boolean semiJoinDone) {
      return new PlacedJoin(traits, left, right, condition, type);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, HEAVY);
    }
  }

  /** A sort, limit or both, with a place. */
  public static final class PlacedSort extends Sort {
    PlacedSort(
        RelTraitSet traits,
        RelNode input,
        RelCollation collation,
        @Nullable RexNode offset,
        @Nullable RexNode fetch) {
      super(input.getCluster(), traits, input, collation, offset, fetch);
    }

    @Override
    public Sort copy(
        RelTraitSet traits,
        RelNode input,
        RelCollation collation,
        @Nullable RexNode offset,
        @Nullable RexNode fetch) {
      return new PlacedSort(traits, input, collation, offset, fetch);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, HEAVY);
    }
  }

  /** A union with a place. */
  public static final class PlacedUnion extends Union {
    PlacedUnion(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      super(inputs.get(0).getCluster(), traits, inputs, all);
    }

    @Override
    public SetOp copy(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      return new PlacedUnion(traits, inputs, all);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, LIGHT);
    }
  }

  /** An intersection with a place. */
  public static final class PlacedIntersect extends Intersect {
    PlacedIntersect(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      super(inputs.get(0).getCluster(), traits, inputs, all);
    }

    @Override
    public SetOp copy(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      return new PlacedIntersect(traits, inputs, all);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, HEAVY);
    }
  }

  /** A difference with a place. */
  public static final class PlacedMinus extends Minus {
    PlacedMinus(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      super(inputs.get(0).getCluster(), traits, inputs, all);
    }

    @Override
    public SetOp copy(RelTraitSet traits, List<RelNode> inputs, boolean all) {
      return new PlacedMinus(traits, inputs, all);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
      return TransferCost.work(this, planner, mq, HEAVY);
    }
  }

  /** Constant rows with a place. */
  public static final class PlacedValues extends Values {
    PlacedValues(
        RelOptCluster cluster,
        RelDataType rowType,
        ImmutableList<ImmutableList<RexLiteral>> tuples,
        RelTraitSet traits) {
      super(cluster, rowType, tuples, traits);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
      return this;
    }
  }

  /** The elements of a value as rows, with a place. */
  public static final class PlacedUncollect extends Uncollect {
    PlacedUncollect(RelTraitSet traits, RelNode input, Uncollect unnest) {
      super(input.getCluster(), traits, input, unnest.withOrdinality, unnest.getItemAliases());
    }

    @Override
    public RelNode copy(RelTraitSet traits, RelNode input) {
      return new PlacedUncollect(traits, input, this);
    }
  }

  /** A lateral join with a place. */
  public static final class PlacedCorrelate extends Correlate {
    PlacedCorrelate(
        RelTraitSet traits,
        RelNode left,
        RelNode right,
        CorrelationId id,
        ImmutableBitSet requiredColumns,
        JoinRelType type) {
      super(left.getCluster(), traits, ImmutableList.of(), left, right, id, requiredColumns, type);
    }

    @Override
    public Correlate copy(
        RelTraitSet traits,
        RelNode left,
        RelNode right,
        CorrelationId id,
        ImmutableBitSet requiredColumns,
        JoinRelType type) {
      return new PlacedCorrelate(traits, left, right, id, requiredColumns, type);
    }
  }
}
