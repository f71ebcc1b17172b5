package io.meshgate.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.server.GatewayProcess;
import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.auth.oidc.TestProvider;
import io.meshgate.server.config.Transport;
import io.meshgate.server.flight.Carrier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two whole gateways that share files and a token key, and otherwise know nothing of each other.
 */
class TwoGatewaysTest {

  private static final String POLICY =
      """
      apiVersion: meshgate.io/v1
      kind: AccessPolicySet
      id: analysts
      version: 1
      owner: governance
      appliesTo: {all: true}
      grants:
        - {id: analysts, to: {groups: [analyst]}, columns: {allow: ['*']}, rows: all}
      """;

  private final RootAllocator memory = new RootAllocator();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestProvider idp;
  private GatewayProcess first;
  private GatewayProcess second;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    idp = TestProvider.start();
    Files.createDirectories(folder.resolve("lake"));
    Files.createDirectories(folder.resolve("products"));
    Files.createDirectories(folder.resolve("policies"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT 'DE' AS code) TO '%s' (FORMAT parquet)"
              .formatted(folder.resolve("lake/countries.parquet")));
    }
    Files.writeString(
        folder.resolve("products/places.odcs.yaml"),
        Contract.lake("geo", "places", Contract.table("countries", "countries", "code")));
    Files.writeString(folder.resolve("policies/analysts.policy.yaml"), POLICY);
    Files.writeString(folder.resolve("users.yaml"), UsersFixture.YAML);
    first = gateway(folder, "one");
    second = gateway(folder, "two");
  }

  private GatewayProcess gateway(Path folder, String name) throws Exception {
    Path mesh =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            apiVersion: meshgate.io/v1
            kind: Mesh
            name: %s
            server: {host: localhost, port: 0, tokenKey: 0123456789abcdef0123456789abcdef}
            authentication:
              users: users.yaml
              oidc:
                - {name: corp, issuer: "%s", audience: meshgate, groupsClaim: groups, allowHttp: true}
            sources:
              lake: {type: duckdb, folder: lake}
            """
                .formatted(name, idp.issuer()));
    return GatewayProcess.start(mesh, config -> config.withTransport(new Transport.Plaintext()));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable client : open) {
      client.close();
    }
    first.close();
    second.close();
    idp.close();
    memory.close();
  }

  @Test
  void goOnWithEachOthersSessionsTicketsAndPreparedStatements() throws Exception {
    Carrier ada = new Carrier("Bearer " + idp.sign(idp.claims("ada", Instant.now())));
    FlightClient here = client(first, ada);
    FlightClient there = client(second, ada);
    assertThat(failure(there, "SELECT code FROM countries")).contains("NOT_FOUND");
    here.setSessionOptions(
        new SetSessionOptionsRequest(
            Map.of("schema", SessionOptionValueFactory.makeSessionOptionValue("geo.places"))));
    assertThat(rows(there, "SELECT code FROM countries")).containsExactly("DE");
    FlightSqlClient sql = new FlightSqlClient(here);
    Ticket ticket = info(here, "SELECT code FROM countries").getEndpoints().get(0).getTicket();
    assertThat(rows(there.getStream(ticket))).containsExactly("DE");
    try (FlightSqlClient.PreparedStatement prepared = sql.prepare("SELECT code FROM countries")) {
      FlightInfo info = prepared.execute();
      Ticket next = there.getInfo(info.getDescriptor()).getEndpoints().get(0).getTicket();
      assertThat(rows(there.getStream(next))).containsExactly("DE");
    }
  }

  @Test
  void keepThemFromEverybodyElse() throws Exception {
    Carrier ada = new Carrier("Bearer " + idp.sign(idp.claims("ada", Instant.now())));
    // Of the same groups, so that only the name makes a difference.
    Carrier ida = new Carrier("Bearer " + idp.sign(idp.claims("ida", Instant.now())));
    FlightClient here = client(first, ada);
    FlightClient there = client(second, ida);
    Ticket ticket =
        info(here, "SELECT code FROM geo.places.countries").getEndpoints().get(0).getTicket();
    byte[] forged = ticket.getBytes();
    forged[forged.length - 1] ^= 1;
    String stolen = String.valueOf(catchThrowable(() -> rows(there.getStream(ticket))));
    assertThat(stolen)
        .contains("NOT_FOUND")
        .isEqualTo(String.valueOf(catchThrowable(() -> rows(there.getStream(new Ticket(forged))))));
    try (FlightSqlClient.PreparedStatement prepared =
        new FlightSqlClient(here).prepare("SELECT code FROM geo.places.countries")) {
      FlightDescriptor handle = prepared.execute().getDescriptor();
      byte[] other = handle.getCommand();
      other[other.length - 1] ^= 1;
      assertThat(String.valueOf(catchThrowable(() -> there.getInfo(handle))))
          .contains("NOT_FOUND")
          .isEqualTo(
              String.valueOf(catchThrowable(() -> there.getInfo(FlightDescriptor.command(other)))));
    }
    Carrier nobody =
        new Carrier("Bearer " + idp.sign(idp.claims("nina", Instant.now()).claim("groups", null)));
    assertThat(failure(client(first, nobody), "SELECT code FROM geo.places.countries"))
        .contains("NOT_FOUND");
  }

  private FlightClient client(GatewayProcess gateway, Carrier carrier) {
    FlightClient client =
        FlightClient.builder(memory, Location.forGrpcInsecure("localhost", gateway.port()))
            .intercept(carrier)
            .build();
    open.add(client);
    return client;
  }

  private static FlightInfo info(FlightClient client, String sql) {
    return client.getInfo(FlightDescriptor.command(sql.getBytes(StandardCharsets.UTF_8)));
  }

  private static String failure(FlightClient client, String sql) {
    return String.valueOf(catchThrowable(() -> info(client, sql)));
  }

  private static List<String> rows(FlightClient client, String sql) throws Exception {
    return rows(client.getStream(info(client, sql).getEndpoints().get(0).getTicket()));
  }

  private static List<String> rows(FlightStream stream) throws Exception {
    List<String> rows = new ArrayList<>();
    try (stream) {
      while (stream.next()) {
        for (int i = 0; i < stream.getRoot().getRowCount(); i++) {
          rows.add(String.valueOf(stream.getRoot().getVector(0).getObject(i)));
        }
      }
    }
    return rows;
  }
}
