package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.meshgate.server.flight.TestServer.Login;
import io.meshgate.session.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.GetSessionOptionsRequest;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.FlightSqlClient.PreparedStatement;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The protocol, through Arrow's own client. */
class FlightSqlTest {

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
  void describesAResultAsItDeliversIt() {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("numbers 10", eve.token());
      assertThat(eve.sql().getExecuteSchema("numbers 10", eve.token()).getSchema())
          .isEqualTo(info.getSchemaOptional().orElseThrow());
      assertThat(info.getRecords()).isEqualTo(-1);
      assertThat(info.getBytes()).isEqualTo(-1);
      assertThat(info.getEndpoints())
          .singleElement()
          .satisfies(endpoint -> assertThat(endpoint.getLocations()).isEmpty());
      try (Rows stream = fetch(eve, info)) {
        assertThat(stream.raw().getSchema()).isEqualTo(info.getSchemaOptional().orElseThrow());
        assertThat(count(stream)).isEqualTo(10);
      }
    }
  }

  @Test
  void takesBareSqlText() {
    try (Login eve = server.login("eve")) {
      FlightDescriptor descriptor =
          FlightDescriptor.command("numbers 3".getBytes(StandardCharsets.UTF_8));
      FlightInfo info = eve.flight().getInfo(descriptor, eve.token());
      assertThat(eve.flight().getSchema(descriptor, eve.token()).getSchema())
          .isEqualTo(info.getSchemaOptional().orElseThrow());
      try (Rows stream = fetch(eve, info)) {
        assertThat(count(stream)).isEqualTo(3);
      }
    }
  }

  @Test
  void refusesWhatIsNeitherCommandNorText() {
    try (Login eve = server.login("eve")) {
      FlightDescriptor bytes = FlightDescriptor.command(new byte[] {(byte) 0xff, 1, 2});
      assertThatThrownBy(() -> eve.flight().getInfo(bytes, eve.token()))
          .hasMessageContaining("INVALID_QUERY: The command is neither");
      FlightDescriptor path = FlightDescriptor.path("a", "b");
      assertThatThrownBy(() -> eve.flight().getInfo(path, eve.token()))
          .hasMessageContaining("INVALID_QUERY: The descriptor is a path");
      Any malformed =
          Any.newBuilder()
              .setTypeUrl(Any.pack(CommandGetTables.getDefaultInstance()).getTypeUrl())
              .setValue(ByteString.copyFrom(new byte[] {0x0a, 0x7f}))
              .build();
      FlightDescriptor command = FlightDescriptor.command(malformed.toByteArray());
      assertThatThrownBy(() -> eve.flight().getInfo(command, eve.token()))
          .hasMessageContaining("INVALID_QUERY: The message is no valid CommandGetTables");
    }
  }

  @Test
  void answersMetadataWithTheSchemasOfTheSpecification() {
    try (Login eve = server.login("eve")) {
      var sql = eve.sql();
      var token = eve.token();
      int codes = SqlInfo.values().length - 1; // All but UNRECOGNIZED.
      assertAnswer(eve, sql.getCatalogs(token), Schemas.GET_CATALOGS_SCHEMA, 1);
      assertAnswer(eve, sql.getSchemas(null, null, token), Schemas.GET_SCHEMAS_SCHEMA, 2);
      assertAnswer(eve, sql.getSchemas(null, "sal%", token), Schemas.GET_SCHEMAS_SCHEMA, 1);
      assertAnswer(
          eve,
          sql.getTables(null, null, null, null, false, token),
          Schemas.GET_TABLES_SCHEMA_NO_SCHEMA,
          3);
      assertAnswer(
          eve,
          sql.getTables("mesh", null, "li_es", List.of("VIEW"), true, token),
          Schemas.GET_TABLES_SCHEMA,
          1);
      assertAnswer(eve, sql.getTableTypes(token), Schemas.GET_TABLE_TYPES_SCHEMA, 3);
      assertAnswer(eve, sql.getSqlInfo(new int[0], token), Schemas.GET_SQL_INFO_SCHEMA, codes);
      assertAnswer(
          eve, sql.getSqlInfo(new int[] {0, 508, 12345}, token), Schemas.GET_SQL_INFO_SCHEMA, 2);
      assertAnswer(eve, sql.getXdbcTypeInfo(token), Schemas.GET_TYPE_INFO_SCHEMA, 13);
      assertAnswer(eve, sql.getXdbcTypeInfo(93, token), Schemas.GET_TYPE_INFO_SCHEMA, 1);
      var lines = org.apache.arrow.flight.sql.util.TableRef.of("mesh", "sales.orders", "lines");
      assertAnswer(eve, sql.getPrimaryKeys(lines, token), Schemas.GET_PRIMARY_KEYS_SCHEMA, 2);
      assertAnswer(eve, sql.getImportedKeys(lines, token), Schemas.GET_IMPORTED_KEYS_SCHEMA, 0);
      assertAnswer(eve, sql.getExportedKeys(lines, token), Schemas.GET_EXPORTED_KEYS_SCHEMA, 0);
      assertAnswer(
          eve, sql.getCrossReference(lines, lines, token), Schemas.GET_CROSS_REFERENCE_SCHEMA, 0);
    }
  }

  @Test
  void leavesOutCatalogsThatAreNotThere() {
    try (Login eve = server.login("eve")) {
      CommandGetDbSchemas none = CommandGetDbSchemas.newBuilder().setCatalog("").build();
      FlightInfo info =
          eve.flight().getInfo(FlightDescriptor.command(Any.pack(none).toByteArray()), eve.token());
      assertAnswer(eve, info, Schemas.GET_SCHEMAS_SCHEMA, 0);
    }
  }

  @Test
  void bindsWhatAnyClientSends() {
    try (Login eve = server.login("eve");
        VectorSchemaRoot row =
            VectorSchemaRoot.create(
                new Schema(List.of(Field.nullable("p", new ArrowType.Int(64, true)))),
                server.clients)) {
      PreparedStatement statement = eve.sql().prepare("params", eve.token());
      row.allocateNew();
      ((BigIntVector) row.getVector(0)).setSafe(0, 42);
      row.setRowCount(1);
      statement.setParameters(row);
      try (Rows stream = fetch(eve, statement.execute(eve.token()))) {
        assertThat(values(stream)).containsExactly("Long:42");
      }
      ((BigIntVector) row.getVector(0)).setSafe(1, 43);
      row.setRowCount(2);
      assertThatThrownBy(() -> statement.execute(eve.token()))
          .hasMessageContaining("UNSUPPORTED: A query runs with one row of parameters");
      statement.close(eve.token());
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void tellsEveryErrorByItsCode(ErrorCode code) {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("fail " + code, eve.token());
      FlightRuntimeException failure = failure(() -> count(fetch(eve, info)));
      assertThat(failure.status().description()).startsWith(code + ": ").doesNotContain("\n");
      assertThat(failure.status().code()).isNotIn(FlightStatusCode.OK, FlightStatusCode.UNKNOWN);
    }
  }

  @Test
  void tellsNothingOfADefect() {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("crash", eve.token());
      FlightRuntimeException failure = failure(() -> count(fetch(eve, info)));
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.INTERNAL);
      assertThat(failure.status().description())
          .matches("INTERNAL: The gateway failed; .* error id [-0-9a-f]{36}")
          .doesNotContain(MemoryQueries.CANARY);
    }
  }

  @Test
  void tellsAnErrorInTheMiddleOfAResult() throws Exception {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("break 12000", eve.token());
      Rows stream = fetch(eve, info);
      FlightRuntimeException failure = failure(() -> count(stream));
      stream.close();
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.UNAVAILABLE);
      assertThat(failure.status().description())
          .isEqualTo("SOURCE_UNAVAILABLE: The source went away");
      server.queries.closed.acquire();
    }
  }

  @Test
  void answersAStolenTicketLikeARandomOne() {
    try (Login eve = server.login("eve");
        Login bob = server.login("bob")) {
      Ticket stolen = eve.sql().execute("numbers 1", eve.token()).getEndpoints().get(0).getTicket();
      Ticket random = ticket(new byte[200]);
      byte[] bytes = stolen.getBytes();
      bytes[bytes.length - 1] ^= 1;
      List<String> answers = new ArrayList<>();
      for (Ticket ticket :
          List.of(
              stolen,
              random,
              new Ticket(bytes),
              new Ticket(new byte[] {1, 2, 3}),
              ticket(new byte[0]))) {
        FlightRuntimeException failure = failure(() -> count(fetch(bob, ticket)));
        answers.add(failure.status().code() + " " + failure.status().description());
      }
      assertThat(answers)
          .containsOnly(
              "NOT_FOUND NOT_FOUND: There is no such ticket or prepared statement, or it has"
                  + " expired");
    }
  }

  @Test
  void answersAStolenHandleLikeARandomOne() {
    try (Login eve = server.login("eve");
        Login bob = server.login("bob")) {
      PreparedStatement statement = eve.sql().prepare("whoami", eve.token());
      assertThat(values(fetch(eve, statement.execute(eve.token())))).contains("eve");
      assertThatThrownBy(() -> statement.execute(bob.token()))
          .hasMessageContaining("NOT_FOUND: There is no such ticket or prepared statement");
      statement.close(eve.token());
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
        FlightRuntimeException failure = failure(() -> count(stream));
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
      assertThat(count(fetch(eve, eve.sql().execute("numbers 100000", eve.token()))))
          .isEqualTo(100_000);
      assertThat(server.root.getPeakMemoryAllocation()).isLessThan(64L << 20);
      assertThat(server.queries.batches.get()).isLessThan(64);
      assertThat(count(stream)).isGreaterThan(3_900);
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
        assertThat(bytes).isLessThanOrEqualTo(OutgoingBatches.MAXIMUM_BYTES);
        BigIntVector ids = (BigIntVector) stream.raw().getRoot().getVector(0);
        for (int i = 0; i < ids.getValueCount(); i++) {
          assertThat(ids.get(i)).isEqualTo(rows++);
        }
      }
      assertThat(rows).isEqualTo(200);
    }
  }

  @Test
  void keepsOptionsOfASessionAndForgetsThem() {
    try (Login eve = server.login("eve")) {
      SetSessionOptionsRequest request =
          new SetSessionOptionsRequest(
              Map.of(
                  "schema", SessionOptionValueFactory.makeSessionOptionValue("sales.orders"),
                  "timezone", SessionOptionValueFactory.makeSessionOptionValue("Europe/Berlin"),
                  "catalog", SessionOptionValueFactory.makeSessionOptionValue("other"),
                  "volume", SessionOptionValueFactory.makeSessionOptionValue(11L),
                  "loudness", SessionOptionValueFactory.makeSessionOptionValue("11")));
      Map<String, SetSessionOptionsResult.Error> errors =
          eve.flight().setSessionOptions(request, eve.token()).getErrors();
      assertThat(errors.keySet()).containsExactlyInAnyOrder("catalog", "volume", "loudness");
      assertThat(errors)
          .hasEntrySatisfying(
              "loudness",
              error ->
                  assertThat(error.value)
                      .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_NAME))
          .hasEntrySatisfying(
              "catalog",
              error ->
                  assertThat(error.value)
                      .isEqualTo(SetSessionOptionsResult.ErrorValue.INVALID_VALUE));
      assertThat(whoami(eve)).contains("sales.orders", "Europe/Berlin");
      assertThat(
              eve.flight()
                  .getSessionOptions(new GetSessionOptionsRequest(), eve.token())
                  .getSessionOptions())
          .containsOnlyKeys("catalog", "schema", "timezone");
      eve.flight().closeSession(new CloseSessionRequest(), eve.token());
      eve.flight().closeSession(new CloseSessionRequest(), eve.token());
      assertThat(whoami(eve)).contains("-", "UTC");
    }
  }

  @Test
  void doesNotShareASessionsOptions() {
    try (Login first = server.login("eve");
        Login second = server.login("eve")) {
      first
          .flight()
          .setSessionOptions(
              new SetSessionOptionsRequest(
                  Map.of("schema", SessionOptionValueFactory.makeSessionOptionValue("a.b"))),
              first.token());
      assertThat(whoami(first)).contains("a.b");
      assertThat(whoami(second)).doesNotContain("a.b");
    }
  }

  @Test
  void ignoresCookiesAndUnknownHeaders() {
    try (Login eve = server.login("eve")) {
      CallHeaders headers = new FlightCallHeaders();
      headers.insert("cookie", "lb=Zm9v==; session=\"x;y\"");
      headers.insert("cookie", "second=1");
      headers.insert("x-unknown", "y".repeat(10_000));
      FlightInfo info = eve.sql().execute("numbers 1", eve.token(), new HeaderCallOption(headers));
      assertThat(count(fetch(eve, info))).isEqualTo(1);
    }
  }

  @Test
  void refusesUpdatesAndTransactions() {
    try (Login eve = server.login("eve")) {
      assertThatThrownBy(() -> eve.sql().executeUpdate("insert", eve.token()))
          .hasMessageContaining("READ_ONLY: Meshgate is read only");
      assertThatThrownBy(() -> eve.sql().beginTransaction(eve.token()))
          .hasMessageContaining("UNSUPPORTED: Meshgate is read only");
      assertThatThrownBy(
              () ->
                  eve.flight()
                      .doAction(new Action("Reboot"), eve.token())
                      .forEachRemaining(r -> {}))
          .hasMessageContaining("UNSUPPORTED: There is no such action");
    }
  }

  @Test
  void endsRunningQueriesWhenItCloses() throws Exception {
    try (Login eve = server.login("eve")) {
      Rows stream = fetch(eve, eve.sql().execute("endless", eve.token()));
      assertThat(stream.raw().next()).isTrue();
      server.server().close();
      server.queries.closed.acquire();
      assertThatThrownBy(() -> count(stream)).hasMessageContaining("The gateway is shutting down");
      stream.close();
    }
  }

  private static void assertAnswer(Login login, FlightInfo info, Schema schema, int rows) {
    assertThat(info.getSchemaOptional()).contains(schema);
    assertThat(login.flight().getSchema(info.getDescriptor(), login.token()).getSchema())
        .isEqualTo(schema);
    Rows stream = fetch(login, info);
    assertThat(stream.raw().getSchema()).isEqualTo(schema);
    assertThat(count(stream)).isEqualTo(rows);
  }

  private static Rows fetch(Login login, FlightInfo info) {
    return fetch(login, info.getEndpoints().get(0).getTicket());
  }

  private static Rows fetch(Login login, Ticket ticket) {
    return new Rows(login.sql().getStream(ticket, login.token()));
  }

  /** A stream that closes without checked exceptions. */
  private record Rows(FlightStream raw) implements AutoCloseable {
    @Override
    public void close() {
      try {
        raw.close();
      } catch (Exception e) {
        throw new IllegalStateException("The stream does not close", e);
      }
    }
  }

  private static Ticket ticket(byte[] handle) {
    TicketStatementQuery message =
        TicketStatementQuery.newBuilder().setStatementHandle(ByteString.copyFrom(handle)).build();
    return new Ticket(Any.pack(message).toByteArray());
  }

  private static List<String> whoami(Login login) {
    return values(fetch(login, login.sql().execute("whoami", login.token())));
  }

  private static List<String> values(Rows stream) {
    List<String> values = new ArrayList<>();
    try (stream) {
      while (stream.raw().next()) {
        for (int i = 0; i < stream.raw().getRoot().getRowCount(); i++) {
          values.add(String.valueOf(stream.raw().getRoot().getVector(0).getObject(i)));
        }
      }
    }
    return values;
  }

  private static long count(Rows stream) {
    long rows = 0;
    try (stream) {
      while (stream.raw().next()) {
        rows += stream.raw().getRoot().getRowCount();
      }
    }
    return rows;
  }

  private static FlightRuntimeException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(FlightRuntimeException.class, call);
  }
}
