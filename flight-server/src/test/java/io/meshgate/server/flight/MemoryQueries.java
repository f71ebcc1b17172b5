package io.meshgate.server.flight;

import io.meshgate.execute.QueryResult;
import io.meshgate.server.flight.delivery.MemoryResult;
import io.meshgate.server.flight.metadata.ColumnMetadata;
import io.meshgate.server.flight.service.Prepared;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.service.VisibleTable;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A query service over numbers in memory.
 *
 * <p>{@code numbers N} gives N rows of an id and a text; {@code wide N} rows of 64 KiB each; {@code
 * endless} never ends; {@code fail CODE} fails when it is run, {@code break N} after N rows; {@code
 * crash} with what is no query exception; {@code shrinks} has a column less when it is run than
 * when it is prepared; {@code params} takes one parameter of every type and gives the text of each,
 * {@code echo} one number, NULL giving no row; {@code whoami} gives the session.
 */
final class MemoryQueries implements QueryService {

  static final String CANARY = "canary-d41d8cd9";

  private static final Schema NUMBERS =
      new Schema(
          List.of(
              Field.notNullable("id", new ArrowType.Int(64, true)),
              Field.nullable("text", new ArrowType.Utf8())));
  private static final Schema TEXTS =
      new Schema(List.of(Field.nullable("text", new ArrowType.Utf8())));

  private final BufferAllocator allocator;
  final Semaphore closed = new Semaphore(0);
  final CountDownLatch reading = new CountDownLatch(1);
  final CountDownLatch cancelledOnce = new CountDownLatch(1);
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicLong batches = new AtomicLong();
  final ConcurrentLinkedQueue<List<@Nullable Object>> parameters = new ConcurrentLinkedQueue<>();
  volatile CountDownLatch gate = new CountDownLatch(0);

