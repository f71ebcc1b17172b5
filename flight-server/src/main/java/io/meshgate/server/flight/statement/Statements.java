package io.meshgate.server.flight.statement;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.meshgate.execute.QueryResult;
import io.meshgate.server.auth.Caller;
import io.meshgate.server.flight.delivery.Deliveries;
import io.meshgate.server.flight.delivery.OpenedResult;
import io.meshgate.server.flight.delivery.ResultForm;
import io.meshgate.server.flight.metadata.ColumnMetadata;
import io.meshgate.server.flight.metadata.MetadataCommands;
import io.meshgate.server.flight.service.Prepared;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.session.Sessions;
import io.meshgate.server.flight.statement.SealedStatement.Kind;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QuerySession;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Statements from their text to their result: prepared, bound, described and fetched.
 *
 * <p>Keeps nothing of them: handles and tickets hold all there is, sealed. Every step plans anew
 * for who is calling now. Safe for use by many threads.
 */
public final class Statements {

  private static final Duration HANDLE_LIFETIME = Duration.ofHours(24);
  private static final Duration TICKET_LIFETIME = Duration.ofHours(1);
  private static final int MAXIMUM_SQL_LENGTH = 1 << 20;

  // The field is_update = false, which newer clients read and older ones skip; the library's own
  // message does not have it yet.
  private static final UnknownFieldSet IS_QUERY =
      UnknownFieldSet.newBuilder()
          .addField(4, UnknownFieldSet.Field.newBuilder().addVarint(0).build())
          .build();

  private final QueryService service;
  private final Sessions sessions;
  private final Deliveries deliveries;
  private final Seal seal;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Statements(
      QueryService service, Sessions sessions, Deliveries deliveries, Seal seal, Clock clock) {
    this.service = service;
    this.sessions = sessions;
    this.deliveries = deliveries;
    this.seal = seal;
    this.clock = clock;
  }

  /** Prepares a statement. */
  public ActionCreatePreparedStatementResult prepare(
      Caller caller, ActionCreatePreparedStatementRequest request) {
    if (!request.getTransactionId().isEmpty()) {
      throw noTransactions();
    }
    QuerySession session = sessions.querySession(caller);
    Prepared prepared = service.prepare(session, checked(request.getQuery()));
    ResultForm form = form(caller);
    SealedStatement statement =
        new SealedStatement(
            newId(),
            caller.owner(),
            clock.instant().plus(HANDLE_LIFETIME),
            request.getQuery(),
            session.defaultSchema(),
            form,
            new byte[0],
            new byte[0]);
    return ActionCreatePreparedStatementResult.newBuilder()
        .setPreparedStatementHandle(ByteString.copyFrom(statement.seal(seal, Kind.HANDLE)))
        .setDatasetSchema(bytes(schema(prepared, form)))
        .setParameterSchema(bytes(ParameterValues.forClients(prepared.parameters())))
        .setUnknownFields(IS_QUERY)
        .build();
  }

  /**
   * A handle for the same statement with the parameters that the client sends: one row, or several
   * that the statement runs with one after another.
   */
  public ByteString bind(Caller caller, ByteString handle, FlightStream stream) {
    SealedStatement statement = open(caller, Kind.HANDLE, handle);
    QuerySession session = sessions.querySession(caller, statement.defaultSchema());
    int expected = service.prepare(session, statement.sql()).parameters().getFields().size();
    byte[] parameters = ParameterValues.write(stream, expected);
    SealedStatement bound =
        new SealedStatement(
            statement.id(),
            statement.subject(),
            statement.expiry(),
            statement.sql(),
            statement.defaultSchema(),
            statement.form(),
            parameters,
            new byte[0]);
    return ByteString.copyFrom(bound.seal(seal, Kind.HANDLE));
  }

  /** Describes the result of a statement and gives a ticket for it. */
  public FlightInfo info(Caller caller, String sql, FlightDescriptor descriptor) {
    QuerySession session = sessions.querySession(caller);
    return info(caller, session, statement(caller, session, checked(sql)), descriptor);
  }

  /** Describes the result of a prepared statement and gives a ticket for it. */
  public FlightInfo preparedInfo(Caller caller, ByteString handle, FlightDescriptor descriptor) {
    SealedStatement statement = open(caller, Kind.HANDLE, handle);
    QuerySession session = sessions.querySession(caller, statement.defaultSchema());
    return info(caller, session, statement, descriptor);
  }

  /** The schema of a statement's result. */
  public Schema schema(Caller caller, String sql) {
    QuerySession session = sessions.querySession(caller);
    return schema(service.prepare(session, checked(sql)), form(caller));
  }

  /** The schema of a prepared statement's result. */
  public Schema preparedSchema(Caller caller, ByteString handle) {
    SealedStatement statement = open(caller, Kind.HANDLE, handle);
    QuerySession session = sessions.querySession(caller, statement.defaultSchema());
    return schema(service.prepare(session, statement.sql()), statement.form());
  }

  /** Runs the statement of a ticket and delivers its result. */
  public void fetch(Caller caller, ByteString ticket, ServerStreamListener listener) {
    SealedStatement statement = open(caller, Kind.TICKET, ticket);
    QuerySession session = sessions.querySession(caller, statement.defaultSchema());
    deliveries.deliver(
        statement.id(), () -> execute(session, statement), session.limits().maxStall(), listener);
  }

