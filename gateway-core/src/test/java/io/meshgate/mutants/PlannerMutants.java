package io.meshgate.mutants;

import static io.meshgate.connector.testing.mutant.Change.EMPTY;
import static io.meshgate.connector.testing.mutant.Change.FALSE;
import static io.meshgate.connector.testing.mutant.Change.FIRST;
import static io.meshgate.connector.testing.mutant.Change.KEPT;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.SELF;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** Parts of the planner that keep access rules; the verifier has to notice when one is gone. */
final class PlannerMutants {

  private static final String PROBES = "channels.ErrorProbesTest#noHiddenRowMakesAQueryFail";
  private static final String MASKED = "channels.HiddenRowsTest#andValuesBehindMasksChangeNothing";
  private static final String COUNTS = "channels.HiddenRowsTest#changeNoCountAndNoExtreme";
  private static final String GOLDEN = "plan.GoldenPlansTest";
  private static final String SEALED =
      "plan.SourceRequestsTest#areTheSameForEveryPredicateOnASealedTable";
  private static final String SEALED_WORK =
      "plan.SourceRequestsTest#ofASealedTableCountAndCutNothing";
  private static final String GUARD = "execute.GuardTest";
  private static final String GROUPS =
      "rules.GroupLimitsTest#answersAboutGroupsAsTheRawTableWouldWithoutSmallOnes";
  private static final String NO_ROWS =
      "rules.GroupLimitsTest#refusesOtherShapesWithTheTableAndWhatWouldWork";

  private PlannerMutants() {}

  private static Mutant leaf(String defense) {
    return Mutant.of("The guarded leaf", defense, Watch.VERIFIER);
  }

  private static Mutant pushdown(String defense) {
    return Mutant.of("What may join a leaf in its source", defense, Watch.VERIFIER);
  }

  private static Mutant groups(String defense, Watch watch) {
    return Mutant.of("Groups of enough rows", defense, watch);
  }

  private static final List<Mutant> LEAVES =
      List.of(
          leaf("A leaf has the row filter of its decision")
              .off("policy.guard.GuardedLeaf#rowPredicate", EMPTY)
              .noticedBy(GUARD, COUNTS),
          leaf("The row filter is written into the SQL of a source and of a guard")
              .off("plan.render.FragmentRenderer#filtered", FIRST)
              .noticedBy(GUARD, COUNTS),
          leaf("A guard filters what its source has not filtered")
              .offWithin(
                  "plan.render.FragmentRenderer#renderGuard",
                  "plan.place.FetchConditions#rowPredicate",
                  TRUE)
              .noticedBy(GUARD),
          leaf("A source filters where the guard counts on it")
              .offWithin(
                  "plan.render.FragmentRenderer#renderRaw",
                  "plan.place.FetchConditions#rowPredicate",
                  FALSE)
              .noticedBy("random.RandomQueryTest#showsWhatThePolicyShowsAndNothingElse"),
          leaf("A leaf that its source cannot filter has a guard")
              .offWithin(
                  "plan.QuerySplitter#rawFetch", "policy.guard.GuardedLeaf#rowPredicate", EMPTY)
              .noticedBy(GUARD),
          leaf("Masks stand in the place of values")
              .offWithin(
                  "plan.render.FragmentRenderer#visibleColumns",
                  "policy.Decision$VisibleColumn#mask",
                  EMPTY)
              .noticedBy(GUARD, MASKED),
          leaf("A plan is made for who asks, and is not kept for the next")
              .off("plan.QueryPlanner#split", KEPT)
              .noticedBy("rules.NothingIsKeptTest"),
          leaf("A derived product keeps the rules that are on it")
              .offWithin(
                  "policy.guard.PolicyRewriter#guard", "policy.Decision$Allowed#isOpen", TRUE)
              .noticedBy("rules.DerivedProductsTest"),
          leaf("What a derived product reads is decided for who has the right to read it")
              .offWithin("policy.guard.PolicyRewriter#guard", "session.Principal#reading", SELF)
              .noticedBy("rules.DefinerProductsTest"),
          leaf("A mapping table is asked for the rows that the rule is about")
              .offWithin(
                  "policy.guard.GuardedLeaf#mappingScan",
                  "org.apache.calcite.rex.RexNode#isAlwaysTrue",
                  TRUE)
              .noticedBy("rules.MappingTablesTest#showsTheRowsThatTheMappingSays"));

