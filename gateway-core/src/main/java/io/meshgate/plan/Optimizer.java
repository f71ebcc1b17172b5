package io.meshgate.plan;

import com.google.common.collect.ImmutableList;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.PlacementRules;
import io.meshgate.plan.place.ResidualDialect;
import io.meshgate.plan.place.StageScan;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.AggregateReduceFunctionsRule;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.ProjectJoinTransposeRule;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.rel.rules.SemiJoinRule.JoinToSemiJoinRule.JoinToSemiJoinRuleConfig;
import org.apache.calcite.rel.rules.SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Chooses how a guarded plan is answered: rewrites it by rule, orders its joins by cost, then lets
 * each operator run in the source or in the residual engine, whichever moves fewer bytes.
 */
final class Optimizer {

  private static final RelOptRule REDUCE_AVERAGES =
      AggregateReduceFunctionsRule.Config.DEFAULT
          .withOperandFor(org.apache.calcite.rel.logical.LogicalAggregate.class)
          .withFunctionsToReduce(Set.of(SqlKind.AVG))
          .toRule();

  // Only columns move below a join: an expression could fail on rows that the join drops.
  private static final RelOptRule COLUMNS_BELOW_JOIN =
      ProjectJoinTransposeRule.Config.DEFAULT.withPreserveExprCondition(e -> false).toRule();

  // Grouping sets with an empty one give a row for no rows, whatever other keys they have.
  private static final RelOptRule PRUNE_AGGREGATE =
      PruneEmptyRules.RemoveEmptySingleRule.RemoveEmptySingleRuleConfig.AGGREGATE
          .withOperandFor(
              Aggregate.class,
              aggregate -> aggregate.getGroupSets().stream().noneMatch(ImmutableBitSet::isEmpty))
          .toRule();

  private static final Set<JoinRelType> SEMI_JOINED = Set.of(JoinRelType.INNER, JoinRelType.LEFT);

  private static final RelOptRule PROJECT_TO_SEMI_JOIN =
      ProjectToSemiJoinRuleConfig.DEFAULT
          .withOperandSupplier(
              project -> project.operand(Project.class).oneInput(Optimizer::joinWithGroups))
          .as(ProjectToSemiJoinRuleConfig.class)
          .toRule();

  private static final RelOptRule JOIN_TO_SEMI_JOIN =
      JoinToSemiJoinRuleConfig.DEFAULT
          .withOperandSupplier(Optimizer::joinWithGroups)
          .as(JoinToSemiJoinRuleConfig.class)
          .toRule();

  private static final List<RelOptRule> SIMPLIFY =
      ImmutableList.of(
          CoreRules.FILTER_REDUCE_EXPRESSIONS,
          CoreRules.PROJECT_REDUCE_EXPRESSIONS,
          CoreRules.JOIN_REDUCE_EXPRESSIONS,
          CoreRules.FILTER_MERGE,
          CoreRules.FILTER_PROJECT_TRANSPOSE,
          CoreRules.FILTER_INTO_JOIN,
          CoreRules.JOIN_CONDITION_PUSH,
          CoreRules.FILTER_AGGREGATE_TRANSPOSE,
          CoreRules.FILTER_SET_OP_TRANSPOSE,
          CoreRules.PROJECT_MERGE,
          CoreRules.PROJECT_REMOVE,
          CoreRules.UNION_MERGE,
          PruneEmptyRules.FILTER_INSTANCE,
          PruneEmptyRules.PROJECT_INSTANCE,
          PRUNE_AGGREGATE,
          PruneEmptyRules.SORT_INSTANCE,
          PruneEmptyRules.JOIN_LEFT_INSTANCE,
          PruneEmptyRules.JOIN_RIGHT_INSTANCE,
          PruneEmptyRules.UNION_INSTANCE,
          PruneEmptyRules.INTERSECT_INSTANCE,
          PruneEmptyRules.MINUS_INSTANCE,
          REDUCE_AVERAGES);

  private static final HepProgram REWRITE =
      new HepProgramBuilder().addRuleCollection(SIMPLIFY).build();

