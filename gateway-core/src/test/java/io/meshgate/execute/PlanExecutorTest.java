package io.meshgate.execute;

import static io.meshgate.execute.Plans.begun;
import static io.meshgate.execute.Plans.fetch;
import static io.meshgate.execute.Plans.reported;
import static io.meshgate.execute.Plans.residual;
import static io.meshgate.execute.Plans.smallBatches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.connector.testing.FakeConnector;
import io.meshgate.plan.QueryPlan;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanExecutorTest {

  private static final String SUM = "SELECT CAST(SUM(id) AS BIGINT) AS id FROM input_0";
  private static final String JOIN =
      "SELECT a.id FROM input_0 a JOIN input_1 b ON a.id = b.id ORDER BY 1";
  private static final String PASS = "SELECT id FROM input_0";

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();
  private final Path spill;

  private final List<PlanExecutor> executors = new ArrayList<>();

  PlanExecutorTest(@TempDir Path spill) {
    this.spill = spill;
  }

  private PlanExecutor executor(Map<String, Connector> sources) {
    PlanExecutor executor = new PlanExecutor(memory.allocator(), sources, spill, 2);
    executors.add(executor);
    return executor;
  }

  @AfterEach
  void leavesNothingInTheSpillFolder() throws IOException {
    executors.forEach(PlanExecutor::close);
    assertThat(spillFolders()).isEmpty();
  }

  private List<Path> spillFolders() throws IOException {
    try (Stream<Path> folders = Files.list(spill)) {
      return folders.toList();
    }
  }

  private static FakeConnector.Builder rows(int count) {
    return FakeConnector.builder().table(Plans.TABLE, Plans.ID, Plans.rows(count));
  }

  private List<List<@Nullable Object>> run(
      Map<String, Connector> sources, QueryPlan plan, QueryLimits limits) throws IOException {
    try (QueryResult result = executor(sources).execute(begun(limits), plan)) {
      return ArrowRows.read(result.reader());
    }
  }

  private QueryException failure(
      Map<String, Connector> sources, QueryPlan plan, QueryLimits limits) {
    return reported(catchThrowable(() -> run(sources, plan, limits)));
  }

  @Test
  void readsAFetchAndAResidual() throws IOException {
    FakeConnector a = rows(35).build();
    assertThat(run(Map.of("a", a), fetch("a"), smallBatches())).isEqualTo(Plans.rows(35));
    assertThat(run(Map.of("a", a), residual(SUM, "a"), smallBatches()))
        .isEqualTo(List.of(List.of(34L * 35 / 2)));
    assertThat(run(Map.of("a", a), residual(JOIN, "a", "a"), smallBatches()))
        .isEqualTo(Plans.rows(35));
    assertThat(a.openReaders()).isZero();
  }

  // Each engine has a folder of its own.
  @Test
  void anEngineServesTheNextQuery() throws IOException {
    FakeConnector a = rows(35).build();
    PlanExecutor executor = executor(Map.of("a", a));
    Set<List<Path>> engines = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      try (QueryResult result = executor.execute(begun(smallBatches()), residual(JOIN, "a", "a"))) {
        assertThat(ArrowRows.read(result.reader())).hasSize(35);
      }
      engines.add(spillFolders());
    }
    assertThat(engines).containsExactly(spillFolders());
    assertThat(spillFolders()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void aSourceThatFailsToOpenFailsTheQuery(String sql) {
    FakeConnector a = rows(35).failAtOpen(gone("a")).build();
    assertThat(failure(Map.of("a", a), plan(sql, "a"), smallBatches()))
        .hasMessage("a is gone")
        .extracting(QueryException::code)
        .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aSourceThatDiesMidStreamNeverGivesAShortResult(int batches) {
    for (String sql : List.of("", PASS, SUM, PASS + " LIMIT 1000", PASS + " ORDER BY id")) {
      FakeConnector a = rows(30).failAfterBatches(batches, gone("a")).build();
      assertThat(failure(Map.of("a", a), plan(sql, "a"), smallBatches()))
          .as(sql)
          .hasMessage("a is gone")
          .extracting(QueryException::code)
          .isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
      assertThat(a.openReaders()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void aSourceThatFailsToCloseFailsTheQuery(String sql) {
    FakeConnector a = rows(35).failAtClose(gone("a")).build();
    assertThat(failure(Map.of("a", a), plan(sql, "a"), smallBatches())).hasMessage("a is gone");
  }

  @Test
  void anUnknownFailureOfASourceIsNotShown() {
    FakeConnector a =
        rows(35).failAfterBatches(1, new IllegalStateException("secret row value")).build();
    QueryException failure = failure(Map.of("a", a), fetch("a"), smallBatches());
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure.getMessage()).doesNotContain("secret").hasLineCount(1);
  }

  @Test
  void ofAKnownFailureOfASourceItsOwnWordsAreNotShown() {
    ConnectorException known =
        new ConnectorException(
            ConnectorException.Kind.DATA,
            "a sent a value that is no number",
            new IllegalStateException("secret row value"));
    FakeConnector a = rows(35).failAfterBatches(1, known).build();
    QueryException failure = failure(Map.of("a", a), fetch("a"), smallBatches());
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    assertThat(failure).hasMessage("a sent a value that is no number");
  }

  @Test
  void oneFailedInputEndsAQueryWhoseOtherInputIsStuck() {
    for (String sql : List.of(JOIN, "SELECT id FROM input_1 UNION ALL SELECT id FROM input_0")) {
      for (int batches = 0; batches < 2; batches++) {
        FakeConnector stuck = rows(30).blockAfterBatches(1).build();
        FakeConnector broken = rows(30).failAfterBatches(batches, gone("broken")).build();
        Map<String, Connector> sources = Map.of("stuck", stuck, "broken", broken);
        assertThat(failure(sources, residual(sql, "broken", "stuck"), smallBatches()))
            .hasMessage("broken is gone");
        assertThat(failure(sources, residual(sql, "stuck", "broken"), smallBatches()))
            .hasMessage("broken is gone");
        assertThat(stuck.openReaders()).isZero();
      }
    }
  }

  @Test
  void aLimitThatIsReachedStopsAStuckSource() throws IOException {
    FakeConnector stuck = rows(30).blockAfterBatches(2).build();
    assertThat(run(Map.of("a", stuck), residual(PASS + " LIMIT 5", "a"), smallBatches()))
        .hasSize(5);
    assertThat(stuck.openReaders()).isZero();
  }

  @Test
  void cancelsBeforeTheFirstRead() {
    FakeConnector a = rows(30).build();
    try (QueryResult result = executor(Map.of("a", a)).execute(begun(smallBatches()), fetch("a"))) {
      result.cancel();
      assertThat(reported(catchThrowable(() -> result.reader().loadNextBatch())).code())
          .isEqualTo(ErrorCode.CANCELLED);
    }
    assertThat(a.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void cancelsWhileTheSourceIsStuck(String sql) throws Exception {
    FakeConnector a = rows(30).blockAfterBatches(1).build();
    try (QueryResult result =
        executor(Map.of("a", a)).execute(begun(smallBatches()), plan(sql, "a"))) {
      Future<Throwable> reading =
          background(() -> catchThrowable(() -> ArrowRows.read(result.reader())));
      a.awaitBlocked();
      Future<?> first = background(() -> cancel(result));
      Future<?> second = background(() -> cancel(result));
      assertThat(reported(reading.get()).code()).isEqualTo(ErrorCode.CANCELLED);
      first.get();
      second.get();
    }
    assertThat(a.openReaders()).isZero();
  }

  @Test
  void cancelAfterTheEndChangesNothing() throws IOException {
    FakeConnector a = rows(30).build();
    try (QueryResult result = executor(Map.of("a", a)).execute(begun(smallBatches()), fetch("a"))) {
      assertThat(ArrowRows.read(result.reader())).hasSize(30);
      result.cancel();
      assertThat(result.rows()).isEqualTo(30);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void aDeadlineEndsAStuckQuery(String sql) {
    FakeConnector a = rows(30).blockAfterBatches(1).build();
    QueryException failure =
        failure(
            Map.of("a", a), plan(sql, "a"), smallBatches().withMaxDuration(Duration.ofMillis(200)));
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure).hasMessage("The query took longer than its limit of 0.2 s");
    assertThat(a.openReaders()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS})
  void moreRowsThanAllowedAreAnError(String sql) throws IOException {
    FakeConnector a = rows(30).build();
    assertThat(run(Map.of("a", a), plan(sql, "a"), smallBatches().withMaxRows(30))).hasSize(30);
    QueryException failure =
        failure(Map.of("a", a), plan(sql, "a"), smallBatches().withMaxRows(29));
    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure)
        .hasMessage("The result has more rows than the limit of 29; add a LIMIT or filter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void moreBuffersThanAllowedAreAnError(String sql) {
    NumberSource a = new NumberSource(1_000_000);
    QueryLimits limits =
        Plans.batches(QueryLimits.DEFAULT.withMemory(1 << 20, 1L << 30, 0), 500_000);
    QueryException failure = failure(Map.of("a", a), plan(sql, "a"), limits);
    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure).hasMessage("The query needs more buffer memory than its limit allows");
    assertThat(a.open()).isZero();
  }

  @Test
  void anEngineWithoutRoomSaysSoAndOneThatMaySpillDoesNot() throws IOException {
    String sort = "SELECT id FROM input_0 ORDER BY hash(id), id";
    NumberSource a = new NumberSource(3_000_000);
    QueryLimits tight = QueryLimits.DEFAULT.withMemory(64 << 20, 24 << 20, 0);
    QueryException failure = failure(Map.of("a", a), residual(sort, "a"), tight);
    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure).hasMessage("The query needs more memory and disk than its limits allow");

    QueryLimits spilling = QueryLimits.DEFAULT.withMemory(64 << 20, 64 << 20, 1 << 30);
    long sum = 0;
    try (QueryResult result =
        executor(Map.of("a", a)).execute(begun(spilling), residual(sort, "a"))) {
      while (result.reader().loadNextBatch()) {
        for (List<@Nullable Object> row : ArrowRows.of(result.reader().getVectorSchemaRoot())) {
          sum += (Long) row.get(0);
        }
      }
      assertThat(result.rows()).isEqualTo(3_000_000);
    }
    assertThat(sum).isEqualTo(3_000_000L * 2_999_999 / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS, SUM})
  void closesUnreadAndHalfRead(String sql) throws IOException {
    FakeConnector a = rows(1000).build();
    PlanExecutor executor = executor(Map.of("a", a));
    executor.execute(begun(smallBatches()), plan(sql, "a")).close();
    QueryResult half = executor.execute(begun(smallBatches()), plan(sql, "a"));
    assertThat(half.reader().loadNextBatch()).isTrue();
    half.close();
    half.close();
    assertThat(a.openReaders()).isZero();
  }

  @Test
  void runsManyQueriesAtOnce() throws Exception {
    NumberSource a = new NumberSource(5_000, 3);
    NumberSource b = new NumberSource(5_000, 3);
    PlanExecutor executor = executor(Map.of("a", a, "b", b));
    List<Future<List<List<@Nullable Object>>>> running = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      QueryPlan plan = i % 2 == 0 ? residual(JOIN, "a", "b") : residual(JOIN, "b", "a");
      running.add(
          background(
              () -> {
                try (QueryResult result = executor.execute(begun(QueryLimits.DEFAULT), plan)) {
                  return ArrowRows.read(result.reader());
                }
              }));
    }
    for (Future<List<List<@Nullable Object>>> result : running) {
      assertThat(result.get()).hasSize(5_000);
    }
    assertThat(a.mostOpen()).isBetween(1, 3);
    assertThat(b.mostOpen()).isBetween(1, 3);
  }

  @Test
  void aQueryThatNeedsMoreScansThanASourceAllowsIsRefused() throws IOException {
    NumberSource a = new NumberSource(10, 1);
    QueryException failure = failure(Map.of("a", a), residual(JOIN, "a", "a"), smallBatches());
    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure)
        .hasMessage(
            "The query reads 2 streams from source a at once, which allows 1; ask in parts, or have the source's maxConnections raised");
    assertThat(run(Map.of("a", a), fetch("a"), smallBatches())).hasSize(10);
  }

  @Test
  void aQueryThatWaitsForABusySourceCanBeCancelledAndLosesNoPermit() throws Exception {
    NumberSource a = new NumberSource(1_000, 1);
    PlanExecutor executor = executor(Map.of("a", a));
    try (QueryResult holder = executor.execute(begun(smallBatches()), fetch("a"))) {
      assertThat(holder.reader().loadNextBatch()).isTrue();
      try (QueryResult waiting = executor.execute(begun(smallBatches()), fetch("a"))) {
        Future<Throwable> reading =
            background(() -> catchThrowable(() -> waiting.reader().loadNextBatch()));
        waiting.cancel();
        assertThat(reported(reading.get()).code()).isEqualTo(ErrorCode.CANCELLED);
      }
      QueryLimits soon = smallBatches().withMaxDuration(Duration.ofMillis(50));
      try (QueryResult waiting = executor.execute(begun(soon), fetch("a"))) {
        assertThat(reported(catchThrowable(() -> waiting.reader().loadNextBatch())).code())
            .isEqualTo(ErrorCode.TIMEOUT);
      }
    }
    for (int i = 0; i < 3; i++) {
      try (QueryResult next = executor.execute(begun(smallBatches()), fetch("a"))) {
        assertThat(ArrowRows.read(next.reader())).hasSize(1_000);
      }
    }
    assertThat(a.mostOpen()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS})
  void aSlowConsumerStopsTheSource(String sql) throws IOException {
    NumberSource a = new NumberSource(Long.MAX_VALUE);
    QueryLimits limits = Plans.batches(QueryLimits.DEFAULT, 16_384);
    try (QueryResult result = executor(Map.of("a", a)).execute(begun(limits), plan(sql, "a"))) {
      for (int i = 0; i < 50; i++) {
        assertThat(result.reader().loadNextBatch()).isTrue();
        // The queue, one in each hand, and what the engine's own buffer of 1 MB holds.
        assertThat(a.batches() - i).isLessThanOrEqualTo(sql.isEmpty() ? 7 : 30);
      }
    }
    assertThat(a.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", PASS})
  void aResultLargerThanTheBuffersStreamsThroughThem(String sql) throws IOException {
    long limit = 8 << 20;
    long rows = 10 * limit / Long.BYTES;
    NumberSource a = new NumberSource(rows);
    QueryLimits limits = QueryLimits.DEFAULT.withMemory(limit, 64 << 20, 0);
    try (QueryResult result = executor(Map.of("a", a)).execute(begun(limits), plan(sql, "a"))) {
      assertThat(count(result)).isEqualTo(rows);
    }
    assertThat(memory.allocator().getPeakMemoryAllocation()).isLessThanOrEqualTo(limit);
  }

  @Test
  void failedStatementsOfTheEngineReleaseTheirInputs() {
    NumberSource a = new NumberSource(100);
    for (int i = 0; i < 100; i++) {
      QueryException failure =
          failure(Map.of("a", a), residual("SELECT nothing FROM input_0", "a"), smallBatches());
      assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(failure.getMessage()).doesNotContain("nothing").hasLineCount(1);
    }
    assertThat(a.open()).isZero();
  }

  @Test
  void randomCancelsNeverCrashOrLeak() throws Exception {
    NumberSource a = new NumberSource(200_000);
    PlanExecutor executor = executor(Map.of("a", a));
    for (int i = 0; i < 40; i++) {
      QueryPlan plan = residual(i % 2 == 0 ? JOIN : PASS.replace("input_0", "input_1"), "a", "a");
      try (QueryResult result = executor.execute(begun(QueryLimits.DEFAULT), plan)) {
        Future<Throwable> reading = background(() -> catchThrowable(() -> count(result)));
        long before = a.batches();
        int wait = i;
        while (a.batches() < before + wait && !reading.isDone()) {
          Thread.onSpinWait();
        }
        result.cancel();
        Throwable failure = reading.get();
        if (failure != null) {
          assertThat(reported(failure).code()).isEqualTo(ErrorCode.CANCELLED);
        }
      }
    }
    assertThat(a.open()).isZero();
  }

  @Test
  void sweepsWhatAnEarlierGatewayLeft() throws IOException {
    Path left = Files.createDirectories(spill.resolve("engine-left/deep"));
    Files.writeString(left.resolve("duckdb_temp_storage-0.tmp"), "x");
    Path other = Files.createDirectories(spill.resolve("other"));
    executor(Map.of());
    assertThat(spill.resolve("engine-left")).doesNotExist();
    assertThat(other).exists();
    Files.delete(other);
  }

  private static long count(QueryResult result) throws IOException {
    long rows = 0;
    while (result.reader().loadNextBatch()) {
      rows += result.reader().getVectorSchemaRoot().getRowCount();
    }
    return rows;
  }

  private static QueryPlan plan(String sql, String source) {
    return sql.isEmpty() ? fetch(source) : residual(sql, source);
  }

  private static boolean cancel(QueryResult result) {
    result.cancel();
    return true;
  }

  private static ConnectorException gone(String source) {
    return new ConnectorException(Kind.UNAVAILABLE, source + " is gone");
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private <T> Future<T> background(Callable<T> task) {
    return threads.submit(task);
  }

  @AfterEach
  void endsThreads() {
    threads.shutdown();
  }
}
