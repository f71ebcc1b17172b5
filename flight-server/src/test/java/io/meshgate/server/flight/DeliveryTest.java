package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.meshgate.server.flight.TestServer.Login;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How results reach clients, and what happens when they do not. */
class DeliveryTest {

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = TestServer.plaintext(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void tellsAnErrorInTheMiddleOfAResult() throws Exception {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("break 12000", eve.token());
      Rows stream = fetch(eve, info);
      FlightRuntimeException failure = failure(() -> stream.count());
      stream.close();
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE);
      assertThat(failure.status().description())
          .isEqualTo("SOURCE_UNAVAILABLE: The source went away");
      server.queries.closed.acquire();
    }
  }

  @Test
  void cancelsOnRequest() throws Exception {
    try (Login eve = server.login("eve");
        Login bob = server.login("bob")) {
      FlightInfo info = eve.sql().execute("endless", eve.token());
      CancelFlightInfoRequest request = new CancelFlightInfoRequest(info);
      assertThat(eve.flight().cancelFlightInfo(request, eve.token()).getStatus())
          .isEqualTo(CancelStatus.NOT_CANCELLABLE);
      try (Rows stream = fetch(eve, info)) {
        assertThat(stream.raw().next()).isTrue();
        assertThatThrownBy(() -> bob.flight().cancelFlightInfo(request, bob.token()))
            .hasMessageContaining("NOT_FOUND");
        assertThat(eve.flight().cancelFlightInfo(request, eve.token()).getStatus())
            .isEqualTo(CancelStatus.CANCELLING);
        FlightRuntimeException failure = failure(() -> stream.count());
        assertThat(failure.status().description())
            .isEqualTo("CANCELLED: The query was cancelled on request");
      }
      server.queries.closed.acquire();
    }
  }

  @Test
  void stopsWhenTheClientLeaves() throws Exception {
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("endless", eve.token()));
      assertThat(stream.raw().next()).isTrue();
      stream.raw().cancel("enough", null);
      server.queries.closed.acquire();
      stream.close();
    }
  }

  @Test
  void stopsAQueryThatHasNotAnswered() throws Exception {
    server.queries.gate = new CountDownLatch(1);
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("endless", eve.token()));
      server.queries.reading.await();
      stream.raw().cancel("enough", null);
      server.queries.cancelledOnce.await();
      server.queries.gate.countDown();
      server.queries.closed.acquire();
      stream.close();
    }
  }

  @Test
  void producesNoFurtherThanASlowClientTakes() throws Exception {
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("wide 4000", eve.token()));
      assertThat(stream.raw().next()).isTrue();
      // Another result comes whole past the one that nobody reads.
      assertThat(fetch(eve, eve.sql().execute("numbers 100000", eve.token())).count())
          .isEqualTo(100_000);
      assertThat(server.root.getPeakMemoryAllocation()).isLessThan(64L << 20);
      assertThat(server.queries.batches.get()).isLessThan(64);
      assertThat(stream.count()).isGreaterThan(3_900);
      stream.close();
      server.queries.closed.acquire(2);
    }
  }

  @Test
  void keepsBatchesBelowWhatClientsAccept() throws Exception {
    try (Login eve = server.login("eve");
        Rows stream = fetch(eve, eve.sql().execute("wide 200", eve.token()))) {
      long rows = 0;
      while (stream.raw().next()) {
        long bytes =
            stream.raw().getRoot().getFieldVectors().stream()
                .mapToLong(FieldVector::getBufferSize)
                .sum();
        assertThat(bytes).isLessThanOrEqualTo(3L << 20);
        BigIntVector ids = (BigIntVector) stream.raw().getRoot().getVector(0);
        for (int i = 0; i < ids.getValueCount(); i++) {
          assertThat(ids.get(i)).isEqualTo(rows++);
        }
      }
      assertThat(rows).isEqualTo(200);
    }
  }

  @Test
  void answersWhileManyQueriesWaitForTheirSources() throws Exception {
    server.queries.gate = new CountDownLatch(1);
    try (Login eve = server.login("eve")) {
      List<Rows> waiting = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        waiting.add(fetch(eve, eve.sql().execute("numbers 10", eve.token())));
      }
      try (Login bob = server.login("bob")) {
        assertThat(fetch(bob, bob.sql().execute("whoami", bob.token())).values()).contains("bob");
      }
      server.queries.gate.countDown();
      for (Rows stream : waiting) {
        assertThat(stream.count()).isEqualTo(10);
      }
    }
  }

  @Test
  void tellsTheNumberOfRowsOnlyOfWholeResults() {
    try (Login eve = server.login("eve");
        RawClient raw = new RawClient(server.port())) {
      Metadata.Key<String> rows =
          Metadata.Key.of("meshgate-rows", Metadata.ASCII_STRING_MARSHALLER);
      assertThat(deliver(eve, raw, "numbers 12345").trailers().get(rows)).isEqualTo("12345");
      assertThat(deliver(eve, raw, "numbers 0").trailers().get(rows)).isEqualTo("0");
      assertThat(deliver(eve, raw, "break 12000").trailers().containsKey(rows)).isFalse();
    }
  }

  private static RawClient.End deliver(Login login, RawClient raw, String sql) {
    byte[] ticket =
        login.sql().execute(sql, login.token()).getEndpoints().get(0).getTicket().getBytes();
    byte[] message =
        Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(ticket)).build().toByteArray();
    return raw.call("DoGet", raw.login("eve"), List.of(message)).end();
  }

  @Test
  void endsRunningQueriesWhenItCloses() throws Exception {
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("endless", eve.token()));
      assertThat(stream.raw().next()).isTrue();
      server.server().close();
      server.queries.closed.acquire();
      // The reason itself arrives only if the client has room for it.
      FlightRuntimeException failure = failure(() -> stream.count());
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.CANCELLED);
    }
  }

  private static FlightRuntimeException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(FlightRuntimeException.class, call);
  }
}