  private static final HepProgram PUSH_EXPRESSIONS =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.JOIN_PUSH_EXPRESSIONS)
          .addRuleCollection(SIMPLIFY)
          .addRuleInstance(PROJECT_TO_SEMI_JOIN)
          .addRuleInstance(JOIN_TO_SEMI_JOIN)
          .build();

  private static final HepProgram JOIN_ORDER =
      new HepProgramBuilder()
          .addMatchOrder(HepMatchOrder.BOTTOM_UP)
          .addRuleInstance(CoreRules.JOIN_TO_MULTI_JOIN)
          .addRuleInstance(CoreRules.PROJECT_MULTI_JOIN_MERGE)
          .addRuleInstance(CoreRules.FILTER_MULTI_JOIN_MERGE)
          .addRuleInstance(CoreRules.MULTI_JOIN_OPTIMIZE)
          .addRuleCollection(SIMPLIFY)
          .build();

  private static final HepProgram NARROW =
      new HepProgramBuilder()
          .addRuleInstance(COLUMNS_BELOW_JOIN)
          .addRuleInstance(CoreRules.PROJECT_MERGE)
          .addRuleInstance(CoreRules.PROJECT_REMOVE)
          .addRuleInstance(CoreRules.AGGREGATE_PROJECT_MERGE)
          .build();

  private final Map<String, Placement> sources;

  /**
   * @param sources placements of the sources that take SQL, by the source's name
   */
  Optimizer(Map<String, Placement> sources) {
    this.sources = Map.copyOf(sources);
  }

  /**
   * Optimizes a guarded plan into one whose operators all have a placement.
   *
   * @throws QueryException {@code UNSUPPORTED} if some operator runs nowhere
   */
  RelNode optimize(RelNode guarded) {
    return placeAll(simplify(guarded));
  }

  /** Places a plan after the bodies of its derived tables, which are plans of their own. */
  private RelNode placeAll(RelNode simplified) {
    return place(views(simplified, view -> view.withBody(placeAll(view.body()))));
  }

  /** The plan before its operators are placed; its leaves hold only the columns in use. */
  RelNode simplify(RelNode guarded) {
    RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(guarded.getCluster(), null);
    RelNode rel = SubqueryRemoval.remove(guarded.accept(new Stages()), builder);
    rel = hep(REWRITE, ConstantKeys.remove(rel));
    rel = hep(PUSH_EXPRESSIONS, rel);
    rel = new ScanTrimmer(builder).trim(rel);
    rel = hep(JOIN_ORDER, rel);
    rel = new ScanTrimmer(builder).trim(rel);
    // Last, when the leaves hold only the columns in use.
    return views(
        hep(NARROW, ConstantKeys.remove(rel)),
        view -> {
          GuardedView narrow = view.narrowed();
          return narrow.withBody(simplify(narrow.body()));
        });
  }

  /** Changes each derived table that is answered for itself. */
  private static RelNode views(RelNode rel, UnaryOperator<GuardedView> change) {
    return rel.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            return other instanceof GuardedView view ? change.apply(view) : super.visit(other);
          }
        });
  }

  /** Optimizes each stage for itself, the ones inside of it first. */
  private final class Stages extends RelHomogeneousShuttle {
    private final RexShuttle subqueries =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(visited.rel.accept(Stages.this));
          }
        };

    @Override
    public RelNode visit(RelNode other) {
      return other instanceof StageScan stage
          ? stage.withPlan(optimize(stage.plan()))
          : super.visit(other).accept(subqueries);
    }
  }

  /** The plan after the rules of a program. */
  static RelNode hep(HepProgram program, RelNode rel) {
    HepPlanner planner = new HepPlanner(program);
    planner.setExecutor(rel.getCluster().getPlanner().getExecutor());
    planner.setRoot(rel);
    return planner.findBestExp();
  }

  private RelNode place(RelNode logical) {
    RelOptCluster cluster = logical.getCluster();
    VolcanoPlanner planner = (VolcanoPlanner) cluster.getPlanner();
    planner.clear();
    Placement residual = ResidualDialect.PLACEMENT;
    PlacementRules.into(residual).forEach(planner::addRule);
    for (Placement source : sourcesOf(logical).values()) {
      PlacementRules.into(source, residual).forEach(planner::addRule);
    }
    RelNode root =
        planner.changeTraits(logical, logical.getTraitSet().replace(residual).simplify());
    planner.setRoot(root);
    try {
      return planner.findBestExp();
    } catch (RelOptPlanner.CannotPlanException e) {
      throw new QueryException(
          ErrorCode.UNSUPPORTED, UnsupportedParts.describe(logical, residual), e);
    }
  }

  private Map<String, Placement> sourcesOf(RelNode logical) {
    Map<String, Placement> used = new LinkedHashMap<>();
    logical.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            if (other instanceof GuardedScan scan && sources.containsKey(scan.source())) {
              used.put(scan.source(), sources.get(scan.source()));
            }
            return super.visit(other);
          }
        });
    return used;
  }

  // A semi-join asks whether the input of the aggregate has rows. Without keys there is a row
  // anyway.
  private static RelRule.Done joinWithGroups(RelRule.OperandBuilder join) {
    return join.operand(Join.class)
        .predicate(on -> SEMI_JOINED.contains(on.getJoinType()))
        .inputs(
            left -> left.operand(RelNode.class).anyInputs(),
            right ->
                right
                    .operand(Aggregate.class)
                    .predicate(aggregate -> !aggregate.getGroupSet().isEmpty())
                    .anyInputs());
  }
}
