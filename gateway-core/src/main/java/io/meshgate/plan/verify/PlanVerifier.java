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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
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
      Set<Membership> memberships = new LinkedHashSet<>();
      leaves(root, new Path(Optional.empty(), false), memberships, principal);
      for (Piece piece : pieces) {
        check(piece, memberships, principal);
      }
    } catch (Violation e) {
      LOG.error("ALERT: a plan breaks the access rules and was refused: {}", e.getMessage(), e);
      throw new QueryException(
          ErrorCode.INTERNAL, "The gateway's own plan does not keep the access rules", e);
    }
  }

  /** The way from the top of the nearest stage down to a node. */
  private record Path(Optional<RelNode> stage, boolean grouped) {
    Path below(RelNode node) {
      return new Path(stage, grouped || (stage.isPresent() && node instanceof Aggregate));
    }
  }

  private void leaves(RelNode node, Path path, Set<Membership> memberships, Principal principal) {
    if (node instanceof PlacedStage stage) {
      leaves(stage.plan(), new Path(Optional.of(stage.plan()), false), memberships, principal);
    } else if (node instanceof PlacedScan placed) {
      GuardedScan scan = placed.scan();
      decided(scan, principal);
      memberships.addAll(scan.memberships());
      if (scan.limits().onlyGroups() && !path.grouped()) {
        throw new Violation("single rows of " + scan.table().displayName() + " leave its groups");
      }
    } else if (node.getInputs().isEmpty()
        && !(node instanceof PlacedSystemScan)
        && !(node instanceof Placed.PlacedValues)) {
      throw new Violation("the leaf " + node.getRelTypeName() + " is not guarded");
    }
    for (RelNode input : node.getInputs()) {
      leaves(input, path.below(node), memberships, principal);
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

  private void check(Piece piece, Set<Membership> memberships, Principal principal) {
    if (piece.node() instanceof RemoteFetch fetch) {
      fragment(fetch.getInput(), piece.scan());
    } else if (piece.node() instanceof PlacedScan placed) {
      if (!isMapping(placed.scan(), memberships)) {
        decided(placed.scan(), principal);
      }
      raw(placed, piece);
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

  private static void fragment(RelNode top, RemoteScan scan) {
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
      sql.readsNoOtherColumn(leaf);
      sql.keepsRowFilter(leaf, leaf.remoteTable().from(), check.tested());
      if (output.sealed()) {
        sql.saysNothingOfTheCaller(leaf);
      }
    }
  }

  /** A leaf whose raw rows are fetched: the guard does what its source does not. */
  private static void raw(PlacedScan placed, Piece piece) {
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
      sql.readsNoOtherColumn(scan);
      if (placed.conditions().rowPredicate()) {
        sql.keepsRowFilter(scan, scan.remoteTable().from(), check.tested());
      }
      if (scan.pushdown() == Decision.PushdownMode.SEALED) {
        sql.saysNothingOfTheCaller(scan);
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
