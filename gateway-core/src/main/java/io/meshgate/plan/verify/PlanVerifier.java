package io.meshgate.plan.verify;

import com.google.common.collect.Sets;
import io.meshgate.catalog.ProductTable;
import io.meshgate.plan.access.NamedTables;
import io.meshgate.plan.access.Reach;
import io.meshgate.plan.place.Placed;
import io.meshgate.plan.place.PlacedScan;
import io.meshgate.plan.place.PlacedStage;
import io.meshgate.plan.place.PlacedSystemScan;
import io.meshgate.plan.place.PlacedView;
import io.meshgate.plan.place.Placement;
import io.meshgate.plan.place.RemoteFetch;
import io.meshgate.policy.AccessPolicy;
import io.meshgate.policy.Decision;
import io.meshgate.policy.guard.GuardedLeaf;
import io.meshgate.policy.guard.GuardedScan;
import io.meshgate.policy.guard.GuardedView;
import io.meshgate.policy.mapping.Membership;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QueryException;
import io.meshgate.spi.RemoteScan;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
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
  private final NamedTables named;

  /**
   * @param policy what may be seen
   * @param named knows what the queries of derived tables name
   */
  public PlanVerifier(AccessPolicy policy, NamedTables named) {
    this.policy = Objects.requireNonNull(policy, "policy");
    this.named = Objects.requireNonNull(named, "named");
  }

  /**
   * Checks a plan.
   *
   * @param root the placed plan
   * @param pieces everything that sources and guards are asked for it
   * @param reach where the statement may have leaves, as its text says
   * @throws QueryException {@code INTERNAL} if it breaks a rule; the log says which
   */
  public void verify(RelNode root, List<Piece> pieces, Principal principal, Reach reach) {
    try {
      Query query = new Query();
      leaves(root, new Path(new Around(principal, reach, Strictness.NO_BYPASS)), query);
      for (Piece piece : pieces) {
        check(piece, query);
      }
      everyViewIsGuarded(pieces, query);
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
   * @param decided the leaves of the plan that were found good
   * @param views the derived tables that are answered for themselves
   */
  private record Query(
      Set<Membership> memberships, Set<String> constants, Set<Leaf> decided, Set<RelNode> views) {
    Query() {
      this(new LinkedHashSet<>(), new HashSet<>(), new HashSet<>(), Sets.newIdentityHashSet());
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

  private record Leaf(ProductTable table, Decision.Allowed decision) {}

  /** Which leaves may stand somewhere. */
  private enum Strictness {
    /** None that a derived table hides; names of statements may be written in ways of their own. */
    NO_BYPASS,
    /** Those that are named; names in derived tables are complete. */
    NAMED_ONLY
  }

  /**
   * What a part of the plan is for.
   *
   * @param principal whose rights count there
   */
  private record Around(Principal principal, Reach reach, Strictness strictness) {
    void admits(ProductTable table) {
      boolean admitted =
          strictness == Strictness.NAMED_ONLY ? reach.here().contains(table) : !reach.isPast(table);
      if (!admitted) {
        throw new Violation(table.displayName() + " is read past a derived table");
      }
    }
  }

  /**
   * The way from the top of the nearest stage down to a node.
   *
   * @param thresholds what the numbers of rows in groups are compared with on the way
   */
  private record Path(Around around, boolean staged, boolean grouped, Set<BigDecimal> thresholds) {
    Path {
      thresholds = Set.copyOf(thresholds);
    }

    Path(Around around) {
      this(around, false, false, Set.of());
    }

    Path intoStage() {
      return new Path(around, true, false, Set.of());
    }

    Path below(RelNode node) {
      if (!staged || grouped) {
        return this;
      }
      if (node instanceof Filter filter) {
        Set<BigDecimal> more = new HashSet<>(thresholds);
        more.addAll(Thresholds.in(filter.getCondition()));
        return new Path(around, true, false, more);
      }
      return new Path(around, true, node instanceof Aggregate, thresholds);
    }

    void admits(GuardedLeaf leaf) {
      around.admits(leaf.table());
      int size = leaf.decision().limits().minGroupSize();
      String table = leaf.table().displayName();
      if (leaf.decision().limits().onlyGroups() && !grouped) {
        throw new Violation("single rows of " + table + " leave its groups");
      }
      if (size > 1 && !thresholds.contains(BigDecimal.valueOf(size).stripTrailingZeros())) {
        throw new Violation("small groups of " + table + " are not left out");
      }
    }
  }

  private void leaves(RelNode node, Path path, Query query) {
    query.note(node);
    if (node instanceof PlacedStage stage) {
      leaves(stage.plan(), path.intoStage(), query);
    } else if (node instanceof PlacedView placed) {
      leaf(placed.view(), path, query);
      query.views().add(placed);
      leaves(placed.view().body(), new Path(inside(placed.view(), path.around())), query);
    } else if (node instanceof PlacedScan placed) {
      leaf(placed.scan(), path, query);
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
  private void leaf(GuardedLeaf leaf, Path path, Query query) {
    path.admits(leaf);
    Decision now = policy.decide(path.around().principal(), leaf.product(), leaf.table());
    if (!now.equals(leaf.decision())) {
      throw new Violation("the decision about " + leaf.table().displayName() + " is another one");
    }
    hasItsColumns(leaf);
    query.memberships().addAll(leaf.decision().memberships());
    query.decided().add(new Leaf(leaf.table(), leaf.decision()));
  }

  private static void hasItsColumns(GuardedLeaf leaf) {
    if (!leaf.decision().columns().containsAll(leaf.columns())) {
      throw new Violation("a column of " + leaf.table().displayName() + " was not decided about");
    }
  }

  /** What the body of a derived table may read, and with whose rights: the catalog says so. */
  private Around inside(GuardedView view, Around around) {
    if (!named.knows(view.table())
        || !(view.table().origin() instanceof ProductTable.Derived derived)) {
      throw new Violation(view.table().displayName() + " is not what the catalog says");
    }
    Principal reader =
        derived.rights() == ProductTable.Rights.DEFINER
            ? around.principal().reading(view.table().schema())
            : around.principal();
    return new Around(reader, named.reach(reader, derived), Strictness.NAMED_ONLY);
  }

  private static void everyViewIsGuarded(List<Piece> pieces, Query query) {
    Set<RelNode> guarded = Sets.newIdentityHashSet();
    pieces.forEach(piece -> guarded.add(piece.node()));
    if (!guarded.containsAll(query.views())) {
      throw new Violation("a derived table has lost its guard");
    }
  }

  private static void wasDecided(GuardedScan scan, Query query) {
    if (!query.decided().contains(new Leaf(scan.table(), scan.decision()))) {
      throw new Violation(
          "a source is asked for " + scan.table().displayName() + " by another decision");
    }
    hasItsColumns(scan);
  }

  private static void check(Piece piece, Query query) {
    if (piece.node() instanceof PlacedView placed) {
      guard(placed.view(), piece);
      return;
    }
    RemoteScan scan =
        piece.scan().orElseThrow(() -> new Violation("a leaf is asked of no source at all"));
    if (piece.node() instanceof RemoteFetch fetch) {
      fragment(fetch.getInput(), scan, query);
    } else if (piece.node() instanceof PlacedScan placed) {
      if (!isMapping(placed.scan(), query.memberships())) {
        wasDecided(placed.scan(), query);
      }
      raw(placed, piece, scan, query);
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
                    && scan.decision()
                        .rowPredicate()
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
      wasDecided(leaf, query);
      if (!leaf.decision().memberships().isEmpty()) {
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
  private static void raw(PlacedScan placed, Piece piece, RemoteScan asked, Query query) {
    GuardedScan scan = placed.scan();
    if (!asked.source().equals(scan.source())) {
      throw new Violation(scan.table().displayName() + " is asked of another source");
    }
    FragmentCheck check = new FragmentCheck(scan.getConvention());
    placed
        .conditions()
        .user()
        .ifPresent(condition -> check.condition(condition, FragmentCheck.output(scan)));
    if (asked instanceof RemoteScan.SqlScan request) {
      SqlCheck sql = new SqlCheck(request.sql());
      sql.readsNoOtherColumn(scan, List.of(scan));
      if (placed.conditions().rowPredicate()) {
        sql.keepsRowFilter(scan, scan.remoteTable().from(), check.tested());
      }
      if (scan.decision().pushdown() == Decision.PushdownMode.SEALED) {
        sql.saysNothingOfTheCaller(scan, query.constants());
      }
    }
    if (placed.conditions().rowPredicate()) {
      masks(scan, piece);
    } else {
      guard(scan, piece);
    }
  }

  /** The guard of a leaf filters, where the source does not, and masks. */
  private static void guard(GuardedLeaf leaf, Piece piece) {
    if (leaf.decision().rowPredicate().isPresent()) {
      guardText(leaf, piece).keepsRowFilter(leaf, "raw", Set.of());
    }
    masks(leaf, piece);
  }

  private static void masks(GuardedLeaf leaf, Piece piece) {
    if (leaf.columns().stream().anyMatch(column -> column.mask().isPresent())) {
      guardText(leaf, piece).keepsMasks(leaf);
    }
  }

  private static SqlCheck guardText(GuardedLeaf leaf, Piece piece) {
    return new SqlCheck(
        piece
            .guard()
            .orElseThrow(() -> new Violation(leaf.table().displayName() + " has lost its guard")));
  }
}
