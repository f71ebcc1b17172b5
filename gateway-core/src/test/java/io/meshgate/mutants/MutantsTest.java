package io.meshgate.mutants;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.MutantsContract;
import java.util.List;
import java.util.Optional;

/** The engine's defenses; for those of the planner, the verifier alone notices too. */
class MutantsTest extends MutantsContract {

  MutantsTest() {
    super(
        "In the engine",
        ImmutableList.<Mutant>builder()
            .addAll(PlannerMutants.ALL)
            .addAll(VerifierMutants.ALL)
            .addAll(PolicyMutants.ALL)
            .addAll(AnswerMutants.ALL)
            .build(),
        Optional.of(
            new Verification(
                VerifierMutants.NO_VERIFIER,
                List.of("plan.VerifiedPlansTest", "rules.VerifiedRulesTest"),
                "io.meshgate.plan.verify.Violation")));
  }
}
