package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.flight.TestServer.Login;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections with small queries beside large streams.
 *
 * <p>Small here; {@code -Dmeshgate.load.connections=200 -Dmeshgate.load.seconds=300
 * -Dmeshgate.load.idle=1000} is the real one. Times are printed, never asserted.
 */
class LoadTest {

  private static final int CONNECTIONS = Integer.getInteger("meshgate.load.connections", 16);
  private static final int SECONDS = Integer.getInteger("meshgate.load.seconds", 2);
  private static final int IDLE = Integer.getInteger("meshgate.load.idle", 20);
  private static final int STREAMS = 8;
  private static final long MIB = 1L << 20;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void answersSmallQueriesBesideLargeStreams(@TempDir Path folder) throws Exception {
    try (TestServer server = TestServer.plaintext(folder)) {
      List<Login> logins = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        logins.add(server.login(i % 2 == 0 ? "eve" : "bob"));
      }
      report("small queries, warming up", small(logins, Math.max(1, SECONDS / 10)));
      report("small queries alone", small(logins, Math.max(1, SECONDS / 4)));
      AtomicLong streamed = new AtomicLong();
      ExecutorService readers = Executors.newFixedThreadPool(STREAMS);
      List<Rows> streams = new ArrayList<>();
      List<Future<?>> running = new ArrayList<>();
      try (Login large = server.login("eve")) {
        for (int i = 0; i < STREAMS; i++) {
          Rows stream = fetch(large, large.sql().execute("endless", large.token()));
          streams.add(stream);
          running.add(readers.submit(() -> read(stream, streamed)));
        }
        long begin = System.nanoTime();
        report("small queries beside streams", small(logins, SECONDS));
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            Locale.ROOT, "%d streams: %.0f rows/s%n", STREAMS, streamed.get() / seconds);
        memory(server);
        streams.forEach(stream -> stream.raw().cancel("enough", null));
        for (Future<?> future : running) {
          future.get();
        }
        streams.forEach(Rows::close);
        server.queries.closed.acquire(STREAMS);
      }
      readers.shutdown();
      logins.forEach(Login::close);
      assertThat(failures).isEmpty();
      // A stream holds what its reader has not taken: the threshold and a batch or two.
      assertThat(server.root.getPeakMemoryAllocation()).isLessThan((STREAMS + 4) * 24 * MIB);
    }
  }

  @Test
  void keepsIdleSessionsCheap(@TempDir Path folder) throws Exception {
    try (TestServer server = TestServer.plaintext(folder)) {
      server.login("eve").close();
      long before = used();
      long buffers = server.root.getAllocatedMemory();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < IDLE; i++) {
        RawClient client = new RawClient(server.port());
        client.login("eve");
        clients.add(client);
      }
      assertThat(server.root.getAllocatedMemory()).isEqualTo(buffers);
      System.out.printf(
          Locale.ROOT,
          "%d idle sessions, clients included: %.1f MiB of heap and direct memory%n",
          IDLE,
          (used() - before) / (double) MIB);
      clients.forEach(RawClient::close);
    }
  }

  private static void read(Rows stream, AtomicLong rows) {
    try {
      while (stream.raw().next()) {
        rows.addAndGet(stream.raw().getRoot().getRowCount());
      }
    } catch (org.apache.arrow.flight.FlightRuntimeException e) {
      // The stream is endless: being cancelled is its only end.
      assertThat(e.status().code()).isEqualTo(org.apache.arrow.flight.FlightStatusCode.CANCELLED);
    }
  }

  /** Each connection asks about once a second; the times of all answers. */
  private List<Long> small(List<Login> logins, int seconds) throws Exception {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(Math.min(64, logins.size()));
    long period = Duration.ofSeconds(1).toMillis();
    for (int i = 0; i < logins.size(); i++) {
      Login login = logins.get(i);
      Future<?> unused =
          clock.scheduleAtFixedRate(
              () -> ask(login, times), i * period / logins.size(), period, TimeUnit.MILLISECONDS);
    }
    boolean early = clock.awaitTermination(seconds, TimeUnit.SECONDS);
    assertThat(early).isFalse();
    clock.shutdown();
    assertThat(clock.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    return List.copyOf(times);
  }

  private void ask(Login login, ConcurrentLinkedQueue<Long> times) {
    long begin = System.nanoTime();
    try {
      long rows = fetch(login, login.sql().execute("numbers 10", login.token())).count();
      if (rows != 10) {
        throw new IllegalStateException("10 rows were asked for, " + rows + " came");
      }
      times.add(System.nanoTime() - begin);
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  private static void report(String name, List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    assertThat(sorted).isNotEmpty();
    System.out.printf(
        Locale.ROOT,
        "%s: %d answers, median %.1f ms, 99 of 100 within %.1f ms, longest %.1f ms%n",
        name,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.get(sorted.size() - 1) / 1e6);
  }

  private static void memory(TestServer server) {
    System.out.printf(
        Locale.ROOT,
        "heap and direct memory %.0f MiB, Arrow of the server %.1f MiB, at its peak %.1f MiB,"
            + " %d threads%n",
        used() / (double) MIB,
        server.root.getAllocatedMemory() / (double) MIB,
        server.root.getPeakMemoryAllocation() / (double) MIB,
        Thread.activeCount());
  }

  private static long used() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
  }
}
