package io.meshgate.plan.group;

import io.meshgate.catalog.ProductTable;
import io.meshgate.plan.place.StageScan;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/**
 * Enforces the smallest group: where a table's single rows stay hidden, each aggregate over them
 * becomes a stage that drops what stands on too few rows, and any other use is refused.
 *
 * <p>What is refused follows from the query and the policy alone, never from data. Above a stage
 * everything is free, since nothing there sees a group that was dropped. Stateless; docs/decisions
 * has the reasons for each shape.
 */
public final class GroupLimits {

  private GroupLimits() {}

  /**
   * The plan with its limits enforced.
   *
   * @param guarded a plan over guarded leaves, as names were resolved: no rule has changed it yet
   * @throws QueryException {@code UNSUPPORTED} if it uses single rows of a limited table
   */
  public static RelNode enforce(RelNode guarded) {
    Part whole = part(guarded);
    whole.refuseRows("this query shows single rows");
    return whole.rel();
  }

  /**
   * A piece of a plan.
   *
   * @param limited the tables whose rows are in the rows of the piece, without having been grouped
   */
  record Part(RelNode rel, List<LimitedTable> limited) {

    void refuseRows(String use) {
      if (!limited.isEmpty()) {
        throw limited.get(0).refusal(use);
      }
    }
  }

  private static Part part(RelNode node) {
    if (node instanceof GuardedLeaf found) {
      GuardedLeaf leaf = found instanceof GuardedView view ? answered(view) : found;
      return new Part(
          leaf, leaf.limits().onlyGroups() ? List.of(LimitedTable.of(leaf)) : List.of());
    }
    List<LimitedTable> limited = new ArrayList<>();
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      Part part = part(input);
      limited.addAll(part.limited());
      inputs.add(part.rel());
    }
    RelNode rel = node.getInputs().equals(inputs) ? node : node.copy(node.getTraitSet(), inputs);
    RelNode visited = rel.accept(new SubQueries());
    if (limited.isEmpty()) {
      return new Part(visited, limited);
    }
    return visited instanceof Aggregate aggregate
        ? grouped(aggregate, limited)
        : new Part(ungrouped(visited, new Part(visited, limited)), limited);
  }

  /**
   * A derived table that is answered for itself shows its rows: to its rules, if to nobody else.
   */
  private static GuardedView answered(GuardedView view) {
    try {
      Part body = part(view.body());
      body.refuseRows("the derived product " + view.table().displayName() + " shows single rows");
      return view.withBody(body.rel());
    } catch (QueryException e) {
      if (view.rights() == ProductTable.Rights.INVOKER) {
        throw e;
      }
      throw new QueryException(
          ErrorCode.CONTRACT_BROKEN,
          "Derived product "
              + view.table().displayName()
              + " cannot be read: one of its inputs answers questions about groups only; ask its"
              + " owner",
          e);
    }
  }

  private static Part grouped(Aggregate aggregate, List<LimitedTable> limited) {
    LimitedTable first = limited.get(0);
    SafeExpressions.check(aggregate.getInput(), first);
    RelNode answer = new GroupedAnswer(aggregate, limited).build();
    if (!RelOptUtil.getVariablesUsed(answer).isEmpty()) {
      throw first.refusal("its groups would depend on rows of another query (a correlated one)");
    }
    return new Part(StageScan.of(answer), List.of());
  }

  /** The node, if it hands single rows on in a way that an aggregate above can count. */
  private static RelNode ungrouped(RelNode node, Part part) {
    if (node instanceof Project project) {
      if (RexOver.containsOver(project.getProjects(), null)) {
        part.refuseRows("a window function sees single rows");
      }
      return node;
    }
    if (node instanceof Join join) {
      if (!counted(join.getJoinType())) {
        part.refuseRows("this kind of join is not supported below its aggregates");
      }
      return node;
    }
    if (node instanceof Sort sort) {
      if (sort.offset != null || sort.fetch != null) {
        part.refuseRows("LIMIT and OFFSET below an aggregate pick single rows");
      }
      // Without a limit the order of rows that nobody sees says nothing.
      return sort.getInput();
    }
    if (!(node instanceof Filter)) {
      part.refuseRows(
          node instanceof SetOp
              ? "UNION, INTERSECT and EXCEPT combine single rows"
              : node instanceof Correlate
                  ? "a lateral join combines single rows"
                  : "an operator of this query sees single rows");
    }
    return node;
  }

  private static boolean counted(JoinRelType type) {
    return switch (type) {
      case INNER, LEFT, RIGHT, FULL -> true;
      default -> false;
    };
  }

  /** Enforces the limits inside of sub-queries of expressions, which must not hand out rows. */
  private static final class SubQueries extends RexShuttle {
    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
      Part part = part(visited.rel);
      part.refuseRows("a sub-query of an expression sees single rows");
      return visited.clone(part.rel());
    }
  }
}
