package io.meshgate.server.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshgate.server.auth.Caller;
import io.meshgate.server.flight.delivery.Deliveries;
import io.meshgate.server.flight.delivery.FlightErrors;
import io.meshgate.server.flight.delivery.MemoryResult;
import io.meshgate.server.flight.delivery.OpenedResult;
import io.meshgate.server.flight.delivery.ResultForm;
import io.meshgate.server.flight.metadata.MetadataAnswer;
import io.meshgate.server.flight.metadata.MetadataAnswer.Visible;
import io.meshgate.server.flight.metadata.MetadataCommands;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.session.Sessions;
import io.meshgate.server.flight.statement.Statements;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import io.meshgate.session.QueryLimits;
import io.meshgate.session.QuerySession;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementIngest;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutPreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.ArrowBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Flight SQL service: takes each call apart and hands it to who answers it.
 *
 * <p>It dispatches by itself instead of through Arrow's {@code FlightSqlProducer}, so that every
 * failure, errors of the JVM included, leaves through {@link FlightErrors}.
 */
final class MeshFlightProducer implements FlightProducer {

  private static final Logger LOG = LoggerFactory.getLogger(MeshFlightProducer.class);
  private static final String FLIGHT_SQL = "type.googleapis.com/arrow.flight.protocol.sql.";

  private final QueryService service;
  private final Sessions sessions;
  private final Statements statements;
  private final Actions actions;
  private final Deliveries deliveries;

  MeshFlightProducer(
      QueryService service,
      Sessions sessions,
      Statements statements,
      Actions actions,
      Deliveries deliveries) {
    this.service = service;
    this.sessions = sessions;
    this.statements = statements;
    this.actions = actions;
    this.deliveries = deliveries;
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    return answer(() -> info(Caller.current(), descriptor));
  }

