package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that were taken away after a query was begun, and before its rows were fetched. */
class RevocationTest {

  private static final String SQL = "SELECT id, name FROM crm.customers.people ORDER BY id";
  private static final String DENIALS =
      """
      denials:
        - {id: out, to: {users: [ana]}}
      """;
  private static final String MASK =
      """
      rowPolicies:
        - {id: one, effect: restrict, to: {all: true}, when: "id = 1"}
      columnMasks:
        - {id: name, match: {columns: [name]}, to: {all: true}, using: redact}
      """;

  private static TestMesh start(Path root) throws Exception {
    Path folder = TestMesh.configureLake(root, "revocation", "");
    Files.writeString(folder.resolve("policies/open.policy.yaml"), TestMesh.OPEN);
    Stores.duckDb(
        "COPY (SELECT CAST(i AS BIGINT) AS id, 'canary' || i AS name FROM range(3) AS t (i)) TO '"
            + folder.resolve("lake/people.parquet")
            + "'");
    Files.writeString(
        folder.resolve("products/people.odcs.yaml"),
        Contract.lake(
            "crm", "customers", Contract.table("people", "people.parquet", "id", "name")));
    return TestMesh.start(folder);
  }

  /** Puts a policy into force and waits until a query under way elsewhere obeys it. */
  private static void change(TestMesh mesh, String rules, String answer) throws Exception {
    mesh.write("policies/open.policy.yaml", TestMesh.OPEN + rules);
    Poll.until(
        "the policy is in force",
        () -> {
          try (TestMesh.Login login = mesh.login("ana")) {
            return answer(login, () -> login.sql().execute(SQL, login.token())).equals(answer);
          }
        });
  }

  private interface Asked {
    FlightInfo info() throws Exception;
  }

  /** The rows, or the code at the beginning of the error. */
  private static String answer(TestMesh.Login login, Asked asked) {
    List<String> answer = new ArrayList<>();
    Throwable failure =
        catchThrowable(
            () -> answer.addAll(rows(login, asked.info().getEndpoints().get(0).getTicket())));
    if (failure == null) {
      return String.join(", ", answer);
    }
    assertThat(failure.getMessage()).doesNotContain("canary");
    return String.valueOf(failure.getMessage()).replaceAll("(?s): .*", "");
  }

  private static List<String> rows(TestMesh.Login login, Ticket ticket) throws Exception {
    List<String> rows = new ArrayList<>();
    try (FlightStream stream = login.sql().getStream(ticket, login.token())) {
      while (stream.next()) {
        for (int i = 0; i < stream.getRoot().getRowCount(); i++) {
          rows.add(
              stream.getRoot().getVector(0).getObject(i)
                  + " "
                  + stream.getRoot().getVector(1).getObject(i));
        }
      }
    }
    return rows;
  }

  private static String jdbc(PreparedStatement statement) {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(result.getString(1) + " " + result.getString(2));
      }
      return String.join(", ", rows);
    } catch (SQLException | RuntimeException e) {
      // The driver lets what the gateway says through as it is.
      assertThat(e.getMessage()).doesNotContain("canary");
      return "refused";
    }
  }

  @Test
  void endsTicketsPollsAndPreparedStatementsThatWereGivenBefore(@TempDir Path root)
      throws Exception {
    try (TestMesh mesh = start(root);
        TestMesh.Login ana = mesh.login("ana");
        FlightClient flight = mesh.client();
        Connection connection = mesh.jdbc("ana");
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      FlightInfo begun = ana.sql().execute(SQL, ana.token());
      FlightDescriptor command =
          FlightDescriptor.command(
              Any.pack(CommandStatementQuery.newBuilder().setQuery(SQL).build()).toByteArray());
      PollInfo poll = flight.pollInfo(command, ana.token());
      FlightSqlClient.PreparedStatement prepared = ana.sql().prepare(SQL, ana.token());
      String all = "0 canary0, 1 canary1, 2 canary2";
      assertThat(answer(ana, () -> begun)).isEqualTo(all);
      assertThat(answer(ana, poll::getFlightInfo)).isEqualTo(all);
      assertThat(answer(ana, () -> prepared.execute(ana.token()))).isEqualTo(all);
      assertThat(jdbc(statement)).isEqualTo(all);
      FlightInfo later = prepared.execute(ana.token());

      change(mesh, DENIALS, "NOT_FOUND");
      assertThat(answer(ana, () -> begun)).isEqualTo("NOT_FOUND");
      assertThat(answer(ana, () -> later)).isEqualTo("NOT_FOUND");
      assertThat(answer(ana, poll::getFlightInfo)).isEqualTo("NOT_FOUND");
      assertThat(answer(ana, () -> flight.pollInfo(command, ana.token()).getFlightInfo()))
          .isEqualTo("NOT_FOUND");
      assertThat(answer(ana, () -> prepared.execute(ana.token()))).isEqualTo("NOT_FOUND");
      assertThat(jdbc(statement)).isEqualTo("refused");
      Ticket renewed =
          flight
              .renewFlightEndpoint(
                  new RenewFlightEndpointRequest(begun.getEndpoints().get(0)), ana.token())
              .getTicket();
      assertThat(catchThrowable(() -> rows(ana, renewed))).hasMessageContaining("NOT_FOUND");

      change(mesh, MASK, "1 XXXX");
      assertThat(answer(ana, () -> begun)).isEqualTo("1 XXXX");
      assertThat(answer(ana, () -> later)).isEqualTo("1 XXXX");
      assertThat(answer(ana, () -> prepared.execute(ana.token()))).isEqualTo("1 XXXX");
      assertThat(jdbc(statement)).isEqualTo("1 XXXX");
      prepared.close(ana.token());
    }
  }
}
