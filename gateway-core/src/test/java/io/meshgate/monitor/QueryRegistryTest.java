package io.meshgate.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.Principal;
import io.meshgate.session.QuerySession;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryRegistryTest {

  private static final Principal ANN = Principal.of("ann");
  private static final Principal BOB = Principal.of("bob");
  private static final Principal GERDA = Principal.of("gerda", "governance");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final List<QueryRecord> told = new ArrayList<>();
  private final QueryRegistry registry = new QueryRegistry(CLOCK, List.of(told::add));

  private QueryRun begin(Principal principal) {
    return registry.begin(QuerySession.of(principal), "SELECT 1");
  }

  @Test
  void showsEverybodyTheirOwnAndGovernanceAll() {
    QueryRun anns = begin(ANN);
    QueryRun bobs = begin(BOB);
    bobs.planned();
    bobs.fragment("input_0", "crm").batch(3, 96);
    bobs.batch(2, 64);
    bobs.finished();
    assertThat(registry.visible(ANN)).extracting(QueryRecord::id).containsExactly(anns.id());
    assertThat(registry.visible(BOB)).extracting(QueryRecord::id).containsExactly(bobs.id());
    assertThat(registry.visible(GERDA))
        .extracting(QueryRecord::id, QueryRecord::state, QueryRecord::rows, QueryRecord::sourceRows)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(bobs.id(), QueryState.FINISHED, 2L, 3L),
            org.assertj.core.groups.Tuple.tuple(anns.id(), QueryState.PLANNING, 0L, 0L));
    assertThat(told).hasSize(1);
    assertThat(registry.running()).isOne();
  }

  @Test
  void stopsOnlyForOwnersAndGovernance() {
    QueryRun run = begin(ANN);
    AtomicInteger stopped = new AtomicInteger();
    run.onStop(stopped::incrementAndGet);
    assertThat(registry.stop(BOB, run.id())).isFalse();
    assertThat(registry.stop(BOB, "no such query")).isFalse();
    assertThat(stopped).hasValue(0);
    assertThat(registry.stop(ANN, run.id())).isTrue();
    assertThat(registry.stop(GERDA, run.id())).isTrue();
    assertThat(stopped).hasValue(2);
    run.failed(ErrorCode.CANCELLED);
    assertThat(registry.stop(ANN, run.id())).isFalse();
    assertThat(told.get(0).state()).isEqualTo(QueryState.CANCELLED);
  }

  @Test
  void stopsAsSoonAsThereIsSomethingToStop() {
    QueryRun run = begin(ANN);
    AtomicInteger stopped = new AtomicInteger();
    registry.stop(ANN, run.id());
    run.onStop(stopped::incrementAndGet);
    assertThat(stopped).hasValue(1);
  }

  @Test
  void countsTheFirstEndOnly() {
    QueryRun run = begin(ANN);
    run.failed(ErrorCode.TIMEOUT);
    run.abandoned();
    run.finished();
    assertThat(told).extracting(QueryRecord::error).containsExactly(Optional.of(ErrorCode.TIMEOUT));
  }

  @Test
  void keepsABoundedNumberOfEndedQueries() {
    for (int i = 0; i < 1500; i++) {
      begin(ANN).finished();
    }
    assertThat(registry.visible(ANN)).hasSize(1000);
    assertThat(registry.running()).isZero();
  }

  @Test
  void doesNotLetAListenerHarmAQuery() {
    QueryRegistry hostile =
        new QueryRegistry(
            CLOCK,
            List.of(
                query -> {
                  throw new IllegalStateException("a defect of who watches");
                },
                told::add));
    hostile.begin(QuerySession.of(ANN), "SELECT 1").finished();
    assertThat(told).hasSize(1);
  }

  @Test
  void cutsLongStatements() {
    QueryRun run = registry.begin(QuerySession.of(ANN), "x".repeat(1_000_000));
    assertThat(run.snapshot().statement()).hasSize(10_000);
  }
}
