package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meshgate.server.flight.RawClient.Call;
import io.meshgate.server.flight.RawClient.End;
import io.meshgate.server.flight.TestServer.Login;
import io.meshgate.session.QueryLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send: each gets a status, and the server goes on as before. */
class BadInputTest {

  private static final int FUZZ_CASES = Integer.getInteger("meshgate.fuzz.flight", 400);
  private static final int ABANDONED = Integer.getInteger("meshgate.fuzz.abandoned", 1000);

  private TestServer server;
  private RawClient raw;
  private Set<Thread> others = Set.of();

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    // Gateways of other tests may run in this process.
    others = Set.copyOf(Thread.getAllStackTraces().keySet());
    server = TestServer.plaintext(folder);
    raw = new RawClient(server.port());
  }

  /** Nothing may be left: buffers fail the server's close, threads are waited for here. */
  @AfterEach
  void stop() throws Exception {
    try (Login eve = server.login("eve")) {
      assertThat(fetch(eve, eve.sql().execute("numbers 3", eve.token())).count()).isEqualTo(3);
    }
    raw.close();
    server.close();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      boolean serves = name.startsWith("delivery-") || name.startsWith("flight-");
      if (serves && !others.contains(thread)) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        assertThat(thread.isAlive())
            .as("%s at %s", name, List.of(thread.getStackTrace()))
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Handshake",
        "ListFlights",
        "GetFlightInfo",
        "PollFlightInfo",
        "GetSchema",
        "DoGet",
        "DoPut",
        "DoExchange",
        "DoAction",
        "ListActions",
        "NoSuchMethod"
      })
  void refusesBytesThatAreNoMessage(String method) {
    Metadata eve = raw.login("eve");
    byte[] bytes = {(byte) 0xff, (byte) 0xff, 3, 4, 5, 6};
    End end = raw.call(method, eve, List.of(bytes)).end();
    // Who is logged in by a header needs no payload, so that of a handshake may go unread.
    if (!method.equals("Handshake")) {
      assertThat(end.status().isOk()).as(end.status().toString()).isFalse();
    }
    assertThat(raw.call(method, eve, List.of()).end().status()).isNotNull();
  }

  @Test
  void refusesMessagesThatAreTooLarge() {
    Metadata eve = raw.login("eve");
    End end = raw.call("GetFlightInfo", eve, List.of(new byte[17 << 20])).end();
    assertThat(end.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void refusesHeadersThatAreTooLarge() {
    Metadata eve = raw.login("eve");
    eve.merge(RawClient.headers("x-large", "x".repeat(100_000)));
    End end = raw.call("ListActions", eve, List.of(new byte[0])).end();
    assertThat(end.status().isOk()).isFalse();
    assertThat(raw.call("ListActions", raw.login("eve"), List.of(new byte[0])).end().status())
        .isEqualTo(Status.OK);
  }

  @Test
  void refusesStatementsOfTenMegabytes() {
    String sql = "numbers " + " ".repeat(10_000_000) + "1";
    CommandStatementQuery query = CommandStatementQuery.newBuilder().setQuery(sql).build();
    assertThat(info(query).status().getDescription())
        .startsWith("RESOURCE_EXHAUSTED: The statement is longer than 1048576 characters");
    ActionCreatePreparedStatementRequest request =
        ActionCreatePreparedStatementRequest.newBuilder().setQuery(sql).build();
    assertThat(action("CreatePreparedStatement", request).status().getDescription())
        .startsWith("RESOURCE_EXHAUSTED: The statement is longer than 1048576 characters");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] query = {0x0a, 3, 'a', (byte) 0xc3, 0x28};
    Any any =
        Any.newBuilder()
            .setTypeUrl(Any.pack(CommandStatementQuery.getDefaultInstance()).getTypeUrl())
            .setValue(ByteString.copyFrom(query))
            .build();
    assertThat(info(any).status().getDescription())
        .startsWith("INVALID_QUERY: The message is no valid CommandStatementQuery");
  }

  @Test
  void takesManyStatementsThatNobodyCloses() {
    ActionCreatePreparedStatementRequest request =
        ActionCreatePreparedStatementRequest.newBuilder().setQuery("numbers 1").build();
    Metadata eve = raw.login("eve");
    byte[] message = actionMessage("CreatePreparedStatement", request);
    long before = server.root.getAllocatedMemory();
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < ABANDONED; i++) {
      calls.add(raw.call("DoAction", eve, List.of(message)));
      if (calls.size() == 100) {
        calls.forEach(call -> assertThat(call.end().status()).isEqualTo(Status.OK));
        calls.clear();
      }
    }
    calls.forEach(call -> assertThat(call.end().status()).isEqualTo(Status.OK));
    assertThat(server.root.getAllocatedMemory()).isEqualTo(before);
  }

  @Test
  void boundsUploadsThatSendNothing() {
    Metadata eve = raw.login("eve");
    List<Call> silent = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      silent.add(raw.open("DoPut", eve, List.of()));
    }
    // Which of them comes last is the gateway's affair.
    End refused = RawClient.first(silent);
    assertThat(refused.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.status().getDescription())
        .isEqualTo("RESOURCE_EXHAUSTED: The gateway takes 64 uploads at a time; try again later");
    silent.forEach(Call::cancel);
    silent.forEach(call -> assertThat(call.end().status().isOk()).isFalse());
  }

  @Test
  void endsAQueryWhoseReaderDoesNotRead() throws Exception {
    server.limits = QueryLimits.DEFAULT.withMaxStall(Duration.ofSeconds(1));
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("wide 100000", eve.token()));
      assertThat(stream.raw().next()).isTrue();
      server.queries.closed.acquire();
      assertThat(org.assertj.core.api.Assertions.catchThrowable(stream::count))
          .hasMessageContaining("TIMEOUT: The client took no rows for 1.0 s");
      stream.close();
    }
  }

  @Test
  void answersRandomCommandsWithAStatus() {
    long seed = Long.getLong("meshgate.fuzz.seed", System.nanoTime());
    System.out.println("Fuzzing Flight commands with -Dmeshgate.fuzz.seed=" + seed);
    Random random = new Random(seed);
    Metadata eve = raw.login("eve");
    List<byte[]> commands = commands();
    for (int i = 0; i < FUZZ_CASES; i++) {
      byte[] command = mutated(commands.get(random.nextInt(commands.size())), random);
      End end =
          switch (random.nextInt(5)) {
            case 0 -> raw.call("GetFlightInfo", eve, List.of(descriptor(command))).end();
            case 1 -> raw.call("GetSchema", eve, List.of(descriptor(command))).end();
            case 2 -> raw.call("DoGet", eve, List.of(ticket(command))).end();
            case 3 -> raw.call("DoPut", eve, List.of(upload(command))).end();
            default ->
                raw.call("DoAction", eve, List.of(actionBytes(anyAction(random), command))).end();
          };
      String text = String.valueOf(end.status().getDescription());
      assertThat(end.status().getCode())
          .as("seed %d, case %d, %s: %s", seed, i, Arrays.toString(command), text)
          .isNotIn(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.UNAVAILABLE);
    }
  }

  private static List<byte[]> commands() {
    List<byte[]> commands = new ArrayList<>();
    statements().forEach(message -> commands.add(Any.pack(message).toByteArray()));
    metadata().forEach(message -> commands.add(Any.pack(message).toByteArray()));
    commands.add("numbers 2".getBytes(StandardCharsets.UTF_8));
    commands.add(new byte[0]);
    return commands;
  }

  private static List<Message> statements() {
    return List.of(
        CommandStatementQuery.newBuilder().setQuery("numbers 2").build(),
        FlightSql.CommandPreparedStatementQuery.newBuilder()
            .setPreparedStatementHandle(ByteString.copyFromUtf8("handle"))
            .build(),
        FlightSql.TicketStatementQuery.newBuilder()
            .setStatementHandle(ByteString.copyFromUtf8("ticket"))
            .build(),
        FlightSql.CommandStatementSubstraitPlan.getDefaultInstance(),
        FlightSql.CommandStatementUpdate.newBuilder().setQuery("insert").build(),
        FlightSql.CommandPreparedStatementUpdate.getDefaultInstance(),
        FlightSql.CommandStatementIngest.newBuilder().setTable("t").build(),
        ActionCreatePreparedStatementRequest.newBuilder().setQuery("numbers 1").build(),
        FlightSql.ActionBeginTransactionRequest.getDefaultInstance());
  }

  private static List<Message> metadata() {
    return List.of(
        CommandGetTables.newBuilder()
            .setCatalog("mesh")
            .setDbSchemaFilterPattern("sal%")
            .setTableNameFilterPattern("l\\_%")
            .addTableTypes("TABLE")
            .setIncludeSchema(true)
            .build(),
        FlightSql.CommandGetCatalogs.getDefaultInstance(),
        FlightSql.CommandGetDbSchemas.newBuilder().setCatalog("").build(),
        FlightSql.CommandGetTableTypes.getDefaultInstance(),
        FlightSql.CommandGetSqlInfo.newBuilder().addInfo(0).addInfo(508).build(),
        FlightSql.CommandGetXdbcTypeInfo.newBuilder().setDataType(12).build(),
        FlightSql.CommandGetPrimaryKeys.newBuilder().setTable("lines").build(),
        FlightSql.CommandGetImportedKeys.newBuilder().setTable("lines").build(),
        FlightSql.CommandGetExportedKeys.newBuilder().setTable("lines").build(),
        FlightSql.CommandGetCrossReference.newBuilder().setFkTable("lines").build());
  }

  private static String anyAction(Random random) {
    List<String> names =
        List.of(
            "CreatePreparedStatement",
            "ClosePreparedStatement",
            "CancelQuery",
            "CancelFlightInfo",
            "RenewFlightEndpoint",
            "SetSessionOptions",
            "GetSessionOptions",
            "BeginTransaction",
            "BeginSavepoint",
            "EndTransaction",
            "CreatePreparedSubstraitPlan",
            "");
    return names.get(random.nextInt(names.size()));
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int i = random.nextInt(4); i > 0 && copy.length > 0; i--) {
      int at = random.nextInt(copy.length);
      switch (random.nextInt(3)) {
        case 0 -> copy[at] = (byte) random.nextInt();
        case 1 -> copy = Arrays.copyOf(copy, at);
        default -> {
          byte[] longer = Arrays.copyOf(copy, copy.length + 1);
          System.arraycopy(copy, at, longer, at + 1, copy.length - at);
          longer[at] = (byte) random.nextInt();
          copy = longer;
        }
      }
    }
    return copy;
  }

  private End info(Message command) {
    byte[] bytes = (command instanceof Any any ? any : Any.pack(command)).toByteArray();
    return raw.call("GetFlightInfo", raw.login("eve"), List.of(descriptor(bytes))).end();
  }

  private End action(String name, Message body) {
    return raw.call("DoAction", raw.login("eve"), List.of(actionMessage(name, body))).end();
  }

  private static byte[] actionMessage(String name, Message body) {
    return actionBytes(name, Any.pack(body).toByteArray());
  }

  private static byte[] actionBytes(String name, byte[] body) {
    return Flight.Action.newBuilder()
        .setType(name)
        .setBody(ByteString.copyFrom(body))
        .build()
        .toByteArray();
  }

  private static byte[] descriptor(byte[] command) {
    return Flight.FlightDescriptor.newBuilder()
        .setType(Flight.FlightDescriptor.DescriptorType.CMD)
        .setCmd(ByteString.copyFrom(command))
        .build()
        .toByteArray();
  }

  private static byte[] ticket(byte[] command) {
    return Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(command)).build().toByteArray();
  }

  private static byte[] upload(byte[] command) {
    return Flight.FlightData.newBuilder()
        .setFlightDescriptor(
            Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                .setCmd(ByteString.copyFrom(command)))
        .build()
        .toByteArray();
  }
}
