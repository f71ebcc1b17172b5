package io.meshgate.connector.testing;

import io.meshgate.spi.Capabilities;
import io.meshgate.spi.Connector;
import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteColumn;
import io.meshgate.spi.RemoteScan;
import io.meshgate.spi.RemoteTable;
import io.meshgate.spi.ScanContext;
import io.meshgate.spi.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose rows are in memory, which records what is asked and fails or blocks on demand.
 *
 * <p>Without {@link Builder#capabilities} it takes table scans and answers them from its tables.
 * With capabilities that have SQL, {@link Builder#answers} says what each statement returns.
 */
public final class FakeConnector implements Connector {

  private final Capabilities capabilities;
  private final Map<TableName, RemoteTable> tables;
  private final Map<TableName, List<List<@Nullable Object>>> rows;
  private final Function<RemoteScan.SqlScan, List<List<@Nullable Object>>> answers;
  private final Faults faults;
  private final List<RemoteScan> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger openReaders = new AtomicInteger();
  private final CompletableFuture<Void> blocked = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private volatile boolean closed;

  /**
   * What goes wrong, and where.
   *
   * @param atOpen thrown by {@code open}
   * @param atBatch thrown by {@code loadNextBatch} once {@code batch} batches were read
   * @param atClose thrown by the reader's {@code close}, after it freed its buffers
   * @param batch how many batches come before the fault or the block
   * @param blockAt after how many batches the reader blocks
   */
  private record Faults(
      Optional<RuntimeException> atOpen,
      Optional<RuntimeException> atBatch,
      Optional<RuntimeException> atClose,
      int batch,
      OptionalInt blockAt) {}

  private FakeConnector(Builder builder) {
    this.capabilities = builder.capabilities;
    this.tables = new LinkedHashMap<>(builder.tables);
    this.rows = new LinkedHashMap<>(builder.rows);
    this.answers = builder.answers;
    this.faults =
        new Faults(
            Optional.ofNullable(builder.atOpen),
            Optional.ofNullable(builder.atBatch),
            Optional.ofNullable(builder.atClose),
            builder.batch,
            builder.blockAt);
  }

  /** A builder of a connector without tables. */
  public static Builder builder() {
    return new Builder();
  }

  /** Every scan that was asked for, in order, those that failed included. */
  public List<RemoteScan> requests() {
    return List.copyOf(requests);
  }

  /** The SQL of every SQL scan that was asked for, in order. */
  public List<String> statements() {
    return requests.stream()
        .filter(RemoteScan.SqlScan.class::isInstance)
        .map(scan -> ((RemoteScan.SqlScan) scan).sql())
        .toList();
  }

  /** Readers that were opened and not closed. */
  public int openReaders() {
    return openReaders.get();
  }

  /** Whether the connector was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Waits until a reader blocks. */
  public void awaitBlocked() {
    blocked.join();
  }

  /** Lets blocked readers go on, now and later. */
  public void release() {
    released.complete(null);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Optional<RemoteTable> describe(TableName table) {
    checkOpen();
    return Optional.ofNullable(tables.get(table));
  }

  @Override
  public ArrowReader open(RemoteScan scan, ScanContext context) {
    requests.add(scan);
    checkOpen();
    if (context.cancellation().isCancelled()) {
      throw new ConnectorException(ConnectorException.Kind.CANCELLED, "The query was cancelled");
    }
    if (context.deadline().filter(deadline -> Instant.now().isAfter(deadline)).isPresent()) {
      throw new ConnectorException(ConnectorException.Kind.TIMEOUT, "The deadline has passed");
    }
    if (faults.atOpen().isPresent()) {
      throw faults.atOpen().get();
    }
    List<List<@Nullable Object>> answer = answer(scan);
    openReaders.incrementAndGet();
    return new FakeReader(scan.schema(), answer, context, this);
  }

  private List<List<@Nullable Object>> answer(RemoteScan scan) {
    if (scan instanceof RemoteScan.SqlScan sql) {
      return answers.apply(sql);
    }
    RemoteScan.TableScan table = (RemoteScan.TableScan) scan;
    RemoteTable described = tables.get(table.table());
    if (described == null) {
      throw new ConnectorException(
          ConnectorException.Kind.SCHEMA_CHANGED, "There is no table " + table.table());
    }
    List<Integer> positions = new ArrayList<>();
    for (String column : table.columns()) {
      positions.add(position(described, column));
    }
    return rows.getOrDefault(table.table(), List.of()).stream()
        .limit(table.limit().orElse(Long.MAX_VALUE))
        .map(row -> chosen(row, positions))
        .toList();
  }

  private static int position(RemoteTable table, String column) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw new ConnectorException(
        ConnectorException.Kind.SCHEMA_CHANGED, table.name() + " has no column " + column);
  }

  private static List<@Nullable Object> chosen(
      List<@Nullable Object> row, List<Integer> positions) {
    List<@Nullable Object> values = new ArrayList<>();
    positions.forEach(position -> values.add(row.get(position)));
    return values;
  }

  /** Called by a reader before its next batch, with the number of batches that it gave. */
  void beforeBatch(int batches, CompletableFuture<Void> cancelled) {
    if (faults.blockAt().isPresent() && faults.blockAt().getAsInt() == batches) {
      blocked.complete(null);
      CompletableFuture.anyOf(released, cancelled).join();
    }
    if (cancelled.isDone()) {
      throw new ConnectorException(ConnectorException.Kind.CANCELLED, "The query was cancelled");
    }
    checkOpen();
    if (faults.atBatch().isPresent() && faults.batch() == batches) {
      throw faults.atBatch().get();
    }
  }

  /** Called by a reader once it has freed its buffers. */
  void readerClosed() {
    openReaders.decrementAndGet();
    if (faults.atClose().isPresent()) {
      throw faults.atClose().get();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ConnectorException(ConnectorException.Kind.UNAVAILABLE, "The connector was closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Collects what a {@link FakeConnector} holds and how it fails. */
  public static final class Builder {
    private Capabilities capabilities =
        new Capabilities(Optional.empty(), Set.of(), List.of(), Integer.MAX_VALUE);
    private final Map<TableName, RemoteTable> tables = new LinkedHashMap<>();
    private final Map<TableName, List<List<@Nullable Object>>> rows = new LinkedHashMap<>();
    private Function<RemoteScan.SqlScan, List<List<@Nullable Object>>> answers =
        scan -> {
          throw new IllegalStateException("No answer was given for: " + scan.sql());
        };
    private @Nullable RuntimeException atOpen;
    private @Nullable RuntimeException atBatch;
    private @Nullable RuntimeException atClose;
    private int batch;
    private OptionalInt blockAt = OptionalInt.empty();

    private Builder() {}

    /** Replaces the capabilities. */
    public Builder capabilities(Capabilities newCapabilities) {
      capabilities = Objects.requireNonNull(newCapabilities, "newCapabilities");
      return this;
    }

    /** Adds a table of plainly read columns; its name is its {@code from}, quoted by {@code "}. */
    public Builder table(
        TableName name, Schema schema, List<? extends List<? extends @Nullable Object>> tableRows) {
      List<RemoteColumn> columns = new ArrayList<>();
      for (Field field : schema.getFields()) {
        columns.add(
            new RemoteColumn(
                field.getName(),
                field.getType().toString(),
                new RemoteColumn.Supported(field.getType()),
                field.isNullable(),
                RemoteColumn.REFERENCE,
                OptionalLong.empty()));
      }
      String from = "\"" + String.join("\".\"", name.parts()) + "\"";
      OptionalLong count = OptionalLong.of(tableRows.size());
      return table(new RemoteTable(name, from, columns, count), tableRows);
    }

    /** Adds a table that is described exactly so. */
    public Builder table(
        RemoteTable table, List<? extends List<? extends @Nullable Object>> tableRows) {
      List<List<@Nullable Object>> copy = new ArrayList<>();
      for (List<? extends @Nullable Object> row : tableRows) {
        copy.add(new ArrayList<>(row));
      }
      tables.put(table.name(), table);
      rows.put(table.name(), copy);
      return this;
    }

    /** Says what a SQL scan returns; rows have the scan's columns. */
    public Builder answers(Function<RemoteScan.SqlScan, List<List<@Nullable Object>>> newAnswers) {
      answers = newAnswers;
      return this;
    }

    /** Makes every {@code open} fail. */
    public Builder failAtOpen(RuntimeException failure) {
      atOpen = failure;
      return this;
    }

    /** Makes every reader fail after it has given {@code batches} batches. */
    public Builder failAfterBatches(int batches, RuntimeException failure) {
      batch = batches;
      atBatch = failure;
      return this;
    }

    /** Makes every reader's {@code close} fail after it has freed its buffers. */
    public Builder failAtClose(RuntimeException failure) {
      atClose = failure;
      return this;
    }

    /**
     * Makes every reader block after {@code batches} batches, until {@link FakeConnector#release}
     * or its query's cancellation.
     */
    public Builder blockAfterBatches(int batches) {
      blockAt = OptionalInt.of(batches);
      return this;
    }

    /** The connector. */
    public FakeConnector build() {
      return new FakeConnector(this);
    }
  }
}
