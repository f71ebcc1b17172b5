package io.meshgate.plan.verify;

import io.meshgate.plan.place.Placed;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedSystemScan;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.RemoteFetch;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.GuardedScan;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.spi.RemoteScan;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last look at a plan before it runs: refuses one that breaks an access rule, whatever part of
 * the planner is at fault.
 *
 * <p>It decides anew for every leaf, works out by rules of its own what each source gets to
 * evaluate, and reads the SQL that was written. It uses nothing of the code that rewrote and placed
 * the plan. Stateless; safe for use by many threads.
 */
public final class PlanVerifier {

  private static final Logger LOG = LoggerFactory.getLogger(PlanVerifier.class);

  private final AccessPolicy policy;

  /**
   * @param policy what may be seen
   */
  public PlanVerifier(AccessPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
  }

  /**
   * Checks a plan.
   *
   * @param root the placed plan
   * @param pieces everything that sources are asked for it
   * @throws QueryException {@code INTERNAL} if it breaks a rule; the log says which
   */
  public void verify(RelNode root, List<Piece> pieces, Principal principal) {
    try {
      Query query = new Query(principal);
      leaves(root, new Path(false, false), query);
      for (Piece piece : pieces) {
        check(piece, query);
      }
    } catch (Violation e) {
      LOG.error("ALERT: a plan breaks the access rules and was refused: {}", e.getMessage(), e);
      throw new QueryException(
          ErrorCode.INTERNAL, "The gateway's own plan does not keep the access rules", e);
    }
  }

  /**
   * What is known of a query.
   *
   * @param memberships what the rules of its tables ask mapping tables
   * @param constants its text constants
   */
  private record Query(Principal principal, Set<Membership> memberships, Set<String> constants) {
    Query(Principal principal) {
      this(principal, new LinkedHashSet<>(), new HashSet<>());
    }

    void note(RelNode node) {
      RexShuttle constant =
          new RexShuttle() {
            @Override
            public RexNode visitLiteral(RexLiteral literal) {
              SqlCheck.collect(literal, constants);
              return literal;
            }

            @Override
            public RexNode visitCall(RexCall call) {
              // A search holds many constants in one.
              SqlCheck.collect(call, constants);
              return call;
            }
          };
      RelNode unused = node.accept(constant);
      if (node instanceof PlacedScan placed) {
        placed.conditions().user().ifPresent(condition -> SqlCheck.collect(condition, constants));
      }
    }
  }

  /** The way from the top of the nearest stage down to a node. */
  private record Path(boolean staged, boolean grouped) {
    Path below(RelNode node) {
      return new Path(staged, grouped || (staged && node instanceof Aggregate));
    }
  }

  private void leaves(RelNode node, Path path, Query query) {
    query.note(node);
    if (node instanceof PlacedStage stage) {
      leaves(stage.plan(), new Path(true, false), query);
    } else if (node instanceof PlacedScan placed) {
      GuardedScan scan = placed.scan();
      decided(scan, query.principal());
      query.memberships().addAll(scan.memberships());
      if (scan.limits().onlyGroups() && !path.grouped()) {
        throw new Violation("single rows of " + scan.table().displayName() + " leave its groups");
      }
    } else if (node.getInputs().isEmpty()
        && !(node instanceof PlacedSystemScan)
        && !(node instanceof Placed.PlacedValues)) {
      throw new Violation("the leaf " + node.getRelTypeName() + " is not guarded");
    }
    for (RelNode input : node.getInputs()) {
      leaves(input, path.below(node), query);
    }
  }

  /** The decision in a leaf is the one that is made now, and no column of it is made up. */
  private void decided(GuardedScan scan, Principal principal) {
    Decision now = policy.decide(principal, scan.product(), scan.table());
    if (!now.equals(scan.decision())) {
      throw new Violation("the decision about " + scan.table().displayName() + " is another one");
    }
    if (!scan.decision().columns().containsAll(scan.columns())) {
      throw new Violation("a column of " + scan.table().displayName() + " was not decided about");
    }
  }

  private void check(Piece piece, Query query) {
    if (piece.node() instanceof RemoteFetch fetch) {
      fragment(fetch.getInput(), piece.scan(), query);
    } else if (piece.node() instanceof PlacedScan placed) {
      if (!isMapping(placed.scan(), query.memberships())) {
        decided(placed.scan(), query.principal());
      }
      raw(placed, piece, query);
    } else {
      throw new Violation("a source is asked for a " + piece.node().getRelTypeName());
    }
  }

  /** Whether a leaf is a mapping table's, with just what a rule of the query's tables asks it. */
  private static boolean isMapping(GuardedScan scan, Set<Membership> memberships) {
    return memberships.stream()
        .anyMatch(
            membership ->
                membership.table().table().equals(scan.table())
                    && scan.rowPredicate()
                        .map(membership.filter()::equals)
                        .orElse(membership.filter().isAlwaysTrue()));
  }

  private static void fragment(RelNode top, RemoteScan scan, Query query) {
    if (!(top.getConvention() instanceof Placement placement)
        || !(scan instanceof RemoteScan.SqlScan request)
        || !placement.getName().equals("source " + request.source())) {
      throw new Violation("a fragment goes to another source than its own");
    }
    FragmentCheck check = new FragmentCheck(placement);
    Output output = check.check(top);
    SqlCheck sql = new SqlCheck(request.sql());
    for (GuardedScan leaf : check.leaves()) {
      if (!leaf.memberships().isEmpty()) {
        throw new Violation("a source evaluates a rule that reads another table");
      }
      sql.readsNoOtherColumn(leaf, check.leaves());
      sql.keepsRowFilter(leaf, leaf.remoteTable().from(), check.tested());
      if (output.sealed()) {
        sql.saysNothingOfTheCaller(leaf, query.constants());
      }
    }
  }

  /** A leaf whose raw rows are fetched: the guard does what its source does not. */
  private static void raw(PlacedScan placed, Piece piece, Query query) {
    GuardedScan scan = placed.scan();
    if (!piece.scan().source().equals(scan.source())) {
      throw new Violation(scan.table().displayName() + " is asked of another source");
    }
    FragmentCheck check = new FragmentCheck(scan.getConvention());
    placed
        .conditions()
        .user()
        .ifPresent(condition -> check.condition(condition, FragmentCheck.output(scan)));
    if (piece.scan() instanceof RemoteScan.SqlScan request) {
      SqlCheck sql = new SqlCheck(request.sql());
      sql.readsNoOtherColumn(scan, List.of(scan));
      if (placed.conditions().rowPredicate()) {
        sql.keepsRowFilter(scan, scan.remoteTable().from(), check.tested());
      }
      if (scan.pushdown() == Decision.PushdownMode.SEALED) {
        sql.saysNothingOfTheCaller(scan, query.constants());
      }
    }
    boolean filters = scan.rowPredicate().isPresent() && !placed.conditions().rowPredicate();
    boolean masks = scan.columns().stream().anyMatch(column -> column.mask().isPresent());
    if (!filters && !masks) {
      return;
    }
    SqlCheck guard =
        new SqlCheck(
            piece
                .guard()
                .orElseThrow(
                    () -> new Violation(scan.table().displayName() + " has lost its guard")));
    if (filters) {
      guard.keepsRowFilter(scan, "raw", Set.of());
    }
    guard.keepsMasks(scan);
  }
}
