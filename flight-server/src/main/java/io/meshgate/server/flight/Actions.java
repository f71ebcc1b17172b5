package io.meshgate.server.flight;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshgate.server.auth.Caller;
import io.meshgate.server.flight.metadata.MetadataCommands;
import io.meshgate.server.flight.session.SessionActions;
import io.meshgate.server.flight.statement.Statements;
import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelFlightInfoResult;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;

/** The actions of Flight SQL: prepared statements, cancelling, session options. */
final class Actions {

  /** The action that stops a query by its id in {@code system.queries}. */
  public static final String CANCEL_BY_ID = "meshgate.CancelQuery";

  /** The actions that are answered. */
  static final ImmutableList<ActionType> TYPES =
      ImmutableList.of(
          FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT,
          FlightSqlUtils.FLIGHT_SQL_CLOSE_PREPARED_STATEMENT,
          FlightSqlUtils.FLIGHT_SQL_CANCEL_QUERY,
          FlightConstants.CANCEL_FLIGHT_INFO,
          FlightConstants.RENEW_FLIGHT_ENDPOINT,
          FlightConstants.SET_SESSION_OPTIONS,
          FlightConstants.GET_SESSION_OPTIONS,
          FlightConstants.CLOSE_SESSION,
          new ActionType(
              CANCEL_BY_ID,
              "Stop a query of one's own, or for governance anybody's. Request: its id in"
                  + " system.queries, as UTF-8. Result: CANCELLING."));

  private final Statements statements;
  private final SessionActions sessions;

  Actions(Statements statements, SessionActions sessions) {
    this.statements = statements;
    this.sessions = sessions;
  }

  /** Runs an action; its result, if it has one. */
  Optional<byte[]> run(Caller caller, Action action) {
    return switch (action.getType()) {
      case "CreatePreparedStatement" ->
          Optional.of(
              MeshFlightProducer.packed(
                  statements.prepare(
                      caller, unpack(action, ActionCreatePreparedStatementRequest.class))));
      // A handle holds its statement; there is nothing here to close, whoever's it is.
      case "ClosePreparedStatement" -> Optional.empty();
      case "CancelQuery" -> Optional.of(cancelQuery(caller, action));
      case CANCEL_BY_ID -> {
        statements.stop(caller, new String(action.getBody(), StandardCharsets.UTF_8));
        yield Optional.of("CANCELLING".getBytes(StandardCharsets.UTF_8));
      }
      case "CancelFlightInfo" -> Optional.of(cancelFlightInfo(caller, action));
      case "RenewFlightEndpoint" -> Optional.of(renew(caller, action));
      case "SetSessionOptions" ->
          Optional.of(bytes(sessions.set(caller, setSessionOptions(action)).serialize()));
      case "GetSessionOptions" -> Optional.of(bytes(sessions.get(caller).serialize()));
      case "CloseSession" -> Optional.of(bytes(sessions.close(caller).serialize()));
      case "BeginTransaction", "EndTransaction", "BeginSavepoint", "EndSavepoint" ->
          throw Statements.noTransactions();
      default ->
          throw new QueryException(
              ErrorCode.UNSUPPORTED, "There is no such action; ListActions names those there are");
    };
  }

  private byte[] cancelFlightInfo(Caller caller, Action action) {
    FlightInfo info;
    try {
      info = CancelFlightInfoRequest.deserialize(ByteBuffer.wrap(action.getBody())).getInfo();
    } catch (IOException | URISyntaxException | RuntimeException e) {
      throw malformed(action, e);
    }
    CancelStatus status =
        cancel(caller, info) ? CancelStatus.CANCELLING : CancelStatus.NOT_CANCELLABLE;
    return bytes(new CancelFlightInfoResult(status).serialize());
  }

  @SuppressWarnings("deprecation") // Older clients have no other way to cancel.
  private byte[] cancelQuery(Caller caller, Action action) {
    FlightSql.ActionCancelQueryRequest request =
        unpack(action, FlightSql.ActionCancelQueryRequest.class);
    FlightInfo info;
    try {
      info = FlightInfo.deserialize(request.getInfo().asReadOnlyByteBuffer());
    } catch (IOException | URISyntaxException | RuntimeException e) {
      throw malformed(action, e);
    }
    FlightSql.ActionCancelQueryResult.CancelResult result =
        cancel(caller, info)
            ? FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_CANCELLING
            : FlightSql.ActionCancelQueryResult.CancelResult.CANCEL_RESULT_NOT_CANCELLABLE;
    return MeshFlightProducer.packed(
        FlightSql.ActionCancelQueryResult.newBuilder().setResult(result).build());
  }

  private boolean cancel(Caller caller, FlightInfo info) {
    boolean cancelled = false;
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      Optional<ByteString> statement = statement(endpoint);
      cancelled |= statement.isPresent() && statements.cancel(caller, statement.get());
    }
    return cancelled;
  }

  private byte[] renew(Caller caller, Action action) {
    FlightEndpoint endpoint;
    try {
      endpoint =
          RenewFlightEndpointRequest.deserialize(ByteBuffer.wrap(action.getBody()))
              .getFlightEndpoint();
    } catch (IOException | URISyntaxException | RuntimeException e) {
      throw malformed(action, e);
    }
    Optional<ByteString> statement = statement(endpoint);
    return bytes(
        // Tickets of metadata do not expire.
        statement.isEmpty()
            ? endpoint.serialize()
            : statements.renew(caller, statement.get()).serialize());
  }

  /** The statement that an endpoint's ticket holds; empty if it is a ticket of metadata. */
  private static Optional<ByteString> statement(FlightEndpoint endpoint) {
    try {
      Any any = Any.parseFrom(endpoint.getTicket().getBytes());
      if (any.is(TicketStatementQuery.class)) {
        return Optional.of(any.unpack(TicketStatementQuery.class).getStatementHandle());
      }
      if (MetadataCommands.answer(any).isPresent()) {
        return Optional.empty();
      }
    } catch (InvalidProtocolBufferException e) {
      // No ticket at all: told like one that is somebody else's.
    }
    throw Statements.notFound();
  }

  private static SetSessionOptionsRequest setSessionOptions(Action action) {
    try {
      return SetSessionOptionsRequest.deserialize(ByteBuffer.wrap(action.getBody()));
    } catch (IOException | RuntimeException e) {
      throw malformed(action, e);
    }
  }

  private static <M extends Message> M unpack(Action action, Class<M> type) {
    try {
      return MetadataCommands.unpack(Any.parseFrom(action.getBody()), type);
    } catch (InvalidProtocolBufferException e) {
      throw malformed(action, e);
    }
  }

  private static QueryException malformed(Action action, Exception cause) {
    return new QueryException(
        ErrorCode.INVALID_QUERY,
        "The body of the action " + action.getType() + " is no valid message",
        cause);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