  @Override
  public PollInfo pollFlightInfo(CallContext context, FlightDescriptor descriptor) {
    // A query begins when it is fetched, so its description is complete at once.
    return answer(() -> new PollInfo(info(Caller.current(), descriptor), null, 1.0, null));
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    return answer(() -> new SchemaResult(schema(Caller.current(), descriptor)));
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      fetch(Caller.current(), ticket, listener);
    } catch (Throwable e) {
      listener.error(FlightErrors.toFlight(e));
    }
  }

  @Override
  public void listFlights(
      CallContext context, Criteria criteria, StreamListener<FlightInfo> listener) {
    listener.onCompleted();
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    Actions.TYPES.forEach(listener::onNext);
    listener.onCompleted();
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      Optional<byte[]> body = actions.run(Caller.current(), action);
      body.ifPresent(bytes -> listener.onNext(new Result(bytes)));
      listener.onCompleted();
    } catch (Throwable e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> acknowledgements) {
    Caller caller = Caller.current();
    UploadGuard.Worker worker = UploadGuard.worker();
    return () ->
        worker.run(
            () -> {
              try {
                put(caller, stream, acknowledgements);
                acknowledgements.onCompleted();
              } catch (Throwable e) {
                if (worker.stopped()) {
                  LOG.debug("A client left its upload", e);
                } else {
                  acknowledgements.onError(FlightErrors.toFlight(e));
                }
              }
            });
  }

  private FlightInfo info(Caller caller, FlightDescriptor descriptor) {
    byte[] bytes = command(descriptor);
    Optional<Any> command = flightSql(bytes);
    if (command.isEmpty()) {
      return statements.info(caller, rawSql(bytes), descriptor);
    }
    Any any = command.get();
    if (any.is(CommandStatementQuery.class)) {
      return statements.info(caller, sql(any), descriptor);
    }
    if (any.is(CommandPreparedStatementQuery.class)) {
      return statements.preparedInfo(caller, handle(any), descriptor);
    }
    // The command is its own ticket: the answer is made when it is fetched.
    FlightEndpoint endpoint = new FlightEndpoint(new Ticket(any.toByteArray()));
    return new FlightInfo(metadata(any).schema(), descriptor, List.of(endpoint), -1, -1);
  }

  private org.apache.arrow.vector.types.pojo.Schema schema(
      Caller caller, FlightDescriptor descriptor) {
    byte[] bytes = command(descriptor);
    Optional<Any> command = flightSql(bytes);
    if (command.isEmpty()) {
      return statements.schema(caller, rawSql(bytes));
    }
    Any any = command.get();
    if (any.is(CommandStatementQuery.class)) {
      return statements.schema(caller, sql(any));
    }
    if (any.is(CommandPreparedStatementQuery.class)) {
      return statements.preparedSchema(caller, handle(any));
    }
    return metadata(any).schema();
  }

  private void fetch(Caller caller, Ticket ticket, ServerStreamListener listener) {
    Any any = flightSql(ticket.getBytes()).orElseThrow(Statements::notFound);
    if (any.is(TicketStatementQuery.class)) {
      TicketStatementQuery message = MetadataCommands.unpack(any, TicketStatementQuery.class);
      statements.fetch(caller, message.getStatementHandle(), listener);
      return;
    }
    MetadataAnswer answer = MetadataCommands.answer(any).orElseThrow(Statements::notFound);
    QuerySession session = sessions.querySession(caller);
    ResultForm form = ResultForm.of(caller.options());
    Supplier<Visible> visible =
        () -> new Visible(service.catalogName(), service.tables(session), form);
    deliveries.deliver(
        "",
        () ->
            new OpenedResult(
                new MemoryResult(
                    answer.schema(),
                    deliveries.allocator(),
                    root -> answer.filler().accept(root, visible)),
                answer.schema(),
                ResultForm.DEFAULT),
        QueryLimits.DEFAULT.maxStall(),
        listener);
  }

  private void put(Caller caller, FlightStream stream, StreamListener<PutResult> acknowledgements) {
    Any any =
        flightSql(command(stream.getDescriptor()))
            .orElseThrow(() -> invalid("The command is no Flight SQL command"));
    if (any.is(CommandStatementUpdate.class)
        || any.is(CommandPreparedStatementUpdate.class)
        || any.is(CommandStatementIngest.class)) {
      throw new QueryException(
          ErrorCode.READ_ONLY,
          "Meshgate is read only: it takes queries, and neither updates nor uploads");
    }
    if (!any.is(CommandPreparedStatementQuery.class)) {
      throw unsupported(any);
    }
    byte[] bound =
        DoPutPreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(statements.bind(caller, handle(any), stream))
            .build()
            .toByteArray();
    try (ArrowBuf buffer = deliveries.allocator().buffer(bound.length)) {
      buffer.writeBytes(bound);
      acknowledgements.onNext(PutResult.metadata(buffer));
    }
  }

  private static MetadataAnswer metadata(Any command) {
    return MetadataCommands.answer(command).orElseThrow(() -> unsupported(command));
  }

  private static String sql(Any command) {
    CommandStatementQuery message = MetadataCommands.unpack(command, CommandStatementQuery.class);
    if (!message.getTransactionId().isEmpty()) {
      throw Statements.noTransactions();
    }
    return message.getQuery();
  }

  private static ByteString handle(Any command) {
    return MetadataCommands.unpack(command, CommandPreparedStatementQuery.class)
        .getPreparedStatementHandle();
  }

  private static byte[] command(FlightDescriptor descriptor) {
    if (!descriptor.isCommand()) {
      throw invalid("The descriptor is a path; send a Flight SQL command or SQL text");
    }
    return descriptor.getCommand();
  }

  /** The Flight SQL command in some bytes, if they are one. */
  private static Optional<Any> flightSql(byte[] bytes) {
    try {
      Any any = Any.parseFrom(bytes);
      return any.getTypeUrl().startsWith(FLIGHT_SQL) ? Optional.of(any) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      // Clients without Flight SQL send the bare text of a query.
      return Optional.empty();
    }
  }

  private static String rawSql(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean readable =
          text.chars()
              .allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
      if (readable && !text.isBlank()) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Neither a message nor text: told below.
    }
    throw invalid("The command is neither a Flight SQL command nor SQL text");
  }

  private static QueryException invalid(String text) {
    return new QueryException(ErrorCode.INVALID_QUERY, text);
  }

  private static QueryException unsupported(Any command) {
    String name = command.getTypeUrl().substring(FLIGHT_SQL.length());
    return new QueryException(
        ErrorCode.UNSUPPORTED, "The Flight SQL command " + name + " is not supported");
  }

  private static <T> T answer(Supplier<T> call) {
    try {
      return call.get();
    } catch (Throwable e) {
      throw FlightErrors.toFlight(e);
    }
  }

  /** A message as an action's result carries it. */
  static byte[] packed(Message message) {
    return Any.pack(message).toByteArray();
  }
}
