package io.meshgate.mutants;

import static io.meshgate.connector.testing.mutant.Change.EMPTY;
import static io.meshgate.connector.testing.mutant.Change.FALSE;
import static io.meshgate.connector.testing.mutant.Change.KEPT;
import static io.meshgate.connector.testing.mutant.Change.MESSAGE;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.SECOND;
import static io.meshgate.connector.testing.mutant.Change.SELF;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** What leaves the engine beside rows, and what the engine may reach. */
final class AnswerMutants {

  private AnswerMutants() {}

  private static Mutant shown(String defense) {
    return Mutant.of("Names, plans, statistics and errors", defense, Watch.TESTS);
  }

  private static Mutant engine(String defense) {
    return Mutant.of("The engine", defense, Watch.TESTS);
  }

  static final List<Mutant> ALL =
      List.of(
          shown("A schema without a visible table does not exist")
              .off("policy.VisibleCatalog#isVisible", TRUE)
              .noticedBy("policy.VisibleCatalogTest"),
          shown("Plans are shown in full to owners and governance")
              .off("plan.PlanText#mayRead", TRUE)
              .noticedBy(
                  "rules.GroupLimitsTest#explainsTheLeafAndNothingOfTheSuppression",
                  "system.SystemTablesTest#explainsWhatItReads"),
          shown("Statistics of masked columns are not used")
              .offWithin(
                  "policy.guard.GuardedScan#distinctCount",
                  "policy.guard.GuardedLeaf#isMasked",
                  FALSE)
              .noticedBy("plan.StatisticsTest"),
          shown("A strict session is not answered over a part")
              .off("plan.place.WholeAnswer#require", NOTHING)
              .noticedBy("system.PolicyTablesTest", "rules.DerivedProductsTest"),
          shown("A source's text about a failure stays in the log")
              .offWithin(
                  "execute.QueryFailures#translate",
                  "spi.ConnectorException#publicMessage",
                  MESSAGE)
              .noticedBy("execute.PlanExecutorTest#ofAKnownFailureOfASourceItsOwnWordsAreNotShown"),
          shown("Of what a product reads with rights of its own no failure names an input")
              .off("plan.QuerySplitter#reported", SECOND)
              .noticedBy("rules.DefinerProductsTest"),
          shown("A value that Arrow cannot hold ends no query from which it is hidden")
              .off("plan.render.RawRows#isWhole", EMPTY)
              .noticedBy("rules.MisfitsTest"),
          shown("Queries are shown to who asked them, and to governance")
              .off("monitor.QueryRegistry#mayTouch", TRUE)
              .noticedBy("monitor.QueryRegistryTest", "system.SystemTablesTest"),
          shown("Of the queries of others governance sees no literal")
              .offWithin("system.QueryTables#query", "monitor.QueryRecord#isOf", TRUE)
              .noticedBy("system.SystemTablesTest#showsQueriesToTheirOwnersAndGovernance"),
          shown("Rules are shown to governance")
              .offWithin("system.PolicyTables#policies", "session.Principal#isGovernance", TRUE)
              .noticedBy("system.PolicyTablesTest"),
          engine("A change of policies counts for the next run of a statement")
              .off("QueryEngine#planner", KEPT)
              .noticedBy("rules.NothingIsKeptTest"),
          engine("A literal ends where it ends")
              .offWithin(
                  "plan.render.FragmentDialect#quoteStringLiteral",
                  "java.lang.String#replace",
                  SELF)
              .noticedBy("plan.ConstantsTest", "policy.ExpressionCompilerTest"),
          engine("The embedded engine is locked before it sees a query")
              .offWithin("execute.EnginePool#connect", "java.sql.Statement#execute", FALSE)
              .noticedBy("execute.ResidualSandboxTest"),
          engine("The bytes under NULLs are cleared")
              .off("execute.NullSlots#clear", NOTHING)
              .noticedBy("execute.NullSlotsTest"),
          engine("An engine whose query was cancelled serves no other")
              .off("execute.EnginePool$Lease#isEnded", FALSE)
              .noticedBy("execute.EnginePoolTest"));
}
