package io.meshgate.server.flight;

import static io.meshgate.server.flight.Rows.fetch;
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
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
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
        assertThat(stream.count()).isEqualTo(10);
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
        assertThat(stream.count()).isEqualTo(3);
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
      assertAnswer(eve, sql.getImportedKeys(lines, token), Schemas.GET_IMPORTED_KEYS_SCHEMA, 3);
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

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void tellsEveryErrorByItsCode(ErrorCode code) {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("fail " + code, eve.token());
      FlightRuntimeException failure = failure(() -> fetch(eve, info).count());
      assertThat(failure.status().description()).startsWith(code + ": ").doesNotContain("\n");
      assertThat(failure.status().code()).isNotIn(FlightStatusCode.OK, FlightStatusCode.UNKNOWN);
    }
  }

  @Test
  void tellsNothingOfADefect() {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("crash", eve.token());
      FlightRuntimeException failure = failure(() -> fetch(eve, info).count());
      assertThat(failure.status().code()).isEqualTo(FlightStatusCode.INTERNAL);
      assertThat(failure.status().description())
          .matches("INTERNAL: The gateway failed; .* error id [-0-9a-f]{36}")
          .doesNotContain(MemoryQueries.CANARY);
    }
  }

  @Test
  void tellsOfAFailureNothingThatItsCauseSays() {
    try (Login eve = server.login("eve")) {
      FlightInfo info = eve.sql().execute("fail SOURCE_FAILED", eve.token());
      assertThat(failure(() -> fetch(eve, info).count()).status().description())
          .isEqualTo("SOURCE_FAILED: Failed as asked");
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
        FlightRuntimeException failure = failure(() -> fetch(bob, ticket).count());
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
      assertThat(fetch(eve, statement.execute(eve.token())).values()).contains("eve");
      assertThatThrownBy(() -> statement.execute(bob.token()))
          .hasMessageContaining("NOT_FOUND: There is no such ticket or prepared statement");
      statement.close(eve.token());
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
      assertThat(fetch(eve, info).count()).isEqualTo(1);
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

  private static void assertAnswer(Login login, FlightInfo info, Schema schema, int rows) {
    assertThat(info.getSchemaOptional()).contains(schema);
    assertThat(login.flight().getSchema(info.getDescriptor(), login.token()).getSchema())
        .isEqualTo(schema);
    Rows stream = fetch(login, info);
    assertThat(stream.raw().getSchema()).isEqualTo(schema);
    assertThat(stream.count()).isEqualTo(rows);
  }

  private static Ticket ticket(byte[] handle) {
    TicketStatementQuery message =
        TicketStatementQuery.newBuilder().setStatementHandle(ByteString.copyFrom(handle)).build();
    return new Ticket(Any.pack(message).toByteArray());
  }

  private static List<String> whoami(Login login) {
    return fetch(login, login.sql().execute("whoami", login.token())).values();
  }

  private static FlightRuntimeException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(FlightRuntimeException.class, call);
  }
}
