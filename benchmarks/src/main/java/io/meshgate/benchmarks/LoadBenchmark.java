package io.meshgate.benchmarks;

import io.meshgate.benchmarks.GatewayChild.Memory;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Do small queries of many connections get their turn beside large streams, and does the gateway's
 * memory stay flat? What does a session cost that does nothing?
 *
 * <p>{@code -Dconnections=200} connections ask a mix of small queries, each once in {@code
 * -Dpause=10} seconds; {@code -Dstreams=8} readers take the whole table again and again; {@code
 * -Dseconds=300} is how long; {@code -Didle=1000} sessions log in and wait. The gateway is a
 * process of its own with a heap of 1 GiB. See the module's README.
 */
public final class LoadBenchmark {

  private static final double MIB = 1 << 20;
  private static final List<String> SMALL =
      List.of(
          "SELECT 1 AS one",
          "SELECT l_comment FROM " + ScanMesh.TABLE + " WHERE l_orderkey = 7 AND l_linenumber = 1",
          "SELECT COUNT(*) AS n, MIN(l_shipdate) AS d FROM " + ScanMesh.TABLE,
          "SELECT table_name FROM information_schema.tables",
          "SELECT a.l_tax FROM (SELECT l_tax FROM " + ScanMesh.TABLE + " LIMIT 5) AS a");

  private final Path folder;
  private final Size size;
  private final PrintStream out;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param connections that ask small queries
   * @param streams that read all rows
   * @param idle sessions that do nothing
   * @param seconds of load
   * @param pause seconds between two queries of one connection
   */
  record Size(int connections, int streams, int idle, int seconds, int pause, double scale) {}

  private record Session(FlightSqlClient sql, CredentialCallOption token) {}

  LoadBenchmark(Path folder, Size size, PrintStream out) {
    this.folder = folder;
    this.size = size;
    this.out = out;
  }

  /** Runs with the properties above; ends with 1 if a query failed. */
  public static void main(String[] arguments) throws Exception {
    Size size =
        new Size(
            Integer.getInteger("connections", 200),
            Integer.getInteger("streams", 8),
            Integer.getInteger("idle", 1000),
            Integer.getInteger("seconds", 300),
            Integer.getInteger("pause", 10),
            Double.parseDouble(System.getProperty("scale", "0.1")));
    System.exit(
        new LoadBenchmark(Files.createTempDirectory("meshgate-load"), size, System.out)
                .run()
                .isEmpty()
            ? 0
            : 1);
  }

  /** Runs; what failed. */
  List<Throwable> run() throws Exception {
    ScanMesh mesh = ScanMesh.write(folder, size.scale());
    try (GatewayChild gateway = GatewayChild.start(mesh.config("load"));
        BufferAllocator allocator = new RootAllocator()) {
      List<Session> sessions = sessions(gateway, allocator, size.connections());
      report("small queries, warming up", small(sessions, size.seconds() / 10 + 1));
      Memory warm = gateway.memory();
      print("memory of the gateway, warm", warm);
      report("small queries alone", small(sessions, size.seconds() / 5 + 1));
      beside(sessions, gateway, allocator);
      print("memory of the gateway after the load", gateway.memory());
      close(sessions);
      idle(gateway, allocator);
    }
    failures.stream().limit(3).forEach(failure -> failure.printStackTrace(out));
    out.printf("%d queries failed%n", failures.size());
    return List.copyOf(failures);
  }

