package io.meshgate.server.mutants;

import static io.meshgate.connector.testing.mutant.Change.CAUSE;
import static io.meshgate.connector.testing.mutant.Change.FIRST;
import static io.meshgate.connector.testing.mutant.Change.NOTHING;
import static io.meshgate.connector.testing.mutant.Change.TRUE;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.Mutant.Watch;
import java.util.List;

/** What is put on record, and what answers say beside rows. */
final class RecordMutants {

  private static final String VERIFIER = "server.audit.verify.TrailVerifierTest";
  private static final String UNWRITABLE =
      "server.e2e.AuditFailureTest#refusesQueriesWhileTheTrailCannotBeWritten";

  private RecordMutants() {}

  private static Mutant audit(String defense) {
    return Mutant.of("The audit trail", defense, Watch.TESTS);
  }

  private static Mutant wire(String defense) {
    return Mutant.of("Names and errors on the wire", defense, Watch.TESTS);
  }

  private static final List<Mutant> TRAIL =
      List.of(
          audit("A statement is put on record")
              .off("server.audit.GatewayAudit#decided", NOTHING)
              .noticedBy("server.e2e.AuditTest#putsDecisionAndEndOnRecord", UNWRITABLE),
          audit("A statement is not answered before it is on record")
              .offWithin(
                  "server.audit.GatewayAudit#decided",
                  "java.util.concurrent.CompletableFuture#get",
                  NOTHING)
              .noticedBy(UNWRITABLE),
          audit("A statement that is refused is put on record")
              .offWithin("QueryEngine#refused", "audit.AuditTrail#decided", NOTHING)
              .noticedBy("server.e2e.AuditTest#recordsDeniedTablesThatAnswerLikeNone"),
          audit("A record holds no literal")
              .off("monitor.StatementText#withoutLiterals", FIRST)
              .noticedBy(
                  "server.audit.ContentTest", "server.e2e.AuditTest#keepsLiteralsAndValuesOut"),
          audit("A record has the hash of its content")
              .offWithin("server.audit.record.TrailRecord#scanned", "java.lang.String#equals", TRUE)
              .noticedBy(VERIFIER, "server.audit.record.RecordScanTest"),
          audit("Records that are missing or in another order are found")
              .off("server.audit.verify.TrailVerifier#misplaced", NOTHING)
              .noticedBy(VERIFIER),
          audit("Checkpoints are signed over what is before them")
              .off("server.audit.verify.TrailVerifier#checkpoint", NOTHING)
              .noticedBy(VERIFIER),
          audit("Checkpoints are signed by a key that is trusted")
              .off("server.audit.key.SignedCheckpoint#isSignedBy", TRUE)
              .noticedBy(VERIFIER),
          audit("Published checkpoints are compared with the trail")
              .off("server.audit.verify.TrailVerifier#checkPublished", NOTHING)
              .noticedBy(VERIFIER),
          audit("An end that is missing is found by what was published")
              .off("server.audit.verify.TrailVerifier#checkEnd", NOTHING)
              .noticedBy(VERIFIER));

  private static final List<Mutant> WIRE =
      List.of(
          wire("Keys and references are shown where every column of both ends is visible")
              .off("policy.VisibleCatalog#sees", TRUE)
              .noticedBy(
                  "server.e2e.ProtocolTest#showsReferencesWhoseEndsTheCallerSees",
                  "server.e2e.MetadataTest#noListHasATraceOfWhatIsHidden"),
          wire("The text of an error is the gateway's own")
              .offWithin(
                  "server.flight.delivery.FlightErrors#toFlight",
                  "java.lang.Throwable#getMessage",
                  CAUSE)
              .noticedBy("server.flight.FlightSqlTest#tellsOfAFailureNothingThatItsCauseSays"),
          wire("Traces hold no literal")
              .off("monitor.StatementText#withoutLiterals", FIRST)
              .noticedBy("server.observe.QueryTracesTest"));

  static final List<Mutant> ALL =
      ImmutableList.<Mutant>builder().addAll(TRAIL).addAll(WIRE).build();
}