  private static final List<Mutant> PUSHDOWN =
      List.of(
          pushdown("Conditions that could fail on a row stay above the leaf")
              .off("plan.place.Leakproof#test", TRUE)
              .noticedBy(PROBES, GOLDEN),
          pushdown("Conditions see masks and results, and not what is behind them")
              .off("plan.place.Exposure#isClear", TRUE)
              .noticedBy(MASKED, "execute.GuardTest#aPredicateOnAMaskedColumnSeesTheMask"),
          pushdown("Masked values are not grouped, ordered or computed with by a source")
              .off("plan.place.Exposure#isUnmasked", TRUE)
              .noticedBy(MASKED, GOLDEN),
          pushdown("The planner knows which columns of a leaf are masked")
              .off("policy.guard.GuardedLeaf#isMasked", FALSE)
              .noticedBy(MASKED, "execute.GuardTest#aPredicateOnAMaskedColumnSeesTheMask"),
          pushdown("The planner knows which leaves are open")
              .off("policy.guard.GuardedLeaf#isOpen", TRUE)
              .noticedBy(PROBES, GOLDEN),
          pushdown("No condition goes to a sealed table")
              .off("plan.place.Exposure#admitsPredicate", TRUE)
              .noticedBy(SEALED),
          pushdown("No computation goes to a sealed table")
              .off("plan.place.PlacementRules$ProjectRule#admitted", TRUE)
              .noticedBy(SEALED_WORK),
          pushdown("No aggregate goes to a sealed table or over masked values")
              .off("plan.place.PlacementRules$AggregateRule#admitted", TRUE)
              .noticedBy(SEALED_WORK, GOLDEN),
          pushdown("No join goes to a sealed table or compares masked values in a source")
              .off("plan.place.PlacementRules$JoinRule#admitted", TRUE)
              .noticedBy(SEALED_WORK, GOLDEN),
          pushdown("No order and no limit goes to a sealed table or over masked values")
              .off("plan.place.PlacementRules$SortRule#admitted", TRUE)
              .noticedBy(SEALED_WORK, GOLDEN),
          pushdown("No set operation goes to a sealed table or over masked values")
              .off("plan.place.PlacementRules#setOperationAdmitted", TRUE)
              .noticedBy(SEALED_WORK),
          pushdown("A leaf is asked of the source that holds it")
              .off("plan.place.Placement#holds", TRUE)
              .noticedBy(GOLDEN));

  private static final List<Mutant> GROUPED =
      List.of(
          groups("Single rows of a table that answers groups only are refused", Watch.VERIFIER)
              .off("plan.group.GroupLimits#enforce", FIRST)
              .noticedBy(NO_ROWS, GROUPS),
          groups("Groups that are too small are left out", Watch.VERIFIER)
              .offWithin(
                  "plan.group.GroupedAnswer#suppressed",
                  "plan.group.LimitedTable#minGroupSize",
                  NOTHING)
              .noticedBy(GROUPS),
          groups("A value counts the rows that pass its FILTER", Watch.TESTS)
              .offWithin(
                  "plan.group.GroupedAnswer#contributions",
                  "org.apache.calcite.rel.core.AggregateCall#hasFilter",
                  FALSE)
              .noticedBy(GROUPS),
          groups("A row that a join repeats counts once", Watch.TESTS)
              .off("plan.group.RowNumbers#joins", FALSE)
              .noticedBy(GROUPS),
          groups("Aggregates that show the value of one row are refused", Watch.TESTS)
              .off("plan.group.GroupedAnswer#checkCall", NOTHING)
              .noticedBy(NO_ROWS),
          groups("Expressions below groups cannot fail on a row", Watch.TESTS)
              .off("plan.group.SafeExpressions#check", NOTHING)
              .noticedBy(NO_ROWS));

  static final List<Mutant> ALL =
      ImmutableList.<Mutant>builder().addAll(LEAVES).addAll(PUSHDOWN).addAll(GROUPED).build();
}
