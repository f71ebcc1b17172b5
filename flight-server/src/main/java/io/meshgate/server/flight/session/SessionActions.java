package io.meshgate.server.flight.session;

import com.google.common.collect.ImmutableMap;
import io.meshgate.server.auth.Caller;
import io.meshgate.server.flight.service.QueryService;
import io.meshgate.server.flight.session.Sessions.Options;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.GetSessionOptionsResult;
import org.apache.arrow.flight.NoOpSessionOptionValueVisitor;
import org.apache.arrow.flight.SessionOptionValue;
import org.apache.arrow.flight.SessionOptionValueFactory;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.SetSessionOptionsResult.Error;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;

/** The actions on session options: {@code catalog}, {@code schema} and {@code timezone}. */
public final class SessionActions {

  private static final int MAXIMUM_LENGTH = 512;

  private final Sessions sessions;
  private final QueryService service;

  public SessionActions(Sessions sessions, QueryService service) {
    this.sessions = sessions;
    this.service = service;
  }

  /** Sets the options that can be set and reports the others. */
  public SetSessionOptionsResult set(Caller caller, SetSessionOptionsRequest request) {
    Map<String, Error> errors = new LinkedHashMap<>();
    Options options = sessions.options(caller);
    for (Map.Entry<String, SessionOptionValue> entry : request.getSessionOptions().entrySet()) {
      Optional<String> value = text(entry.getValue());
      if (value.isEmpty() && !entry.getValue().isEmpty()) {
        errors.put(entry.getKey(), new Error(ErrorValue.INVALID_VALUE));
        continue;
      }
      try {
        options = with(options, entry.getKey().toLowerCase(Locale.ROOT), value);
      } catch (UnknownOption e) {
        errors.put(entry.getKey(), new Error(ErrorValue.INVALID_NAME));
      } catch (DateTimeException | IllegalArgumentException e) {
        errors.put(entry.getKey(), new Error(ErrorValue.INVALID_VALUE));
      }
    }
    sessions.replace(caller, options);
    return new SetSessionOptionsResult(errors);
  }

  /** The options that are set; asking does not begin a session. */
  public GetSessionOptionsResult get(Caller caller) {
    Options options = sessions.options(caller);
    ImmutableMap.Builder<String, SessionOptionValue> values = ImmutableMap.builder();
    values.put("catalog", value(options.catalog().orElse(service.catalogName())));
    options.schema().or(caller::schema).ifPresent(schema -> values.put("schema", value(schema)));
    options.timeZone().ifPresent(zone -> values.put("timezone", value(zone.getId())));
    return new GetSessionOptionsResult(values.buildOrThrow());
  }

  /** Forgets the options; does nothing the second time. */
  public CloseSessionResult close(Caller caller) {
    sessions.close(caller);
    return new CloseSessionResult(CloseSessionResult.Status.CLOSED);
  }

  private Options with(Options options, String name, Optional<String> value) throws UnknownOption {
    return switch (name) {
      case "catalog" -> {
        if (value.isPresent() && !value.get().equalsIgnoreCase(service.catalogName())) {
          throw new IllegalArgumentException("No such catalog");
        }
        yield new Options(value, options.schema(), options.timeZone());
      }
      case "schema" -> {
        // Not compared with what exists: a schema that one may not see must answer like none.
        if (value.isPresent() && value.get().length() > MAXIMUM_LENGTH) {
          throw new IllegalArgumentException("Too long");
        }
        yield new Options(options.catalog(), value, options.timeZone());
      }
      case "timezone" -> new Options(options.catalog(), options.schema(), value.map(ZoneId::of));
      default -> throw new UnknownOption();
    };
  }

  private static SessionOptionValue value(String text) {
    return SessionOptionValueFactory.makeSessionOptionValue(text);
  }

  private static Optional<String> text(SessionOptionValue value) {
    return value.acceptVisitor(
        new NoOpSessionOptionValueVisitor<Optional<String>>() {
          @Override
          public Optional<String> visit(String text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
          }

          @Override
          public Optional<String> visit(boolean other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(long other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(double other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(String[] other) {
            return Optional.empty();
          }

          @Override
          public Optional<String> visit(Void other) {
            return Optional.empty();
          }
        });
  }

  /** An option that is none. */
  private static final class UnknownOption extends Exception {}
}
