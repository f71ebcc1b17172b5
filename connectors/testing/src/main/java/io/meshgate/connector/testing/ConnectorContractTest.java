package io.meshgate.connector.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import io.meshgate.spi.TypeKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What every connector promises, tried on a real store.
 *
 * <p>A subclass names the store; the suite fills it, opens a connector a test and reads {@link
 * io.meshgate.spi.Capabilities}: each listed pushdown and function runs at the store and is
 * compared with a reference written in Java, so that a listing that is not exact fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ConnectorContractTest {

  @RegisterExtension protected final AllocatorExtension memory = new AllocatorExtension();

  private @Nullable ContractStore store;
  private @Nullable Connector connector;
  private @Nullable ContractTables tables;

  /** Makes a store that holds these tables. Called once; the suite closes the store. */
  protected abstract ContractStore createStore(List<ContractTable> agreed) throws Exception;

  /** The families that the store holds without loss; those left out are not in the tables. */
  protected Set<TypeKind> kinds() {
    return EnumSet.complementOf(EnumSet.of(TypeKind.OTHER));
  }

  /** Whether the store keeps {@code NOT NULL}, so that {@code describe} can report it. */
  protected boolean declaresNotNull() {
    return true;
  }

  @BeforeAll
  final void fillStore() throws Exception {
    tables = new ContractTables(kinds());
    store = createStore(tables.all());
  }

  @AfterAll
  final void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  @BeforeEach
  final void openConnector() {
    connector = store().connect();
  }

  @AfterEach
  final void closeConnector() {
    connector().close();
  }

  /** The store, once it is filled. */
  protected final ContractStore store() {
    return Objects.requireNonNull(store, "store");
  }

  /** The running test's connector. */
  protected final Connector connector() {
    return Objects.requireNonNull(connector, "connector");
  }

  private ContractTables tables() {
    return Objects.requireNonNull(tables, "tables");
  }

  private ContractProbe probe() {
    return new ContractProbe(connector(), store(), memory.allocator());
  }

  @Test
  final void describesColumnsInOrderWithTypesAndNullability() {
    for (ContractTable table : tables().all()) {
      RemoteTable described = probe().describe(table);
      assertThat(described.name()).isEqualTo(store().nameOf(table));
      assertThat(described.columns())
          .extracting(RemoteColumn::name)
          .containsExactlyElementsOf(table.columns().stream().map(ContractColumn::name).toList());
      for (int i = 0; i < table.columns().size(); i++) {
        ContractColumn column = table.columns().get(i);
        RemoteColumn remote = described.columns().get(i);
        assertThat(remote.arrowType()).as(column.name()).contains(column.type());
        assertThat(remote.nullable())
            .as("nullable %s", column.name())
            .isEqualTo(column.isNullable() || !declaresNotNull());
      }
    }
  }

  @Test
  final void describesAnAbsentTableAsEmpty() {
    TableName present = store().nameOf(ContractTables.many());
    List<String> parts = new ArrayList<>(present.parts());
    parts.set(parts.size() - 1, "absent_" + parts.get(parts.size() - 1));
    assertThat(connector().describe(new TableName(parts))).isEmpty();
  }

  @Test
  final void readsEveryTypeWithNulls() throws IOException {
    ContractTable table = tables().everyType();
    RemoteScan scan = probe().scan(table);
    try (ArrowReader reader = connector().open(scan, probe().context(7))) {
      assertThat(reader.getVectorSchemaRoot().getSchema()).isEqualTo(scan.schema());
      assertThat(ArrowRows.read(reader)).containsExactlyInAnyOrderElementsOf(table.rows());
    }
  }

  @Test
  final void readsChosenColumnsInTheAskedOrder() {
    ContractTable table = ContractTables.many();
    List<ContractColumn> turned = List.of(table.columns().get(1), table.columns().get(0));
    List<List<@Nullable Object>> rows =
        ArrowRows.drain(connector().open(probe().scan(table, turned), probe().context(4096)));
    assertThat(rows).hasSameSizeAs(table.rows());
    Set<List<@Nullable Object>> expected = new HashSet<>();
    table.rows().forEach(row -> expected.add(ContractTables.row(row.get(1), row.get(0))));
    assertThat(new HashSet<>(rows)).isEqualTo(expected);
  }

  @Test
  final void readsNoRowsFromAnEmptyTable() throws IOException {
    RemoteScan scan = probe().scan(tables().empty());
    try (ArrowReader reader = connector().open(scan, probe().context(1024))) {
      assertThat(reader.getVectorSchemaRoot().getSchema()).isEqualTo(scan.schema());
      assertThat(reader.loadNextBatch()).isFalse();
      assertThat(reader.loadNextBatch()).isFalse();
    }
  }

  @Test
  final void keepsBatchesWithinTheLimitAndLosesNoRow() throws IOException {
    RemoteScan scan = probe().scan(ContractTables.many());
    long rows = 0;
    try (ArrowReader reader = connector().open(scan, probe().context(1000))) {
      while (reader.loadNextBatch()) {
        assertThat(reader.getVectorSchemaRoot().getRowCount()).isBetween(1, 1000);
        assertThat(reader.getVectorSchemaRoot().getSchema()).isEqualTo(scan.schema());
        rows += reader.getVectorSchemaRoot().getRowCount();
      }
    }
    assertThat(rows).isEqualTo(ContractTables.MANY);
  }

  @Test
  final void answersOrRefusesAScanWithoutColumns() {
    List<ContractColumn> none = List.of();
    ContractTable table = ContractTables.left();
    assumeThat(connector().capabilities().sql()).isEmpty();
    try {
      List<List<@Nullable Object>> rows =
          ArrowRows.drain(connector().open(probe().scan(table, none), probe().context(100)));
      assertThat(rows).hasSize(table.rows().size());
    } catch (ConnectorException refused) {
      assertThat(refused.publicMessage()).isNotBlank();
    }
  }

  @Test
  final void staysUsableAfterAnEarlyClose() throws IOException {
    RemoteScan scan = probe().scan(ContractTables.many());
    for (int batches = 0; batches < 3; batches++) {
      try (ArrowReader reader = connector().open(scan, probe().context(500))) {
        for (int i = 0; i < batches; i++) {
          assertThat(reader.loadNextBatch()).isTrue();
        }
      }
      assertThat(memory.allocator().getAllocatedMemory()).isZero();
    }
    readsMany();
  }

  @Test
  final void closesAReaderTwice() throws IOException {
    ArrowReader reader =
        connector().open(probe().scan(ContractTables.many()), probe().context(500));
    assertThat(reader.loadNextBatch()).isTrue();
    reader.close();
    reader.close();
  }

  @Test
  final void doesNotStartACancelledScan() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    RemoteScan scan = probe().scan(ContractTables.many());
    assertFails(
        ConnectorException.Kind.CANCELLED,
        () -> ArrowRows.drain(connector().open(scan, probe().context(500, cancellation))));
  }

  @Test
  final void stopsWhenCancelledBeforeTheFirstBatch() throws IOException {
    Cancellation cancellation = new Cancellation();
    RemoteScan scan = probe().scan(ContractTables.many());
    try (ArrowReader reader = connector().open(scan, probe().context(500, cancellation))) {
      cancellation.cancel();
      assertFails(ConnectorException.Kind.CANCELLED, () -> ArrowRows.read(reader));
    }
    readsMany();
  }

  @Test
  final void stopsWhenCancelledBetweenBatches() throws IOException {
    Cancellation cancellation = new Cancellation();
    RemoteScan scan = probe().scan(ContractTables.many());
    try (ArrowReader reader = connector().open(scan, probe().context(500, cancellation))) {
      assertThat(reader.loadNextBatch()).isTrue();
      cancellation.cancel();
      assertFails(ConnectorException.Kind.CANCELLED, () -> ArrowRows.read(reader));
    }
    readsMany();
  }

  @Test
  final void stopsALongQueryWhenCancelledFromAnotherThread() throws Exception {
    assumeThat(connector().capabilities().sql()).isPresent();
    for (int round = 0; round < 5; round++) {
      Cancellation cancellation = new Cancellation();
      ScanContext context = probe().context(500, cancellation);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        CompletableFuture<Void> started = new CompletableFuture<>();
        RemoteScan endless = endless();
        Future<?> reading =
            thread.submit(
                () -> {
                  started.complete(null);
                  ArrowRows.drain(connector().open(endless, context));
                });
        started.join();
        spin(round);
        cancellation.cancel();
        assertFails(ConnectorException.Kind.CANCELLED, () -> unwrapped(reading));
      } finally {
        thread.shutdown();
      }
    }
    readsMany();
  }

  @Test
  final void givesUpAtTheDeadline() {
    assumeThat(connector().capabilities().sql()).isPresent();
    Instant deadline = Instant.now().plus(Duration.ofMillis(300));
    ScanContext context = withDeadline(deadline);
    assertFails(
        ConnectorException.Kind.TIMEOUT,
        () -> ArrowRows.drain(connector().open(endless(), context)));
    readsMany();
  }

  @Test
  final void doesNotStartAfterTheDeadline() {
    ScanContext context = withDeadline(Instant.now().minusSeconds(1));
    RemoteScan scan = probe().scan(ContractTables.many());
    assertFails(
        ConnectorException.Kind.TIMEOUT, () -> ArrowRows.drain(connector().open(scan, context)));
  }

  @Test
  final void readsOnEightThreadsAtOnce() throws Exception {
    int threads = Math.min(8, connector().capabilities().maxConcurrentScans());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 3 * threads; i++) {
        tasks.add(() -> many().size());
      }
      for (Future<Integer> rows : pool.invokeAll(tasks)) {
        assertThat(rows.get()).isEqualTo(ContractTables.MANY);
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  final void failsClearlyOnceClosed() {
    RemoteScan scan = probe().scan(ContractTables.many());
    TableName name = store().nameOf(ContractTables.many());
    connector().close();
    connector().close();
    assertThatThrownBy(() -> connector().open(scan, probe().context(10)))
        .isInstanceOf(ConnectorException.class);
    assertThatThrownBy(() -> connector().describe(name)).isInstanceOf(ConnectorException.class);
  }

  @Test
  final void tellsNoValueWhenAQueryFails() {
    assumeThat(connector().capabilities().sql()).isPresent();
    assumeThat(connector().capabilities().sql().orElseThrow().typeNames())
        .containsKey(TypeKind.DATE);
    ContractSql sql = new ContractSql(probe().syntax());
    RemoteTable many = probe().describe(ContractTables.many());
    String query =
        "SELECT CAST("
            + sql.read(many, "label")
            + " AS "
            + sql.typeName(TypeKind.DATE)
            + ") FROM "
            + many.from();
    ArrowType date = Kinds.sampleType(TypeKind.DATE);
    assertThatThrownBy(() -> probe().rows(query, date))
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .extracting(ConnectorException::publicMessage, InstanceOfAssertFactories.STRING)
        .isNotBlank()
        .doesNotContain("label ");
    readsMany();
  }

  @Test
  final void refusesSqlThatTheSourceCannotRun() {
    assumeThat(connector().capabilities().sql()).isPresent();
    assertThatThrownBy(() -> probe().rows("SELECT no_such_column FROM no_such_table", date()))
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .extracting(ConnectorException::kind)
        .isIn(ConnectorException.Kind.SCHEMA_CHANGED, ConnectorException.Kind.INTERNAL);
  }

  /** One test a listed function: its values, its NULLs and its errors are the gateway's. */
  @TestFactory
  final Stream<DynamicTest> runsListedFunctionsExactly() {
    return connector().capabilities().functions().stream()
        .map(
            function ->
                DynamicTest.dynamicTest(
                    function.operator() + function.operands(),
                    () -> new FunctionCheck(probe(), tables().grid()).check(function)));
  }

  /** One test a listed relational operator. */
  @TestFactory
  final Stream<DynamicTest> runsListedPushdownsExactly() {
    return connector().capabilities().pushdowns().stream()
        .sorted()
        .map(
            pushdown ->
                DynamicTest.dynamicTest(
                    pushdown.name().toLowerCase(Locale.ROOT),
                    () -> new PushdownCheck(probe()).check(pushdown)));
  }

  private static ArrowType date() {
    return Kinds.sampleType(TypeKind.DATE);
  }

  private List<List<@Nullable Object>> many() {
    return ArrowRows.drain(
        connector().open(probe().scan(ContractTables.many()), probe().context(4096)));
  }

  private void readsMany() {
    assertThat(many()).hasSize(ContractTables.MANY);
  }

  private ScanContext withDeadline(Instant deadline) {
    return new ScanContext(
        memory.allocator(), "q-deadline", "tester", Optional.of(deadline), 500, new Cancellation());
  }

  /** A query of 8 · 10¹² rows, all of them counted before the first comes. */
  private RemoteScan endless() {
    String from = probe().describe(ContractTables.many()).from();
    return ContractProbe.query(
        "SELECT COUNT(*) FROM "
            + from
            + " a CROSS JOIN "
            + from
            + " b CROSS JOIN "
            + from
            + " c WHERE a.id + b.id * c.id % 7 <> -1",
        Kinds.integer(64));
  }

  private static void unwrapped(Future<?> reading) throws Throwable {
    try {
      reading.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  /** Moves the moment of the cancel along, so that rounds meet different phases of the scan. */
  private static void spin(int round) {
    long turns = round * 300_000L;
    for (long i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  private static void assertFails(ConnectorException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ConnectorException.class))
        .extracting(ConnectorException::kind)
        .isEqualTo(kind);
  }
}
