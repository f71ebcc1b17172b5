package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import io.meshgate.server.flight.TestServer.Login;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.CancelResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints of results: how long they last, and what clients can do with them. */
class EndpointTest {

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
  void saysWhenATicketExpires() {
    try (Login eve = server.login("eve")) {
      FlightEndpoint endpoint = endpoint(eve, "numbers 3");
      Instant now = Instant.now();
      assertThat(expiry(endpoint))
          .isBetween(now.plus(Duration.ofMinutes(55)), now.plus(Duration.ofMinutes(61)));
      // Until then it may be fetched again.
      assertThat(fetch(eve, endpoint.getTicket()).count()).isEqualTo(3);
      assertThat(fetch(eve, endpoint.getTicket()).count()).isEqualTo(3);
    }
  }

  /**
   * As after a policy has denied a column: the client would read other columns than it was told.
   */
  @Test
  void refusesATicketWhoseColumnsAreNoLongerThose() {
    try (Login eve = server.login("eve")) {
      FlightEndpoint endpoint = endpoint(eve, "shrinks");
      assertThatThrownBy(() -> fetch(eve, endpoint.getTicket()).count())
          .hasMessageContaining("INVALID_QUERY: The columns of the result have changed");
    }
  }

  @Test
  void renewsATicketForItsOwner() {
    try (Login eve = server.login("eve");
        Login bob = server.login("bob")) {
      FlightEndpoint endpoint = endpoint(eve, "numbers 3");
      RenewFlightEndpointRequest request = new RenewFlightEndpointRequest(endpoint);
      FlightEndpoint fresh = eve.flight().renewFlightEndpoint(request, eve.token());
      assertThat(fresh.getTicket()).isNotEqualTo(endpoint.getTicket());
      assertThat(fresh.getLocations()).isEmpty();
      assertThat(expiry(fresh)).isAfterOrEqualTo(expiry(endpoint));
      assertThat(fetch(eve, fresh.getTicket()).count()).isEqualTo(3);
      assertThatThrownBy(() -> bob.flight().renewFlightEndpoint(request, bob.token()))
          .hasMessageContaining("NOT_FOUND: There is no such ticket");
    }
  }

  @Test
  void renewsWhatDoesNotExpire() {
    try (Login eve = server.login("eve")) {
      FlightEndpoint catalogs = eve.sql().getCatalogs(eve.token()).getEndpoints().get(0);
      assertThat(catalogs.getExpirationTime()).isEmpty();
      FlightEndpoint fresh =
          eve.flight().renewFlightEndpoint(new RenewFlightEndpointRequest(catalogs), eve.token());
      assertThat(fetch(eve, fresh.getTicket()).values()).containsExactly("mesh");
      RenewFlightEndpointRequest rubbish =
          new RenewFlightEndpointRequest(new FlightEndpoint(new Ticket(new byte[] {1, 2})));
      assertThatThrownBy(() -> eve.flight().renewFlightEndpoint(rubbish, eve.token()))
          .hasMessageContaining("NOT_FOUND: There is no such ticket");
    }
  }

  @Test
  void cancelsNothingOfMetadata() {
    try (Login eve = server.login("eve")) {
      FlightInfo catalogs = eve.sql().getCatalogs(eve.token());
      assertThat(
              eve.flight()
                  .cancelFlightInfo(new CancelFlightInfoRequest(catalogs), eve.token())
                  .getStatus())
          .isEqualTo(CancelStatus.NOT_CANCELLABLE);
    }
  }

  @Test
  @SuppressWarnings("deprecation") // Older clients have no other way to cancel.
  void cancelsByTheOlderActionToo() throws Exception {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("endless", eve.token());
      assertThat(eve.sql().cancelQuery(info, eve.token())).isEqualTo(CancelResult.NOT_CANCELLABLE);
      FlightEndpoint renewed =
          eve.flight()
              .renewFlightEndpoint(
                  new RenewFlightEndpointRequest(info.getEndpoints().get(0)), eve.token());
      try (Rows stream = fetch(eve, renewed.getTicket())) {
        assertThat(stream.raw().next()).isTrue();
        assertThat(eve.sql().cancelQuery(info, eve.token())).isEqualTo(CancelResult.CANCELLING);
        assertThatThrownBy(stream::count)
            .hasMessageContaining("CANCELLED: The query was cancelled on request");
      }
      server.queries.closed.acquire();
    }
  }

  @Test
  void completesAPollAtOnce() {
    try (Login eve = server.login("eve")) {
      CommandStatementQuery query =
          CommandStatementQuery.newBuilder().setQuery("numbers 3").build();
      FlightDescriptor descriptor = FlightDescriptor.command(Any.pack(query).toByteArray());
      PollInfo poll = eve.flight().pollInfo(descriptor, eve.token());
      assertThat(poll.getFlightDescriptor()).isEmpty();
      assertThat(poll.getProgress()).hasValue(1.0);
      assertThat(fetch(eve, poll.getFlightInfo()).count()).isEqualTo(3);
    }
  }

  @Test
  void survivesSerialization() throws Exception {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("numbers 3", eve.token());
      FlightInfo copy = FlightInfo.deserialize(info.serialize());
      assertThat(fetch(eve, copy).count()).isEqualTo(3);
    }
  }

  @Test
  void listsActionsAndNoFlights() {
    try (Login eve = server.login("eve")) {
      List<String> names = new ArrayList<>();
      for (ActionType type : eve.flight().listActions(eve.token())) {
        names.add(type.getType());
      }
      assertThat(names)
          .containsExactlyInAnyOrder(
              "CreatePreparedStatement",
              "ClosePreparedStatement",
              "CancelQuery",
              "CancelFlightInfo",
              "RenewFlightEndpoint",
              "SetSessionOptions",
              "GetSessionOptions",
              "CloseSession",
              "meshgate.CancelQuery");
      assertThat(eve.flight().listFlights(Criteria.ALL, eve.token())).isEmpty();
      for (String name : names) {
        boolean bodiless =
            List.of("ClosePreparedStatement", "CloseSession", "GetSessionOptions").contains(name);
        if (!bodiless && !name.startsWith("meshgate.")) {
          Action rubbish = new Action(name, new byte[] {(byte) 0xff, 0x01, 0x7f});
          assertThatThrownBy(
                  () -> eve.flight().doAction(rubbish, eve.token()).forEachRemaining(r -> {}))
              .as(name)
              .hasMessageContaining("INVALID_QUERY: The body of the action " + name);
        }
      }
    }
  }

  // Arrow's Java client of 18.3 adds the seconds of the message twice.
  private static Instant expiry(FlightEndpoint endpoint) {
    long doubled = endpoint.getExpirationTime().orElseThrow().getEpochSecond();
    return Instant.ofEpochSecond(doubled / 2);
  }

  private static FlightEndpoint endpoint(Login login, String sql) {
    return login.sql().execute(sql, login.token()).getEndpoints().get(0);
  }
}
