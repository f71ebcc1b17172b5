package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.meshgate.server.auth.UsersFixture;
import io.meshgate.server.auth.token.AccessTokensFile;
import io.meshgate.server.config.AuthenticationConfig;
import io.meshgate.server.config.ServerConfig;
import io.meshgate.server.config.Transport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.arrow.driver.jdbc.ArrowFlightJdbcDriver;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.client.ClientCookieMiddleware;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of a session reach the next call, whatever its client carries, at any gateway. */
class SessionsTest {

  private static final Map<String, String> OPTIONS =
      Map.of("schema", "a.b", "timezone", "Europe/Rome", "purpose", "audit");

  private Path folder;
  private TestServer first;
  private TestServer second;
  private final List<FlightClient> open = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    first = TestServer.plaintext(Files.createDirectory(folder.resolve("first")));
    AuthenticationConfig shared =
        AuthenticationConfig.of(folder.resolve("first").resolve("users.yaml"));
    second =
        TestServer.with(
            Files.createDirectory(folder.resolve("second")),
            new Transport.Plaintext(),
            config ->
                new ServerConfig(
                    config.host(),
                    config.port(),
                    config.transport(),
                    config.tokenKeys(),
                    config.tokenLifetime(),
                    shared));
  }

  @AfterEach
  void stop() throws Exception {
    for (FlightClient client : open) {
      client.close();
    }
    first.close();
    second.close();
  }

  @Test
  void travelInTheTokenOfClientsWithoutCookies() {
    Carrier carrier = new Carrier(token("eve"));
    FlightClient here = client(first, carrier);
    FlightClient there = client(second, carrier);
    assertThat(set(here, OPTIONS)).isEmpty();
    assertThat(carrier.replaced()).isEqualTo(1);
    assertThat(whoami(there)).containsSequence("audit", "a.b", "Europe/Rome");
    set(there, Map.of("schema", "c.d", "purpose", ""));
    assertThat(whoami(here)).containsSequence("-", "c.d", "Europe/Rome");
    here.closeSession(new CloseSessionRequest());
    here.closeSession(new CloseSessionRequest());
    assertThat(whoami(there)).containsSequence("-", "-", "UTC");
    assertThat(carrier.replaced()).isEqualTo(3);
  }

  @Test
  void travelInACookieOfClientsThatKeepTheirToken() {
    ClientCookieMiddleware.Factory cookies = new ClientCookieMiddleware.Factory();
    CredentialCallOption token = login(first, "eve");
    FlightClient here = client(first, cookies);
    FlightClient there = client(second, cookies);
    set(here, OPTIONS, token);
    assertThat(whoami(there, token)).containsSequence("audit", "a.b", "Europe/Rome");
    set(there, Map.of("schema", "c.d"), token);
    assertThat(whoami(here, token)).containsSequence("audit", "c.d", "Europe/Rome");
    here.closeSession(new CloseSessionRequest(), token);
    assertThat(whoami(here, token)).containsSequence("-", "-", "UTC");
    assertThat(whoami(there, token)).containsSequence("-", "-", "UTC");
  }

  @Test
  void stayWithTheGatewayForClientsThatCarryNothing() {
    CredentialCallOption token = login(first, "eve");
    FlightClient here = client(first);
    set(here, OPTIONS, token);
    assertThat(whoami(here, token)).containsSequence("audit", "a.b", "Europe/Rome");
    assertThat(whoami(client(second), token)).containsSequence("-", "-", "UTC");
    here.closeSession(new CloseSessionRequest(), token);
    assertThat(whoami(here, token)).containsSequence("-", "-", "UTC");
  }

  @Test
  void belongToOneConnectionWhereAnAccessTokenIsSharedAndTravelWithIt() throws Exception {
    String secret = accessToken("eve");
    FlightClient one = client(first);
    FlightClient other = client(first);
    CallOption bearer = Headers.of("authorization", "Bearer " + secret);
    set(one, OPTIONS, bearer);
    assertThat(whoami(one, bearer)).containsSequence("audit", "a.b", "Europe/Rome");
    assertThat(whoami(other, bearer)).containsSequence("-", "-", "UTC");
    Carrier carrier = new Carrier("Bearer " + secret);
    set(client(first, carrier), OPTIONS);
    assertThat(carrier.authorization()).isNotEqualTo("Bearer " + secret);
    assertThat(whoami(client(second, carrier))).contains("a.b");
    String session = carrier.authorization();
    new AccessTokensFile(folder.resolve("first/.meshgate/tokens.yaml"))
        .remove(secret.substring(4, 12));
    assertThat(refusal(client(second), Headers.of("authorization", session)))
        .isEqualTo(refusal(client(second), Headers.of("authorization", "Bearer forged")));
  }

  @Test
  void areSetByPropertiesOfAJdbcConnectionWithAnAccessToken() throws Exception {
    Properties properties = new Properties();
    properties.put("token", accessToken("eve"));
    properties.put("useEncryption", "false");
    properties.put("schema", "a.b");
    properties.put("timezone", "Europe/Rome");
    properties.put("purpose", "audit");
    try (Connection connection =
            new ArrowFlightJdbcDriver()
                .connect("jdbc:arrow-flight-sql://localhost:" + first.port(), properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("whoami")) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      assertThat(values).startsWith("eve").containsSequence("audit", "a.b", "Europe/Rome");
    }
  }

  @Test
  void areTakenBackByAnEmptyText() {
    CredentialCallOption token = login(first, "eve");
    FlightClient client = client(first);
    set(client, OPTIONS, token);
    // What the Go driver sends for the schema ""; the Java client makes an unset value of it.
    Flight.SessionOptionValue empty =
        Flight.SessionOptionValue.newBuilder().setStringValue("").build();
    byte[] request =
        Flight.SetSessionOptionsRequest.newBuilder()
            .putSessionOptions("schema", empty)
            .putSessionOptions("timezone", empty)
            .build()
            .toByteArray();
    client.doAction(new Action("SetSessionOptions", request), token).forEachRemaining(r -> {});
    assertThat(whoami(client, token)).containsSequence("audit", "-", "UTC");
  }

  @Test
  void areCheckedAgainstWhatTheCallerMayChoose() throws Exception {
    CredentialCallOption token = login(first, "eve");
    FlightClient client = client(first);
    assertThat(
            set(
                client,
                Map.of(
                    "purpose", "marketing",
                    "timezone", "Mars/Olympus",
                    "catalog", "other",
                    "volume", "11",
                    "SCHEMA", "a.b"),
                token))
        .containsOnly(
            Map.entry("purpose", SetSessionOptionsResult.ErrorValue.INVALID_VALUE),
            Map.entry("timezone", SetSessionOptionsResult.ErrorValue.INVALID_VALUE),
            Map.entry("catalog", SetSessionOptionsResult.ErrorValue.INVALID_VALUE),
            Map.entry("volume", SetSessionOptionsResult.ErrorValue.INVALID_NAME));
    assertThat(client.getSessionOptions(new GetSessionOptionsRequest(), token).getSessionOptions())
        .containsOnlyKeys("catalog", "schema");
    set(client, Map.of("purpose", "audit"), token);
    assertThat(whoami(client, token)).contains("audit");
    Path users = folder.resolve("first/users.yaml");
    Files.writeString(users, UsersFixture.YAML.replace("[reporting, audit]", "[reporting]"));
    assertThat(catchThrowable(() -> whoami(client, token)))
        .hasMessageContaining("PERMISSION_DENIED: The purpose of this session is no longer");
    Files.writeString(users, UsersFixture.YAML);
    assertThat(whoami(client, token)).contains("audit");
  }

  @Test
  void comeBeforeThePropertiesOfTheConnection() {
    CredentialCallOption token = login(first, "eve");
    FlightClient client = client(first);
    CallHeaders headers = new FlightCallHeaders();
    headers.insert("schema", "from.header");
    headers.insert("timezone", "Asia/Tokyo");
    headers.insert("purpose", "reporting");
    headers.insert("catalog", "mesh");
    HeaderCallOption properties = new HeaderCallOption(headers);
    assertThat(whoami(client, token, properties))
        .containsSequence("reporting", "from.header", "Asia/Tokyo");
    set(client, OPTIONS, token);
    assertThat(whoami(client, token, properties)).containsSequence("audit", "a.b", "Europe/Rome");
  }

  @Test
  void refuseConnectionsWhosePropertiesNobodyCanHave() {
    CredentialCallOption token = login(first, "eve");
    FlightClient client = client(first);
    assertThatThrownBy(() -> whoami(client, token, Headers.of("timezone", "Mars/Olympus")))
        .hasMessageContaining("INVALID_VALUE: The connection's property 'timezone'");
    assertThatThrownBy(() -> whoami(client, token, Headers.of("catalog", "other")))
        .hasMessageContaining("the catalog is mesh");
    assertThatThrownBy(() -> whoami(client, token, Headers.of("purpose", "marketing")))
        .hasMessageContaining("PERMISSION_DENIED: ")
        .hasMessageContaining("yours are reporting, audit");
    assertThatThrownBy(() -> whoami(client, login(first, "bob"), Headers.of("purpose", "audit")))
        .hasMessageContaining("you have no declared purposes");
  }

  @Test
  void areOfOneUserAlone() {
    ClientCookieMiddleware.Factory cookies = new ClientCookieMiddleware.Factory();
    set(client(first, cookies), OPTIONS, login(first, "eve"));
    assertThat(whoami(client(first, cookies), login(first, "bob")))
        .containsExactly("bob", "[]", "{}", "-", "-", "UTC");
  }

  @Test
  void renewTheTokenWithAnswersOfEveryKind() throws Exception {
    try (TestServer brief =
        TestServer.with(
            Files.createDirectory(folder.resolve("brief")),
            new Transport.Plaintext(),
            config -> config.withTokenLifetime(Duration.ofMinutes(1)))) {
      // At a gateway whose tokens last an hour, one that ends in a minute is renewed.
      String aging = token(brief, "eve");
      Carrier carrier = new Carrier(aging);
      FlightClient client = client(first, carrier);
      FlightSqlClient sql = new FlightSqlClient(client);
      FlightDescriptor command =
          FlightDescriptor.command("numbers 1".getBytes(StandardCharsets.UTF_8));
      FlightInfo info = client.getInfo(command);
      List<Runnable> calls =
          List.of(
              () -> client.handshake(),
              () -> client.getInfo(command),
              () -> client.getSchema(command),
              () -> new Rows(client.getStream(ticket(info))).count(),
              () -> client.listActions().forEach(type -> {}),
              () -> client.listFlights(Criteria.ALL).forEach(flight -> {}),
              () -> client.getSessionOptions(new GetSessionOptionsRequest()),
              () -> client.cancelFlightInfo(new CancelFlightInfoRequest(info)),
              () -> sql.getTables(null, null, null, null, true),
              () -> sql.prepare("params").close(),
              () -> assertThatThrownBy(() -> client.getInfo(FlightDescriptor.path("wrong"))),
              () -> assertThatThrownBy(() -> sql.executeUpdate("insert")));
      for (int i = 0; i < calls.size(); i++) {
        carrier.restore(aging);
        calls.get(i).run();
        assertThat(carrier.authorization()).as("call %d", i).isNotEqualTo(aging);
      }
      int replaced = carrier.replaced();
      assertThat(whoami(client)).contains("eve");
      assertThat(carrier.replaced()).as("a new token is not renewed").isEqualTo(replaced);
    }
  }

  @Test
  void carryStatementsFromGatewayToGatewayForTheirUserAlone() {
    CredentialCallOption eve = login(first, "eve");
    CredentialCallOption bob = login(first, "bob");
    FlightSqlClient here = new FlightSqlClient(client(first));
    FlightSqlClient there = new FlightSqlClient(client(second));
    FlightInfo info = here.execute("numbers 3", eve);
    assertThat(new Rows(there.getStream(ticket(info), eve)).count()).isEqualTo(3);
    assertThat(refusal(() -> new Rows(there.getStream(ticket(info), bob)).count()))
        .isEqualTo(
            refusal(
                () ->
                    new Rows(there.getStream(new Ticket(forged(ticket(info).getBytes())), bob))
                        .count()));
  }

  private static byte[] forged(byte[] ticket) {
    byte[] other = ticket.clone();
    other[other.length - 1] = (byte) ~other[other.length - 1];
    return other;
  }

  private static Ticket ticket(FlightInfo info) {
    return info.getEndpoints().get(0).getTicket();
  }

  private String accessToken(String user) throws Exception {
    return new AccessTokensFile(folder.resolve("first/.meshgate/tokens.yaml"))
        .add(new AccessTokensFile.Request(user, Optional.empty(), Optional.empty()), Instant.now())
        .text();
  }

  private FlightClient client(TestServer server, FlightClientMiddleware.Factory... middleware) {
    FlightClient client = server.client(middleware);
    open.add(client);
    return client;
  }

  private CredentialCallOption login(TestServer server, String user) {
    return client(server).authenticateBasicToken(user, user + "-password").orElseThrow();
  }

  private String token(String user) {
    return token(first, user);
  }

  /** The header that a login answers. */
  private static String token(TestServer server, String user) {
    Carrier carrier =
        new Carrier(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (user + ":" + user + "-password").getBytes(StandardCharsets.UTF_8)));
    try (FlightClient client = server.client(carrier)) {
      client.handshake();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts", e);
    }
    return carrier.authorization();
  }

  private static Map<String, SetSessionOptionsResult.ErrorValue> set(
      FlightClient client, Map<String, String> options, CallOption... call) {
    SetSessionOptionsRequest request =
        new SetSessionOptionsRequest(
            options.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey,
                        entry ->
                            entry.getValue().isEmpty()
                                ? SessionOptionValueFactory.makeEmptySessionOptionValue()
                                : SessionOptionValueFactory.makeSessionOptionValue(
                                    entry.getValue()))));
    return client.setSessionOptions(request, call).getErrors().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().value));
  }

  private static List<String> whoami(FlightClient client, CallOption... call) {
    FlightDescriptor command = FlightDescriptor.command("whoami".getBytes(StandardCharsets.UTF_8));
    FlightInfo info = client.getInfo(command, call);
    FlightStream stream = client.getStream(ticket(info), call);
    return new Rows(stream).values();
  }

  private static String refusal(FlightClient client, CallOption... call) {
    return refusal(() -> whoami(client, call));
  }

  private static String refusal(ThrowingCallable call) {
    return String.valueOf(catchThrowable(call));
  }
}
