package io.meshgate.mutants;

import static io.meshgate.connector.testing.mutant.Change.FIRST;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.SELF;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** The verifier itself, check by check. */
final class VerifierMutants {

  private static final String TEST = "plan.PlanVerifierTest#";

  /** Without it at all: what then notices a fault of the planner are the other tests. */
  static final Mutant NO_VERIFIER =
      verifier("A finished plan is verified")
          .off("plan.verify.PlanVerifier#verify", NOTHING)
          .noticedBy("plan.PlanVerifierTest");

  private VerifierMutants() {}

  private static Mutant verifier(String defense) {
    return Mutant.of("The verifier", defense, Watch.TESTS);
  }

  static final List<Mutant> ALL =
      List.of(
          NO_VERIFIER,
          verifier("Each decision in a plan is made anew and compared")
              .off("plan.verify.PlanVerifier#leaf", NOTHING)
              .noticedBy(TEST + "noticesADecisionThatWasMadeForAnother"),
          verifier("No table is read past a derived product that hides it")
              .off("plan.verify.PlanVerifier$Around#admits", NOTHING)
              .noticedBy(TEST + "noticesADerivedTableWhoseRulesWereLeftOut"),
          verifier("Groups are looked at")
              .off("plan.verify.PlanVerifier$Path#admits", NOTHING)
              .noticedBy(TEST + "noticesGroupsThatAreNotLargeEnough"),
          verifier("Each derived product has its guard")
              .off("plan.verify.PlanVerifier#everyViewIsGuarded", NOTHING)
              .noticedBy(TEST + "noticesADerivedTableWithoutItsGuard"),
          verifier("A source is asked under decisions that were looked at")
              .off("plan.verify.PlanVerifier#wasDecided", NOTHING)
              .noticedBy(TEST + "noticesARequestThatIsNotOfThePlan"),
          verifier("Conditions in a source cannot fail")
              .off("plan.verify.TellTale#isSilent", TRUE)
              .noticedBy(TEST + "noticesConditionsThatTellOfHiddenRows"),
          verifier("Conditions in a source are looked at")
              .off("plan.verify.FragmentCheck#condition", NOTHING)
              .noticedBy(
                  TEST + "noticesConditionsOnMaskedValues",
                  TEST + "noticesAnythingThatGoesToASealedTable"),
          verifier("Masked values are not worked with in a source")
              .off("plan.verify.FragmentCheck#unmasked", FIRST)
              .noticedBy(TEST + "noticesMaskedValuesThatASourceWorksWith"),
          verifier("The SQL of a source reads no column that was not decided about")
              .off("plan.verify.SqlCheck#readsNoOtherColumn", NOTHING)
              .noticedBy(TEST + "noticesSqlThatReadsMore"),
          verifier("A row filter is looked for in conditions")
              .off("plan.verify.SqlWords#conditions", SELF)
              .noticedBy(TEST + "noticesARowFilterThatOnlySaysOfWhichRowsAColumnIsShown"),
          verifier("The SQL of a source or guard has the row filter")
              .off("plan.verify.SqlCheck#keepsRowFilter", NOTHING)
              .noticedBy(TEST + "noticesSqlThatHasLostTheRowFilter"),
          verifier("The SQL of a guard has the masks")
              .off("plan.verify.SqlCheck#keepsMasks", NOTHING)
              .noticedBy(TEST + "noticesAGuardThatIsGoneOrDoesNothing"),
          verifier("The SQL for a sealed table says nothing of the caller")
              .off("plan.verify.SqlCheck#saysNothingOfTheCaller", NOTHING)
              .noticedBy(TEST + "noticesAnythingThatGoesToASealedTable"));
}