  /** A fresh ticket for the statement of a ticket that is still in force. */
  public FlightEndpoint renew(Caller caller, ByteString ticket) {
    SealedStatement statement = open(caller, Kind.TICKET, ticket);
    return endpoint(
        new SealedStatement(
            // Cancelling with the description that the client holds reaches the fresh ticket too.
            statement.id(),
            statement.subject(),
            ticketExpiry(),
            statement.sql(),
            statement.defaultSchema(),
            statement.form(),
            statement.parameters(),
            statement.schemaHash()));
  }

  /** How the caller wants results; what was promised with a handle or ticket stays as it was. */
  private static ResultForm form(Caller caller) {
    return ResultForm.of(caller.options());
  }

  private static Schema schema(Prepared prepared, ResultForm form) {
    return form.schema(ColumnMetadata.ofResult(prepared.result()));
  }

  /** Cancels the deliveries of a ticket; false if none is under way here. */
  public boolean cancel(Caller caller, ByteString ticket) {
    return deliveries.cancel(open(caller, Kind.TICKET, ticket).id());
  }

  /**
   * Stops a query by its id in {@code system.queries}.
   *
   * @throws QueryException if no such query is under way that the caller may stop
   */
  public void stop(Caller caller, String queryId) {
    if (!service.cancel(sessions.querySession(caller), queryId)) {
      throw new QueryException(
          ErrorCode.NOT_FOUND,
          "No query of that id is under way that you may cancel; system.queries lists them");
    }
  }

  /** What is said of every statement that is not the caller's, whatever the reason. */
  public static QueryException notFound() {
    return new QueryException(
        ErrorCode.NOT_FOUND, "There is no such ticket or prepared statement, or it has expired");
  }

  /** What is said to who asks for a transaction. */
  public static QueryException noTransactions() {
    return new QueryException(
        ErrorCode.UNSUPPORTED, "Meshgate is read only and has no transactions; leave them out");
  }

  private OpenedResult execute(QuerySession session, SealedStatement statement) {
    List<List<@Nullable Object>> rows =
        ParameterValues.read(statement.parameters(), deliveries.allocator());
    QueryResult result =
        rows.size() == 1
            ? service.execute(session, statement.sql(), rows.get(0))
            : SuccessiveResult.start(
                service, session, statement.sql(), rows, deliveries.allocator());
    Schema schema = statement.form().schema(ColumnMetadata.ofResult(result.schema()));
    if (statement.promises(hash(schema))) {
      return new OpenedResult(result, schema, statement.form());
    }
    try (result) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "The columns of the result have changed since it was described; ask again");
    }
  }

  private FlightInfo info(
      Caller caller, QuerySession session, SealedStatement statement, FlightDescriptor descriptor) {
    Prepared prepared = service.prepare(session, statement.sql());
    int parameters = prepared.parameters().getFields().size();
    if (parameters > 0 && statement.parameters().length == 0) {
      throw new QueryException(
          ErrorCode.INVALID_QUERY,
          "The statement has %d parameters and none are bound; prepare it and bind them"
              .formatted(parameters));
    }
    Schema schema = schema(prepared, statement.form());
    SealedStatement ticket =
        new SealedStatement(
            newId(),
            caller.owner(),
            ticketExpiry(),
            statement.sql(),
            session.defaultSchema(),
            statement.form(),
            statement.parameters(),
            hash(schema));
    return new FlightInfo(schema, descriptor, List.of(endpoint(ticket)), -1, -1);
  }

  private FlightEndpoint endpoint(SealedStatement ticket) {
    ByteString sealed = ByteString.copyFrom(ticket.seal(seal, Kind.TICKET));
    TicketStatementQuery message =
        TicketStatementQuery.newBuilder().setStatementHandle(sealed).build();
    // Without a location: the client stays on this connection.
    return FlightEndpoint.builder(new Ticket(Any.pack(message).toByteArray()))
        .setExpirationTime(ticket.expiry())
        .build();
  }

  private SealedStatement statement(Caller caller, QuerySession session, String sql) {
    return new SealedStatement(
        "",
        caller.owner(),
        clock.instant(),
        sql,
        session.defaultSchema(),
        form(caller),
        new byte[0],
        new byte[0]);
  }

  private SealedStatement open(Caller caller, Kind kind, ByteString sealed) {
    Optional<SealedStatement> statement =
        SealedStatement.open(seal, kind, sealed.toByteArray(), caller.owner(), clock.instant());
    return statement.orElseThrow(Statements::notFound);
  }

  // In whole seconds, so that the client is told what the ticket holds.
  private Instant ticketExpiry() {
    return clock.instant().plus(TICKET_LIFETIME).truncatedTo(ChronoUnit.SECONDS);
  }

  private static String checked(String sql) {
    if (sql.length() > MAXIMUM_SQL_LENGTH) {
      throw new QueryException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "The statement is longer than " + MAXIMUM_SQL_LENGTH + " characters");
    }
    return sql;
  }

  private String newId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return BaseEncoding.base64Url().omitPadding().encode(bytes);
  }

  private static ByteString bytes(Schema schema) {
    return ByteString.copyFrom(MetadataCommands.serialize(schema));
  }

  // Of names and types only: metadata may be worded anew without harm to anybody.
  private static byte[] hash(Schema schema) {
    StringBuilder text = new StringBuilder();
    schema.getFields().forEach(field -> describe(field, text));
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asBytes();
  }

  private static void describe(Field field, StringBuilder text) {
    text.append(field.getName().length())
        .append(field.getName())
        .append(field.getType())
        .append(field.isNullable())
        .append('(');
    field.getChildren().forEach(child -> describe(child, text));
    text.append(')');
  }
}
