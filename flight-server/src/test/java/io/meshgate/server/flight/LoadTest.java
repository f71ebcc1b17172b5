package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.flight.TestServer.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Many connections with small queries beside large streams: none fails, and streams hold what they
 * may. How long answers take is a question for the benchmark of load.
 */
class LoadTest {

  private static final int CONNECTIONS = 16;
  private static final int SECONDS = 2;
  private static final int IDLE = 20;
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
        assertThat(small(logins)).isPositive();
        assertThat(streamed.get()).isPositive();
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
      long buffers = server.root.getAllocatedMemory();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < IDLE; i++) {
        RawClient client = new RawClient(server.port());
        client.login("eve");
        clients.add(client);
      }
      assertThat(server.root.getAllocatedMemory()).isEqualTo(buffers);
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

  /** Each connection asks about once a second; how many answers there were. */
  private long small(List<Login> logins) throws Exception {
    AtomicLong answers = new AtomicLong();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(Math.min(64, logins.size()));
    long period = Duration.ofSeconds(1).toMillis();
    for (int i = 0; i < logins.size(); i++) {
      Login login = logins.get(i);
      Future<?> unused =
          clock.scheduleAtFixedRate(
              () -> ask(login, answers), i * period / logins.size(), period, TimeUnit.MILLISECONDS);
    }
    boolean early = clock.awaitTermination(SECONDS, TimeUnit.SECONDS);
    assertThat(early).isFalse();
    clock.shutdown();
    assertThat(clock.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
    return answers.get();
  }

  private void ask(Login login, AtomicLong answers) {
    try {
      long rows = fetch(login, login.sql().execute("numbers 10", login.token())).count();
      if (rows != 10) {
        throw new IllegalStateException("10 rows were asked for, " + rows + " came");
      }
      answers.incrementAndGet();
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }
}