  MemoryQueries(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  static Schema everyType() {
    return new Schema(
        List.of(
            Field.nullable("b", new ArrowType.Bool()),
            Field.nullable("i8", new ArrowType.Int(8, true)),
            Field.nullable("i32", new ArrowType.Int(32, true)),
            Field.nullable("i64", new ArrowType.Int(64, true)),
            Field.nullable("f32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            Field.nullable("f64", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            Field.nullable("d12", new ArrowType.Decimal(12, 2, 128)),
            Field.nullable("d38", new ArrowType.Decimal(38, 3, 128)),
            Field.nullable("t", new ArrowType.Utf8()),
            Field.nullable("bin", new ArrowType.Binary()),
            Field.nullable("date", new ArrowType.Date(DateUnit.DAY)),
            Field.nullable("time", new ArrowType.Time(TimeUnit.MICROSECOND, 64)),
            Field.nullable("ts", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
            Field.nullable("tstz", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"))));
  }

  @Override
  public Prepared prepare(QuerySession session, String sql) {
    String verb = verb(sql);
    return switch (verb) {
      case "params" -> new Prepared(TEXTS, everyType());
      case "echo" ->
          new Prepared(
              TEXTS, new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true)))));
      case "whoami" -> new Prepared(TEXTS, new Schema(List.of()));
      case "numbers", "wide", "endless", "fail", "break", "crash", "shrinks" ->
          new Prepared(NUMBERS, new Schema(List.of()));
      case "insert" -> throw new QueryException(ErrorCode.READ_ONLY, "Only queries\nare taken");
      default -> throw new QueryException(ErrorCode.SYNTAX_ERROR, "Unknown verb at 1:1");
    };
  }

  @Override
  public QueryResult execute(QuerySession session, String sql, List<@Nullable Object> values) {
    prepare(session, sql);
    String argument = sql.substring(verb(sql).length()).strip();
    return switch (verb(sql)) {
      case "fail" ->
          throw new QueryException(
              ErrorCode.valueOf(argument),
              "Failed as asked",
              new IllegalStateException("what a source says of " + CANARY));
      case "shrinks" -> texts(List.of("one column less"));
      case "crash" -> throw new IllegalStateException("a defect that shows " + CANARY);
      case "endless" -> result(Long.MAX_VALUE, 100, Long.MAX_VALUE);
      case "wide" -> result(Long.parseLong(argument), 65_536, Long.MAX_VALUE);
      case "break" -> result(Long.MAX_VALUE, 10, Long.parseLong(argument));
      case "params" -> {
        parameters.add(values);
        yield texts(values.stream().map(MemoryQueries::text).toList());
      }
      case "echo" ->
          texts(values.get(0) == null ? List.of() : List.of(String.valueOf(text(values.get(0)))));
      case "whoami" ->
          texts(
              List.of(
                  session.principal().subject(),
                  session.principal().groups().toString(),
                  session.principal().attributes().toString(),
                  session.principal().purpose().orElse("-"),
                  session.defaultSchema().orElse("-"),
                  session.timeZone().getId()));
      default -> result(Long.parseLong(argument), 10, Long.MAX_VALUE);
    };
  }

  @Override
  public List<VisibleTable> tables(QuerySession session) {
    boolean analyst = session.principal().groups().contains("analyst");
    VisibleTable line_ =
        new VisibleTable(
            "mesh",
            "sales.orders",
            "li_es",
            "VIEW",
            Optional.empty(),
            NUMBERS,
            List.of(),
            List.of());
    VisibleTable queries =
        new VisibleTable(
            "mesh",
            "system",
            "queries",
            "SYSTEM TABLE",
            Optional.empty(),
            TEXTS,
            List.of(),
            List.of());
    return analyst ? List.of(queries, lines(), line_) : List.of(queries);
  }

  private static VisibleTable lines() {
    return new VisibleTable(
        "mesh",
        "sales.orders",
        "lines",
        "TABLE",
        Optional.of("One row a line"),
        described(),
        List.of("i64", "t"),
        List.of(
            new VisibleTable.ForeignKey(
                "b_second", List.of("i64", "t"), "sales.orders", "li_es", List.of("id", "text")),
            new VisibleTable.ForeignKey(
                "a_first", List.of("t"), "system", "queries", List.of("text"))));
  }

  private static Schema described() {
    Schema every = everyType();
    Field first =
        new Field(
            "b",
            new FieldType(
                true, new ArrowType.Bool(), null, Map.of(ColumnMetadata.REMARKS, "Yes or no")),
            List.of());
    List<Field> fields = new java.util.ArrayList<>(every.getFields());
    fields.set(0, first);
    return new Schema(fields);
  }

  @Override
  public boolean cancel(QuerySession session, String queryId) {
    return false;
  }

  @Override
  public String catalogName() {
    return "mesh";
  }

  private static String verb(String sql) {
    int space = sql.indexOf(' ');
    return space < 0 ? sql : sql.substring(0, space);
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return "bytes:" + new String(bytes, StandardCharsets.UTF_8);
    }
    String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    return value.getClass().getSimpleName() + ":" + text;
  }

  private QueryResult texts(List<@Nullable String> texts) {
    return new MemoryResult(TEXTS, allocator, root -> fill(root, texts));
  }

  private static void fill(VectorSchemaRoot root, List<@Nullable String> texts) {
    VarCharVector vector = (VarCharVector) root.getVector(0);
    vector.allocateNew();
    for (int row = 0; row < texts.size(); row++) {
      String text = texts.get(row);
      if (text != null) {
        vector.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    root.setRowCount(texts.size());
  }

  private Numbers result(long rows, int textBytes, long breakAt) {
    return new Numbers(rows, textBytes, breakAt);
  }

  /** Numbers from 0 in batches of up to 4 MiB or 5,000 rows. */
  private final class Numbers implements QueryResult {

    private final long total;
    private final int textBytes;
    private final long breakAt;
    private final BufferAllocator memory = allocator.newChildAllocator("query", 0, Long.MAX_VALUE);
    private final Reader reader = new Reader(memory);
    private volatile boolean stopped;
    private long delivered;
    private boolean closed;

    Numbers(long total, int textBytes, long breakAt) {
      this.total = total;
      this.textBytes = textBytes;
      this.breakAt = breakAt;
    }

    @Override
    public String queryId() {
      return "q";
    }

    @Override
    public Schema schema() {
      return NUMBERS;
    }

    @Override
    public ArrowReader reader() {
      return reader;
    }

    @Override
    public long rows() {
      return delivered;
    }

    @Override
    public void cancel() {
      stopped = true;
      cancelled.incrementAndGet();
      cancelledOnce.countDown();
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        reader.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      memory.close();
      MemoryQueries.this.closed.release();
    }

    private final class Reader extends ArrowReader {

      Reader(BufferAllocator allocator) {
        super(allocator);
      }

      @Override
      public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        reading.countDown();
        await();
        if (stopped) {
          throw new IOException(new QueryException(ErrorCode.CANCELLED, "Stopped"));
        }
        if (delivered >= breakAt) {
          throw new IOException(
              new QueryException(ErrorCode.SOURCE_UNAVAILABLE, "The source went away"));
        }
        int limit = Math.max(1, Math.min(5_000, (4 << 20) / textBytes));
        int count = (int) Math.min(limit, Math.min(total, breakAt) - delivered);
        if (count == 0) {
          return false;
        }
        fill(getVectorSchemaRoot(), count);
        delivered += count;
        batches.incrementAndGet();
        return true;
      }

      private void fill(VectorSchemaRoot root, int count) {
        BigIntVector ids = (BigIntVector) root.getVector(0);
        VarCharVector texts = (VarCharVector) root.getVector(1);
        ids.allocateNew(count);
        texts.allocateNew((long) count * textBytes, count);
        byte[] text = "x".repeat(textBytes).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
          ids.set(i, delivered + i);
          if ((delivered + i) % 7 == 0) {
            texts.setNull(i);
          } else {
            texts.setSafe(i, text);
          }
        }
        root.setRowCount(count);
      }

      private void await() throws IOException {
        try {
          gate.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }

      @Override
      public long bytesRead() {
        return 0;
      }

      @Override
      protected void closeReadSource() {}

      @Override
      protected Schema readSchema() {
        return NUMBERS;
      }
    }
  }
}