  private void beside(List<Session> sessions, GatewayChild gateway, BufferAllocator allocator)
      throws Exception {
    AtomicLong rows = new AtomicLong();
    AtomicBoolean enough = new AtomicBoolean();
    List<Session> readers = sessions(gateway, allocator, size.streams());
    ExecutorService threads = Executors.newFixedThreadPool(size.streams() + 1);
    List<Future<?>> running = new ArrayList<>();
    readers.forEach(reader -> running.add(threads.submit(() -> stream(reader, rows, enough))));
    int parts = 5;
    running.add(
        threads.submit(
            () -> {
              for (int i = 1; i < parts; i++) {
                TimeUnit.MILLISECONDS.sleep(size.seconds() * 1000L / parts);
                print("memory of the gateway under load", gateway.memory());
              }
              return null;
            }));
    long begin = System.nanoTime();
    report("small queries beside streams", small(sessions, size.seconds()));
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(
        Locale.ROOT, "%d streams: %.0f rows/s together%n", readers.size(), rows.get() / seconds);
    enough.set(true);
    for (Future<?> future : running) {
      future.get();
    }
    threads.shutdown();
    close(readers);
  }

  private void idle(GatewayChild gateway, BufferAllocator allocator) throws Exception {
    Memory before = gateway.memory();
    List<Session> idle = sessions(gateway, allocator, size.idle());
    Memory after = gateway.memory();
    print(idle.size() + " idle sessions", after);
    out.printf(
        Locale.ROOT,
        "%d idle sessions cost %.1f MiB of heap, %.1f MiB of the process%n",
        idle.size(),
        (after.heap() - before.heap()) / MIB,
        (after.resident() - before.resident()) / MIB);
    close(idle);
  }

  private static List<Session> sessions(
      GatewayChild gateway, BufferAllocator allocator, int count) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FlightClient client =
          FlightClient.builder().allocator(allocator).location(gateway.location()).build();
      CredentialCallOption token =
          client.authenticateBasicToken(ScanMesh.USER, ScanMesh.PASSWORD).orElseThrow();
      sessions.add(new Session(new FlightSqlClient(client), token));
    }
    return sessions;
  }

  private static void close(List<Session> sessions) throws Exception {
    for (Session session : sessions) {
      session.sql().close();
    }
  }

  private void stream(Session session, AtomicLong rows, AtomicBoolean enough) {
    try {
      while (!enough.get()) {
        rows.addAndGet(read(session, "SELECT * FROM " + ScanMesh.TABLE));
      }
    } catch (Exception e) {
      failures.add(e);
    }
  }

  /** Each connection asks in turn; the nanoseconds that each answer took. */
  private List<Long> small(List<Session> sessions, int seconds) throws Exception {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(sessions.size());
    long pause = TimeUnit.SECONDS.toMillis(size.pause());
    List<ScheduledFuture<?>> asking = new ArrayList<>();
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      String sql = SMALL.get(i % SMALL.size());
      asking.add(
          clock.scheduleWithFixedDelay(
              () -> ask(session, sql, times),
              i * pause / sessions.size(),
              pause,
              TimeUnit.MILLISECONDS));
    }
    TimeUnit.SECONDS.sleep(seconds);
    asking.forEach(task -> task.cancel(false));
    clock.shutdown();
    if (!clock.awaitTermination(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("A small query took more than five minutes");
    }
    return List.copyOf(times);
  }

  private void ask(Session session, String sql, ConcurrentLinkedQueue<Long> times) {
    long begin = System.nanoTime();
    try {
      if (read(session, sql) == 0) {
        throw new IllegalStateException("No rows: " + sql);
      }
      times.add(System.nanoTime() - begin);
    } catch (Exception e) {
      failures.add(e);
    }
  }

  private static long read(Session session, String sql) throws Exception {
    FlightInfo info = session.sql().execute(sql, session.token());
    long rows = 0;
    try (FlightStream stream =
        session.sql().getStream(info.getEndpoints().get(0).getTicket(), session.token())) {
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
    }
    return rows;
  }

  private void report(String name, List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    if (sorted.isEmpty()) {
      failures.add(new IllegalStateException("No answers: " + name));
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s: %d answers, median %.0f ms, 99 of 100 within %.0f ms, longest %.0f ms%n",
        name,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6);
  }

  private void print(String name, Memory memory) {
    out.printf(
        Locale.ROOT,
        "%s: %.0f MiB of live heap, %.0f MiB of the process%n",
        name,
        memory.heap() / MIB,
        memory.resident() / MIB);
  }
}
